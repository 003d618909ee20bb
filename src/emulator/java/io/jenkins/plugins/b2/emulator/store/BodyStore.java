package io.jenkins.plugins.b2.emulator.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bytes of all files, in one folder. A large body gets a file of its own; small ones are appended to a shared
 * pack, so that 300,000 tiny files need neither heap nor inodes. Space in a pack comes back when all of it is unused.
 * Thread-safe.
 */
public final class BodyStore implements AutoCloseable {
    /** Bodies up to this many bytes go to a pack. */
    static final int PACKED_LIMIT = 64 * 1024;
    /** MD5 is computed for bodies up to this many bytes only: it would be the slowest thing here. */
    public static final long MD5_LIMIT = 1024 * 1024;

    private static final long PACK_SIZE = 64L * 1024 * 1024;

    private final Path folder;
    private final Map<String, BodyFile> loaded = new HashMap<>();
    private long nextFile;
    private BodyFile pack;
    private FileChannel packChannel;
    private long packEnd;

    public BodyStore(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Starts to take in a body of exactly {@code length} bytes. */
    public Receiver receive(long length) throws IOException {
        return new Receiver(this, length);
    }

    /** Starts to read; the bytes stay readable until the reader is closed, even when the file is deleted meanwhile. */
    public BodyReader open(Body body) {
        retain(body);
        return new BodyReader(this, body);
    }

    void retain(Body body) {
        body.segments().forEach(s -> s.file().retain());
    }

    void release(Body body) {
        body.segments().forEach(s -> s.file().release());
    }

    /** The same content with a SHA-1, which is computed when it has none. */
    public StoredContent hashed(StoredContent content) throws IOException {
        if (content.sha1() != null) {
            return content;
        }
        MessageDigest sha1 = Receiver.digest("SHA-1");
        ByteBuffer buffer = ByteBuffer.allocate(PACKED_LIMIT);
        try (BodyReader reader = open(content.body())) {
            for (long at = 0; at < content.length(); at += buffer.position()) {
                reader.read(buffer.clear(), at);
                sha1.update(buffer.array(), 0, buffer.position());
            }
        }
        return new StoredContent(content.body(), sha1.digest(), true, null);
    }

    synchronized BodyFile newFile() {
        return new BodyFile(folder.resolve("body-" + nextFile++));
    }

    /** Appends a small body to the current pack. The buffer is read to its end. */
    synchronized Body pack(ByteBuffer bytes) throws IOException {
        if (packChannel == null || packEnd >= PACK_SIZE) {
            sealPack();
            pack = newFile();
            packChannel = FileChannel.open(pack.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            packEnd = 0;
        }
        Body.Segment segment = new Body.Segment(pack, packEnd, bytes.remaining());
        while (bytes.hasRemaining()) {
            packEnd += packChannel.write(bytes, packEnd);
        }
        pack.retain();
        return new Body(List.of(segment));
    }

    private void sealPack() throws IOException {
        if (packChannel != null) {
            packChannel.close();
            packChannel = null;
            pack.release();
        }
    }

    /** The file of that name, for a journal that is being read. */
    synchronized BodyFile load(String name) {
        return loaded.computeIfAbsent(name, n -> new BodyFile(folder.resolve(n)));
    }

    /** Ends the loading: drops the loader's references, and removes files that no journal entry speaks of. */
    synchronized void loaded() throws IOException {
        Set<String> known = Set.copyOf(loaded.keySet());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith("body-")) {
                    nextFile = Math.max(nextFile, Long.parseLong(name.substring(5)) + 1);
                    if (!known.contains(name)) {
                        Files.delete(file);
                    }
                }
            }
        }
        loaded.values().forEach(BodyFile::release);
        loaded.clear();
    }

    @Override
    public synchronized void close() {
        try {
            sealPack();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
