package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;

/**
 * Decrypts one range of a ciphertext that arrives bit by bit. Belongs to one thread at a time.
 *
 * <p>AES256_GCM gives plaintext out when its segment is authenticated, so what the sink has is genuine. FERNET
 * authenticates the whole at the end: what the sink gets <b>must not be used before {@link #finish} has returned</b>.
 *
 * <p>After an exception from {@link #update}, AES256_GCM can go on after {@link #restart}, with the segment got again;
 * FERNET is to be given up.
 */
public interface RangeDecryptor extends AutoCloseable {
    /**
     * Takes the next bytes of the ciphertext.
     *
     * @throws DecryptionException if they are wrong, or more than the range has
     * @throws IOException from the sink
     */
    void update(byte[] buffer, int offset, int length, PlaintextSink sink) throws IOException;

    /**
     * Gives out what is left, after the last byte of the range.
     *
     * @throws DecryptionException if bytes are missing or wrong
     * @throws IOException from the sink
     */
    void finish(PlaintextSink sink) throws IOException;

    /** The offset in the ciphertext of the first byte needed after {@link #restart}. */
    long resumeOffset();

    /**
     * After a lost connection: drops the part of a segment that arrived. Go on with bytes from {@link #resumeOffset}.
     */
    void restart();

    /** Gives buffers back. */
    @Override
    void close();
}
