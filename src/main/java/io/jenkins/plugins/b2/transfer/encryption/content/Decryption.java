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
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
     * Decrypts a file of either format. The target appears whole or not at all: it is written beside its place, and
     * moved there after everything was authenticated. What stood there before survives any failure.
     *
     * @param expectedName the name in B2 that an AES256_GCM file must have been encrypted under; null for any
     * @throws DecryptionException if the content can't be decrypted
     * @throws IOException if a file can't be read or written
     */
    public static Result decryptFile(Path encrypted, Path target, KeyRing keys, String expectedName)
            throws IOException, InterruptedException {
        return write(encrypted, target, keys, expectedName, null);
    }

    /**
     * As {@link #decryptFile}, but of a damaged AES256_GCM file everything that is authentic is written to its place, and
     * the rest is zeros. At least one byte of it must be authentic.
     */
    public static Result salvageFile(Path encrypted, Path target, KeyRing keys, String expectedName)
            throws IOException, InterruptedException {
        return write(encrypted, target, keys, expectedName, new Gaps());
    }

    private static Result write(Path encrypted, Path target, KeyRing keys, String expectedName, Gaps gaps)
            throws IOException, InterruptedException {
        Path place = target.toAbsolutePath();
        Path beside = Files.createTempFile(place.resolve("..").normalize(), "." + place.getFileName() + ".", ".part");
        try {
            Result result = decryptTo(encrypted, beside, keys, expectedName, gaps);
            moveInto(beside, place);
            return result;
        } catch (ClosedByInterruptException e) {
            Thread.interrupted();
            throw new InterruptedException("Interrupted while decrypting");
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static Result decryptTo(Path encrypted, Path target, KeyRing keys, String expectedName, Gaps gaps)
            throws IOException, InterruptedException {
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE)) {
            for (int left = keys.size(); ; left--) {
                try {
                    Result result = decryptTo(encrypted, out, keys, expectedName, gaps);
                    out.force(true);
                    return result;
                } catch (DecryptionException e) {
                    if (e.kind() != DecryptionException.Kind.ANOTHER_KEY || left <= 0) {
                        throw e;
                    }
                    out.truncate(0);
                }
            }
        }
    }

    private static Result decryptTo(Path encrypted, FileChannel out, KeyRing keys, String expectedName, Gaps gaps)
            throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(encrypted)) {
            long length = Files.size(encrypted);
            byte[] head = in.readNBytes(EncryptedContent.HEAD_BYTES);
            try (FileDecryptor decryptor = EncryptedContent.decryptor(head, head.length, keys, expectedName);
                    RangeDecryptor range = gaps == null
                            ? decryptor.open(0, length, length)
                            : decryptor.salvage(0, length, length, gaps)) {
                PlaintextSink sink =
                        (buffer, offset, count, position) -> writeFully(out, buffer, offset, count, position);
                range.update(head, 0, head.length, sink);
                pump(in, range, sink);
                range.finish(sink);
                if (gaps != null) {
                    fill(out, gaps);
                }
                List<Gap> found = gaps == null ? List.of() : gaps.found;
                return new Result(decryptor.format(), decryptor.name().orElse(null), out.size(), found);
            }
        }
    }

    /** Makes the target as long as its gaps reach; what is between is holes, which read as zeros. */
    private static void fill(FileChannel out, Gaps gaps) throws IOException {
        if (gaps.found.isEmpty()) {
            return;
        }
        if (out.size() == 0) {
            throw new DecryptionException(
                    DecryptionException.Kind.WRONG_KEY_OR_ALTERED,
                    "Nothing of it is authentic, so there is nothing to save: its header was altered, or all of its"
                            + " content was");
        }
        long end = gaps.found.get(gaps.found.size() - 1).to();
        if (end > out.size()) {
            writeFully(out, new byte[1], 0, 1, end - 1);
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

    private static void writeFully(FileChannel out, byte[] buffer, int offset, int length, long position)
            throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(buffer, offset, length);
        while (rest.hasRemaining()) {
            out.write(rest, position + rest.position() - offset);
        }
    }

    private static void moveInto(Path beside, Path place) throws IOException {
        try {
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(beside, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
