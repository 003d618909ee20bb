package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.Sources;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;

/** Makes the CBC blocks of a token one batch after the other, from a checkpoint on. Belongs to one thread. */
final class FernetBlocks {
    private static final int BATCH_BYTES = 1 << 16;

    private final FernetKey key;
    private final PlaintextSource source;
    private final long plaintextLength;
    private final long blocks;
    private final FernetCheckpoints checkpoints;
    private final byte[] plaintext;
    private final byte[] ciphertext;
    private byte[] previousBlock;
    private long next;

    FernetBlocks(
            FernetKey key, PlaintextSource source, long plaintextLength, FernetCheckpoints checkpoints, long start) {
        this.key = key;
        this.source = source;
        this.plaintextLength = plaintextLength;
        this.blocks = FernetLayout.blocks(plaintextLength);
        this.checkpoints = checkpoints;
        this.previousBlock = checkpoints.previousBlock(start);
        this.next = start;
        int batch = (int) Math.min(BATCH_BYTES, (blocks - start) * Primitives.AES_BLOCK_BYTES);
        this.plaintext = new byte[batch];
        this.ciphertext = new byte[batch];
    }

    /** The number of the first block of the next batch. */
    long nextBlock() {
        return next;
    }

    /** What {@link #encryptBatch} made last, from the beginning. */
    byte[] batch() {
        return ciphertext;
    }

    /** @return the number of bytes made, or 0 after the last block */
    int encryptBatch() throws IOException {
        int length = (int) Math.min(plaintext.length, (blocks - next) * Primitives.AES_BLOCK_BYTES);
        if (length == 0) {
            return 0;
        }
        long start = next * Primitives.AES_BLOCK_BYTES;
        int available = (int) Math.min(length, plaintextLength - start);
        Sources.readFully(source, plaintext, available, start);
        // PKCS #7: as many bytes as there are, each saying how many they are.
        Arrays.fill(plaintext, available, length, (byte) (length - available));
        try {
            // Some providers keep the last block back until they are told that there is no more.
            key.cipher(Cipher.ENCRYPT_MODE, previousBlock).doFinal(plaintext, 0, length, ciphertext, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        previousBlock = Arrays.copyOfRange(ciphertext, length - Primitives.AES_BLOCK_BYTES, length);
        checkpoints.verify(next, ciphertext, length);
        next += length / Primitives.AES_BLOCK_BYTES;
        return length;
    }
}
