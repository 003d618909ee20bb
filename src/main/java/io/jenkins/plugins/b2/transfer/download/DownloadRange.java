package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import io.jenkins.plugins.b2.transfer.files.PartialFile;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * A range of a stored file that is being fetched, and how far it has got. Belongs to one thread but for
 * {@link #position} and {@link #hasWritten}.
 */
final class DownloadRange implements AutoCloseable {
    private final long from;
    private final long to;
    private volatile long position;
    private volatile boolean written;
    private PartialFile target;
    private RangeDecryptor decryptor;
    private OrderedHash hash;

    /**
     * @param from offset in the stored file, inclusive
     * @param to exclusive
     */
    DownloadRange(long from, long to) {
        this.from = from;
        this.to = to;
        this.position = from;
    }

    long from() {
        return from;
    }

    long to() {
        return to;
    }

    /** Offset of the next byte that is needed. */
    long position() {
        return position;
    }

    boolean isOpen() {
        return target != null;
    }

    /** Whether any of it has been written, which encrypted bytes are when they have been decrypted. */
    boolean hasWritten() {
        return written;
    }

    boolean isComplete() {
        return position == to;
    }

    /**
     * Gets ready to take bytes.
     *
     * @param decryption null when the bytes are written as they come
     * @param ordered null when the bytes are not hashed
     */
    void open(PartialFile file, RangeDecryptor decryption, OrderedHash ordered) {
        target = file;
        decryptor = decryption;
        hash = ordered;
    }

    /**
     * Takes bytes from where {@link #position} stands; bytes beyond the range are left aside.
     *
     * @return how many were taken
     */
    int take(byte[] buffer, int offset, int length) throws IOException {
        int count = (int) Math.min(length, to - position);
        if (count <= 0) {
            return 0;
        }
        if (decryptor != null) {
            decryptor.update(buffer, offset, count, this::write);
        } else {
            write(buffer, offset, count, position);
            if (hash != null) {
                hash.arrived(buffer, offset, count, position);
            }
        }
        position += count;
        return count;
    }

    private void write(byte[] buffer, int offset, int count, long at) throws IOException {
        target.write(buffer, offset, count, at);
        written = true;
    }

    /** Before bytes come from another request: how many that had come are needed again. */
    long restart() {
        if (decryptor == null) {
            return 0;
        }
        decryptor.restart();
        long again = position - decryptor.resumeOffset();
        position = decryptor.resumeOffset();
        return again;
    }

    /**
     * All bytes are here.
     *
     * @param others whether other ranges of the file are being fetched
     */
    void finish(BooleanSupplier others, Runnable check) throws IOException, InterruptedException {
        if (decryptor != null) {
            decryptor.finish(this::write);
        } else if (hash != null) {
            hash.catchUp(others, check);
        }
    }

    @Override
    public void close() {
        if (decryptor != null) {
            decryptor.close();
        }
    }
}
