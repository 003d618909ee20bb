package io.jenkins.plugins.b2.emulator.store;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * All changes, one JSON object a line, appended before the answer is sent. A killed process leaves at most a torn last
 * line, which reading drops; bytes that the operating system has taken are safe from the death of the process (not
 * from the loss of power: nothing is forced to the disk). Used under the account's lock.
 */
final class Journal implements AutoCloseable {
    private final Path path;
    private final Gson gson;
    private FileChannel channel;

    Journal(Path path, Gson gson) {
        this.path = path;
        this.gson = gson;
    }

    /** Hands over every whole line and then cuts off a torn one. */
    void replay(Consumer<JsonObject> reader) throws IOException {
        long[] good = {0};
        if (Files.exists(path)) {
            forEachLine((line, end) -> {
                reader.accept(line);
                good[0] += end;
            });
        }
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(good[0]);
        channel.position(good[0]);
    }

    private void forEachLine(ObjIntConsumer<JsonObject> reader) throws IOException {
        try (var in = new java.io.BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            var line = new java.io.ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                reader.accept(parse(line.toString(StandardCharsets.UTF_8)), line.size() + 1);
                line.reset();
            }
        }
    }

    private JsonObject parse(String line) throws IOException {
        try {
            return gson.fromJson(line, JsonObject.class);
        } catch (JsonParseException e) {
            throw new IOException("The journal " + path + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Appends one change: {@code {"<kind>": value}}. Without {@link #replay} before, nothing is kept. */
    void append(String kind, Object value) {
        if (channel == null) {
            return;
        }
        JsonObject line = new JsonObject();
        line.add(kind, gson.toJsonTree(value));
        ByteBuffer bytes = ByteBuffer.wrap((gson.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the history by what {@code writer} appends. */
    void rewrite(Runnable writer) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        channel.close();
        channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        writer.run();
        // The open channel follows the file to its new name.
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
