package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import java.io.IOException;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What {@link FernetEncryptor#prepare} found out: the block of ciphertext before each checkpoint, and the HMAC of the
 * token. Since CBC carries every change on to all later blocks, comparing there notices a source that changed.
 * Read-only once filled.
 */
final class FernetCheckpoints {
    /** Keyed by block number: the 16 bytes that this block is chained to. */
    private final NavigableMap<Long, byte[]> previousBlocks = new TreeMap<>();

    private byte[] mac;

    /** Only the beginning. */
    FernetCheckpoints(byte[] iv) {
        previousBlocks.put(0L, iv);
    }

    void want(long block) {
        previousBlocks.putIfAbsent(block, new byte[0]);
    }

    /** Takes what is wanted from blocks just made, the first of which has a number. */
    void record(long firstBlock, byte[] blocks, int length) {
        inside(firstBlock, length).replaceAll((block, unknown) -> previous(block, firstBlock, blocks));
    }

    /** @throws IOException if blocks just made aren't those of the preparation */
    void verify(long firstBlock, byte[] blocks, int length) throws IOException {
        for (var checkpoint : inside(firstBlock, length).entrySet()) {
            if (!Arrays.equals(checkpoint.getValue(), previous(checkpoint.getKey(), firstBlock, blocks))) {
                throw new IOException("The source changed somewhere before byte ["
                        + checkpoint.getKey() * Primitives.AES_BLOCK_BYTES + "] while it was encrypted");
            }
        }
    }

    private NavigableMap<Long, byte[]> inside(long firstBlock, int length) {
        return previousBlocks.subMap(firstBlock, false, firstBlock + length / Primitives.AES_BLOCK_BYTES, true);
    }

    private static byte[] previous(long block, long firstBlock, byte[] blocks) {
        int end = Math.toIntExact((block - firstBlock) * Primitives.AES_BLOCK_BYTES);
        return Arrays.copyOfRange(blocks, end - Primitives.AES_BLOCK_BYTES, end);
    }

    long nearestBlock(long block) {
        return previousBlocks.floorKey(block);
    }

    byte[] previousBlock(long checkpoint) {
        return previousBlocks.get(checkpoint);
    }

    void setMac(byte[] value) {
        mac = value;
    }

    /** Null if nothing was prepared. */
    byte[] mac() {
        return mac;
    }
}
