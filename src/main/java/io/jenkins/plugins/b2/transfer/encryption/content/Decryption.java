package io.jenkins.plugins.b2.transfer.encryption.content;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.GapListener;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Decrypts a whole local file. */
public final class Decryption {
    private static final int CHUNK_BYTES = 1 << 16;

    private Decryption() {}

    /**
     * What became of a file.
     *
     * @param name the name in B2 that it was encrypted under; null for FERNET, which keeps none
     * @param length bytes of the plaintext, gaps included
     * @param gaps what is missing, ascending, neighbours merged; none unless it was salvaged
     */
    public record Result(EncryptionFormat format, String name, long length, List<Gap> gaps) {
        public Result {
            gaps = List.copyOf(gaps);
        }
    }

    /**
     * Bytes of the plaintext that can't be had, and are zeros in the target.
     *
     * @param from offset
     * @param to exclusive
     * @param openEnded whether the file may have gone on behind it, for nobody knows how long
     */
    public record Gap(long from, long to, boolean openEnded) {}

    /**
     * Decrypts a file of either format.
     *
     * @param expectedName the name in B2 that an AES256_GCM file must have been encrypted under; null for any
     * @param sink gets the plaintext in order, of which nothing must be used when this throws. Where a Fernet token was made
     *     with another of several passphrases than with the likely one, it gets it once more from the beginning
     * @throws DecryptionException if the content can't be decrypted
     * @throws IOException if the file can't be read, or from the sink
     */
    public static Result decrypt(Path encrypted, KeyRing keys, String expectedName, PlaintextSink sink)
            throws IOException, InterruptedException {
        return decrypt(encrypted, keys, expectedName, sink, false);
    }

    /**
     * As {@link #decrypt}, but of a damaged AES256_GCM file the sink gets everything that is authentic at its place, and zeros
     * for the rest. At least one byte of it must be authentic.
     */
    public static Result salvage(Path encrypted, KeyRing keys, String expectedName, PlaintextSink sink)
            throws IOException, InterruptedException {
        return decrypt(encrypted, keys, expectedName, sink, true);
    }

    private static Result decrypt(
            Path encrypted, KeyRing keys, String expectedName, PlaintextSink sink, boolean salvage)
            throws IOException, InterruptedException {
        for (int left = keys.size(); ; left--) {
            try {
                return decryptOnce(encrypted, keys, expectedName, new Filler(sink), salvage ? new Gaps() : null);
            } catch (DecryptionException e) {
                if (e.kind() != DecryptionException.Kind.ANOTHER_KEY || left <= 0) {
                    throw e;
                }
            } catch (ClosedByInterruptException e) {
                Thread.interrupted();
                throw new InterruptedException("Interrupted while decrypting");
            }
        }
    }

    private static Result decryptOnce(Path encrypted, KeyRing keys, String expectedName, Filler sink, Gaps gaps)
            throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(encrypted)) {
            long length = Files.size(encrypted);
            byte[] head = in.readNBytes(EncryptedContent.HEAD_BYTES);
            try (FileDecryptor decryptor = EncryptedContent.decryptor(head, head.length, keys, expectedName);
                    RangeDecryptor range = gaps == null
                            ? decryptor.open(0, length, length)
                            : decryptor.salvage(0, length, length, gaps)) {
                range.update(head, 0, head.length, sink);
                pump(in, range, sink);
                range.finish(sink);
                if (gaps != null) {
                    fill(sink, gaps);
                }
                List<Gap> found = gaps == null ? List.of() : gaps.found;
                return new Result(decryptor.format(), decryptor.name().orElse(null), sink.end, found);
            }
        }
    }

    /** Makes the plaintext as long as its gaps reach. */
    private static void fill(Filler sink, Gaps gaps) throws IOException {
        if (gaps.found.isEmpty()) {
            return;
        }
        if (sink.end == 0) {
            throw new DecryptionException(
                    DecryptionException.Kind.WRONG_KEY_OR_ALTERED,
                    "Nothing of it is authentic, so there is nothing to save: its header was altered, or all of its"
                            + " content was");
        }
        sink.fill(gaps.found.get(gaps.found.size() - 1).to());
    }

    /** Writes zeros where nothing comes, so that whoever is behind it gets one byte after the other. */
    private static final class Filler implements PlaintextSink {
        private final PlaintextSink sink;
        private final byte[] zeros = new byte[CHUNK_BYTES];
        private long end;

        Filler(PlaintextSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(byte[] buffer, int offset, int length, long position) throws IOException {
            fill(position);
            sink.write(buffer, offset, length, position);
            end = position + length;
        }

        void fill(long to) throws IOException {
            while (end < to) {
                int count = (int) Math.min(zeros.length, to - end);
                sink.write(zeros, 0, count, end);
                end += count;
            }
        }
    }

    /** Gaps as they come from the beginning to the end. */
    private static final class Gaps implements GapListener {
        private final List<Gap> found = new ArrayList<>();

        @Override
        public void gap(long from, long to, boolean openEnded) {
            Gap last = found.isEmpty() ? null : found.get(found.size() - 1);
            if (last != null && last.to() == from) {
                found.set(found.size() - 1, new Gap(last.from(), to, openEnded));
            } else {
                found.add(new Gap(from, to, openEnded));
            }
        }
    }

    private static void pump(InputStream in, RangeDecryptor range, PlaintextSink sink)
            throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while decrypting");
            }
            range.update(chunk, 0, count, sink);
        }
    }
}
