package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A range of a ciphertext as a stream: keeps count, and never lets a failure look like the end. */
public abstract class CiphertextInputStream extends InputStream {
    private final long end;
    private long position;
    private Exception failure;
    private boolean closed;

    protected CiphertextInputStream(long offset, long length) {
        this.position = offset;
        this.end = offset + length;
    }

    /** Puts at least one and at most length bytes of the ciphertext from a position into the buffer; says how many. */
    protected abstract int produce(byte[] buffer, int offset, int length, long position) throws IOException;

    /** Gives resources back; called once. */
    protected abstract void release();

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public final int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (closed) {
            throw new IOException("The stream is closed");
        }
        if (failure != null) {
            throw new IOException("Encrypting failed before: " + failure.getMessage(), failure);
        }
        if (position == end) {
            return -1;
        }
        if (length == 0) {
            return 0;
        }
        try {
            int count = produce(buffer, offset, (int) Math.min(length, end - position), position);
            position += count;
            return count;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public final void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }
}
