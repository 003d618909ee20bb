package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** What both encryptors ask of a plaintext. */
public final class Sources {
    private static final long UNKNOWN = -1;

    private Sources() {}

    public static void readFully(PlaintextSource source, byte[] buffer, int length, long position) throws IOException {
        int done = 0;
        while (done < length) {
            int count = source.read(buffer, done, length - done, position + done);
            if (count <= 0 || count > length - done) {
                throw new IOException("The source ended at byte [" + (position + done) + "], wanted up to ["
                        + (position + length) + "]: it became shorter while it was encrypted");
            }
            done += count;
        }
    }

    /** Holds on to the length that a file had at first. Safe for use by several threads. */
    public static final class FixedLength {
        private final AtomicLong first = new AtomicLong(UNKNOWN);

        public void fix(long length) {
            first.set(length);
        }

        public long of(PlaintextSource source) throws IOException {
            long now = source.length();
            if (now < 0) {
                throw new IOException("The source says its length is [" + now + "]");
            }
            first.compareAndSet(UNKNOWN, now);
            if (first.get() != now) {
                throw new IOException("The source has [" + now + "] bytes, before it had [" + first.get()
                        + "]: it changed while it was encrypted");
            }
            return now;
        }
    }
}
