package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;

/** Where decrypted bytes go. */
@FunctionalInterface
public interface PlaintextSink {
    /**
     * Takes all these bytes; the buffer is used for something else afterwards.
     *
     * @param position where the bytes belong in the plaintext, counted from 0
     */
    void write(byte[] buffer, int offset, int length, long position) throws IOException;
}
