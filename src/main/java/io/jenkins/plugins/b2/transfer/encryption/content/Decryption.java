package io.jenkins.plugins.b2.transfer.encryption.content;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Decrypts a whole local file. */
public final class Decryption {
    private static final int CHUNK_BYTES = 1 << 16;

    private Decryption() {}

    /**
     * Decrypts a file of either format. The target appears whole or not at all: it is written beside its place, and
     * moved there after everything was authenticated. What stood there before survives any failure.
     *
     * @return the length of the plaintext
     * @throws DecryptionException if the content can't be decrypted
     * @throws IOException if a file can't be read or written
     */
    public static long decryptFile(Path encrypted, Path target, KeyRing keys) throws IOException, InterruptedException {
        Path place = target.toAbsolutePath();
        Path beside = Files.createTempFile(place.resolve("..").normalize(), "." + place.getFileName() + ".", ".part");
        try {
            long length = decryptTo(encrypted, beside, keys);
            moveInto(beside, place);
            return length;
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static long decryptTo(Path encrypted, Path target, KeyRing keys) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(encrypted);
                FileChannel out = FileChannel.open(target, StandardOpenOption.WRITE)) {
            long length = Files.size(encrypted);
            byte[] head = in.readNBytes(EncryptedContent.HEAD_BYTES);
            try (FileDecryptor decryptor = EncryptedContent.decryptor(head, head.length, keys);
                    RangeDecryptor range = decryptor.open(0, length, length)) {
                PlaintextSink sink =
                        (buffer, offset, count, position) -> writeFully(out, buffer, offset, count, position);
                range.update(head, 0, head.length, sink);
                pump(in, range, sink);
                range.finish(sink);
            }
            out.force(true);
            return out.size();
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
