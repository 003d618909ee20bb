package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.operation.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The hash of a file that arrives in several places at once. Bytes that arrive where the hash stands are hashed from the
 * buffer; those further on are read back when the hash gets there, while they are still in the system's memory.
 * Thread-safe.
 */
final class OrderedHash {
    private static final int BUFFER_SIZE = 256 * 1024;
    /** Were it left behind further, it would go on alone when all the rest is done, one thread on one processor. */
    private static final long MAX_BEHIND = 64L << 20;

    private static final long LOOK_MILLIS = 5;

    private final MessageDigest digest = Hashing.newDigest(Hashing.SHA1);
    private final ReentrantLock lock = new ReentrantLock();
    private final ReadBack file;
    private final Written written;
    private volatile long position;

    /** Reads what has been written. */
    @FunctionalInterface
    interface ReadBack {
        int read(ByteBuffer buffer, long position) throws IOException;
    }

    /** Tells how far the file is written without a gap from a position on. */
    @FunctionalInterface
    interface Written {
        long writtenFrom(long position);
    }

    OrderedHash(ReadBack file, Written written) {
        this.file = file;
        this.written = written;
    }

    /** Bytes have been written at a position. */
    void arrived(byte[] buffer, int offset, int length, long at) {
        if (lock.tryLock()) {
            try {
                if (position == at) {
                    digest.update(buffer, offset, length);
                    position = at + length;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Reads back and hashes what is there. Where another thread does so and is far behind, this one leaves the
     * processor to it for a while.
     *
     * @param others whether other threads go on bringing bytes meanwhile
     */
    void catchUp(BooleanSupplier others, Runnable check) throws IOException, InterruptedException {
        boolean free = lock.tryLock();
        while (!free && isFarBehind() && others.getAsBoolean()) {
            check.run();
            free = lock.tryLock(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (free) {
            try {
                advance(check);
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isFarBehind() {
        long hashed = position;
        return written.writtenFrom(hashed) - hashed > MAX_BEHIND;
    }

    private void advance(Runnable check) throws IOException {
        ByteBuffer buffer = null;
        long from = position;
        long end;
        while ((end = written.writtenFrom(from)) > from) {
            check.run();
            buffer = buffer == null ? ByteBuffer.allocate(BUFFER_SIZE) : buffer.clear();
            buffer.limit((int) Math.min(BUFFER_SIZE, end - from));
            int count = file.read(buffer, from);
            if (count <= 0) {
                throw new IOException("The file being downloaded is shorter than what was written to it");
            }
            digest.update(buffer.flip());
            from += count;
            position = from;
        }
    }

    /** The hash, when all has been written. */
    String finish(Runnable check) throws IOException {
        lock.lock();
        try {
            advance(check);
            return Hashing.hex(digest.digest());
        } finally {
            lock.unlock();
        }
    }
}
