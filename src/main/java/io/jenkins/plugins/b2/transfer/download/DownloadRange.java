package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import io.jenkins.plugins.b2.transfer.files.DownloadTarget;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.CRC32C;

/**
 * A range of a stored file that is being fetched, and how far it has got. Belongs to one thread but for
 * {@link #position} and {@link #hasWritten}.
 */
final class DownloadRange implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(DownloadRange.class.getName());

    /** Bytes after which what is written is recorded: what a killed run loses on each connection. */
    static final long RECORDED = 8 * 1024 * 1024;

    private final long from;
    private final long to;
    private volatile long position;
    private volatile boolean written;
    private DownloadTarget target;
    private RangeDecryptor decryptor;
    private OrderedHash hash;
    private Recorder recorder;
    private final CRC32C unrecorded = new CRC32C();
    private long recordedTo;

    /** Keeps for a later run what is written; see {@code PartialFile}. */
    @FunctionalInterface
    interface Recorder {
        void written(long from, long to, int crc) throws IOException;
    }

    /**
     * @param from offset in the stored file, inclusive
     * @param to exclusive
     */
    DownloadRange(long from, long to) {
        this.from = from;
        this.to = to;
        this.position = from;
        this.recordedTo = from;
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
     * @param record null when no later run can go on with it
     */
    void open(DownloadTarget file, RangeDecryptor decryption, OrderedHash ordered, Recorder record) {
        target = file;
        decryptor = decryption;
        hash = ordered;
        recorder = record;
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
        if (recorder != null && settled() - recordedTo >= RECORDED) {
            record();
        }
        return count;
    }

    private void write(byte[] buffer, int offset, int count, long at) throws IOException {
        target.write(buffer, offset, count, at);
        if (recorder != null) {
            unrecorded.update(buffer, offset, count);
        }
        written = true;
    }

    /** Offset up to which all that arrived has been written. */
    private long settled() {
        return decryptor == null ? position : decryptor.resumeOffset();
    }

    private void record() throws IOException {
        long end = settled();
        if (written && end > recordedTo) {
            recorder.written(recordedTo, end, (int) unrecorded.getValue());
            recordedTo = end;
            unrecorded.reset();
        }
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
        if (recorder != null) {
            try {
                record();
            } catch (IOException e) {
                LOGGER.log(Level.FINE, e, () -> "could not record what is there of " + target.place());
            }
        }
        if (decryptor != null) {
            decryptor.close();
        }
    }
}
