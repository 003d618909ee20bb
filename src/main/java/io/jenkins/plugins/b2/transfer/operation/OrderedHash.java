package io.jenkins.plugins.b2.transfer.operation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The hash of a file that arrives in several places at once. Bytes that arrive where the hash stands are hashed from the
 * buffer; those further on are read back when the hash gets there, while they are still in the system's memory.
 * Thread-safe.
 */
final class OrderedHash {
    private static final int BUFFER_SIZE = 256 * 1024;

    private final MessageDigest digest = Hashing.newDigest(Hashing.SHA1);
    private final ReentrantLock lock = new ReentrantLock();
    private final ReadBack file;
    private final Written written;
    private long position;

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
                    position += length;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Reads back and hashes what is there, unless somebody else does so already. */
    void catchUp(Runnable check) throws IOException {
        if (lock.tryLock()) {
            try {
                advance(check);
            } finally {
                lock.unlock();
            }
        }
    }

    private void advance(Runnable check) throws IOException {
        ByteBuffer buffer = null;
        long end;
        while ((end = written.writtenFrom(position)) > position) {
            check.run();
            buffer = buffer == null ? ByteBuffer.allocate(BUFFER_SIZE) : buffer.clear();
            buffer.limit((int) Math.min(BUFFER_SIZE, end - position));
            int count = file.read(buffer, position);
            if (count <= 0) {
                throw new IOException("The file being downloaded is shorter than what was written to it");
            }
            digest.update(buffer.flip());
            position += count;
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
