package io.jenkins.plugins.b2.emulator.store;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

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

    /** Takes one change: its kind, and a reader that stands before its value and must be left behind it. */
    @FunctionalInterface
    interface Reader {
        void accept(String kind, JsonReader value) throws IOException;
    }

    /** Hands over every whole line and then cuts off a torn one. */
    void replay(Reader reader) throws IOException {
        long good = Files.exists(path) ? readLines(reader) : 0;
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(good);
        channel.position(good);
    }

    /** Returns where the last whole line ends. */
    private long readLines(Reader reader) throws IOException {
        long good = 0;
        try (InputStream in = Files.newInputStream(path)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                int begin = 0;
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, begin, i - begin);
                        parse(line.toString(StandardCharsets.UTF_8), reader);
                        good += line.size() + 1;
                        line.reset();
                        begin = i + 1;
                    }
                }
                line.write(buffer, begin, count - begin);
            }
        }
        return good;
    }

    private void parse(String line, Reader reader) throws IOException {
        try (JsonReader json = new JsonReader(new StringReader(line))) {
            json.beginObject();
            reader.accept(json.nextName(), json);
            json.endObject();
        } catch (JsonParseException | IllegalStateException | MalformedJsonException | EOFException e) {
            throw new IOException("The journal " + path + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Appends one change: {@code {"<kind>": value}}. Without {@link #replay} before, nothing is kept. */
    void append(String kind, Object value) {
        if (channel == null) {
            return;
        }
        String line = "{\"" + kind + "\":" + gson.toJson(value) + "}\n";
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
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
