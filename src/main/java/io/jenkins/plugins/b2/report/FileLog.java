package io.jenkins.plugins.b2.report;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * What became of a build's files, a line each, in a compressed file of its own: it is only ever appended to, and read from its
 * beginning to its end without being held. Several members of gzip (RFC 1952, 2.2) follow one another in it. Not thread-safe but
 * for reading what was {@link #appended}; {@link BuildReport} guards the rest.
 */
final class FileLog {
    private static final Logger LOGGER = Logger.getLogger(FileLog.class.getName());
    /** Bytes. */
    private static final int BUFFER = 1 << 16;

    private final Path file;

    FileLog(Path file) {
        this.file = file;
    }

    /**
     * All of them, or none.
     *
     * @throws IOException when there is no room; what was there before can still be read
     */
    void append(int step, List<FileEntry> entries) throws IOException {
        long before = Files.exists(file) ? Files.size(file) : 0;
        try {
            write(step, entries);
        } catch (IOException | RuntimeException e) {
            // Nobody reads on behind half a member. Not by a channel, which an interrupt closes.
            try (RandomAccessFile half = new RandomAccessFile(file.toFile(), "rw")) {
                half.setLength(before);
            } catch (IOException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    private void write(int step, List<FileEntry> entries) throws IOException {
        try (Writer out = new OutputStreamWriter(
                new GZIPOutputStream(
                        new BufferedOutputStream(
                                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                                BUFFER),
                        BUFFER),
                StandardCharsets.UTF_8)) {
            for (FileEntry entry : entries) {
                out.write(FileLine.of(step, entry) + "\n");
            }
        }
    }

    /** What there is up to now. */
    Appended appended() {
        try {
            return new Appended(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not read " + file);
            return new Appended(file, 0);
        }
    }

    /**
     * What there was at some moment. Can be read by anybody at any time, while more is appended.
     *
     * @param length bytes of the file
     */
    record Appended(Path file, long length) {
        /** All of them in the order in which they were appended. What can't be read is left out, and told in the log. */
        void read(Consumer<FileLine> rows) {
            if (length == 0) {
                return;
            }
            try (InputStream bytes = Files.newInputStream(file);
                    InputStream members = BoundedInputStream.builder()
                            .setInputStream(bytes)
                            .setMaxCount(length)
                            .get();
                    InputStream in = new GZIPInputStream(members, BUFFER);
                    BufferedReader reader =
                            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), BUFFER)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    rows.accept(new FileLine(line));
                }
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.WARNING, e, () -> "Could not read " + file);
            }
        }
    }
}
