package io.jenkins.plugins.b2.emulator.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A file on disk that holds the bytes of one or more bodies. It is deleted when nothing refers to it any more. */
final class BodyFile {
    private final Path path;
    // The creator holds the first reference until the file takes no more bytes.
    private final AtomicInteger references = new AtomicInteger(1);

    BodyFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    void retain() {
        references.incrementAndGet();
    }

    void release() {
        if (references.decrementAndGet() == 0) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
