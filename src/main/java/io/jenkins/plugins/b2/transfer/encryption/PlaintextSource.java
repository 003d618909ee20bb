package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;

/**
 * What is to be encrypted: bytes at positions, readable again and again. Safe for use by several threads at once.
 *
 * <p>Its bytes must not change while a {@link FileEncryptor} uses it.
 */
public interface PlaintextSource {
    /** Number of bytes; the same at every call. */
    long length() throws IOException;

    /**
     * Reads some bytes at a position.
     *
     * @param length at least 1; the range is inside the buffer, and inside the source
     * @return how many were read, at least 1, or -1 if the source ends before the position
     */
    int read(byte[] buffer, int offset, int length, long position) throws IOException;
}
