package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import java.io.IOException;
import java.io.InterruptedIOException;
import javax.crypto.Mac;

/** The bytes of a token before Base64, from a position to the end. Belongs to one thread. */
final class FernetRawToken {
    private final byte[] header;
    private final FernetBlocks blocks;
    private final long macAt;
    private final Mac running;
    private byte[] mac;
    private long position;
    private long batchAt;
    private int batchLength;

    /** @param start where to begin; made, but not given out, is all from the nearest checkpoint before */
    FernetRawToken(
            byte[] header,
            FernetKey key,
            FernetCheckpoints checkpoints,
            PlaintextSource source,
            long plaintextLength,
            long start) {
        this.header = header;
        this.macAt = FernetLayout.rawLength(plaintextLength) - Primitives.HMAC_BYTES;
        this.mac = checkpoints.mac();
        this.running = mac == null ? key.mac() : null;
        if (running != null) {
            running.update(header);
        }
        long checkpoint = checkpoints.nearestBlock(blockAt(start, plaintextLength));
        this.blocks = new FernetBlocks(key, source, plaintextLength, checkpoints, checkpoint);
        this.batchAt = FernetLayout.HEADER_BYTES + checkpoint * Primitives.AES_BLOCK_BYTES;
        this.position = start;
    }

    /** The block that a byte is in, or the last one. */
    static long blockAt(long position, long plaintextLength) {
        long block = Math.max(0, position - FernetLayout.HEADER_BYTES) / Primitives.AES_BLOCK_BYTES;
        return Math.min(block, FernetLayout.blocks(plaintextLength) - 1);
    }

    /** Fills the buffer unless the token ends before. */
    int read(byte[] buffer) throws IOException {
        int done = 0;
        while (done < buffer.length && position < macAt + Primitives.HMAC_BYTES) {
            int count = copy(buffer, done);
            done += count;
            position += count;
        }
        return done;
    }

    private int copy(byte[] buffer, int offset) throws IOException {
        int room = buffer.length - offset;
        if (position < FernetLayout.HEADER_BYTES) {
            return copy(header, position, header.length, buffer, offset, room);
        }
        if (position < macAt) {
            batchWithPosition();
            return copy(blocks.batch(), position - batchAt, batchLength, buffer, offset, room);
        }
        return copy(mac(), position - macAt, Primitives.HMAC_BYTES, buffer, offset, room);
    }

    private static int copy(byte[] from, long at, int end, byte[] buffer, int offset, int room) {
        int count = (int) Math.min(room, end - at);
        System.arraycopy(from, (int) at, buffer, offset, count);
        return count;
    }

    private void batchWithPosition() throws IOException {
        while (position >= batchAt + batchLength) {
            nextBatch();
        }
    }

    private void nextBatch() throws IOException {
        // A long way from a checkpoint without a byte given out is the one place here that takes long.
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Interrupted while encrypting");
        }
        batchAt += batchLength;
        batchLength = blocks.encryptBatch();
        if (running != null) {
            running.update(blocks.batch(), 0, batchLength);
        }
    }

    private byte[] mac() throws IOException {
        if (mac == null) {
            while (batchAt + batchLength < macAt) {
                nextBatch();
            }
            mac = running.doFinal();
        }
        return mac;
    }
}
