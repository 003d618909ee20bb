package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.files.ByteRanges;
import java.util.ArrayList;
import java.util.List;

/**
 * How a stored file is cut into ranges that are fetched at the same time. Ranges are cut off one by one, so a file of any
 * size takes no more memory than the ranges that are under way. Thread-safe.
 */
final class DownloadPlan {
    /** What the first request asks for; it tells what the file is, and for most files it is all there is. */
    static final long FIRST = 16 * 1024 * 1024;

    private static final long LARGEST = 64 * 1024 * 1024;
    /** Still much more than a round trip on a fast line. */
    private static final long SMALLEST = 4 * 1024 * 1024;
    /** A range is at most this part of a connection's share of what is left. */
    private static final int SHARE = 2;

    private final long length;
    private final int connections;
    private final FileDecryptor decryptor;
    private final boolean whole;
    private final ByteRanges done;
    private final List<DownloadRange> active = new ArrayList<>();
    private long position;
    private boolean begun;
    private boolean ended;

    /**
     * @param length bytes stored
     * @param decryptor null when the bytes are written as they come
     * @param ordered whether bytes must come one after the other
     * @param done what is there; belongs to this from then on
     */
    DownloadPlan(long length, int connections, FileDecryptor decryptor, boolean ordered, ByteRanges done) {
        this.length = length;
        this.connections = connections;
        this.decryptor = decryptor;
        this.whole = ordered || decryptor != null && !decryptor.randomAccess();
        this.done = done;
    }

    /**
     * The next range to fetch; null when there is none left. Ranges become smaller towards the end: then all connections
     * end at about the same time, however fast each of them is, and little is left to hash when the last byte has arrived.
     */
    synchronized DownloadRange next() {
        position = done.endFrom(position);
        if (position >= length && (begun || length > 0)) {
            return null;
        }
        long fair = (length - position) / ((long) connections * SHARE);
        long size = position == 0 ? FIRST : Math.max(SMALLEST, Math.min(LARGEST, fair));
        long end = whole ? length : Math.min(align(position + size), length);
        DownloadRange range = new DownloadRange(position, Math.min(end, done.nextStart(position)));
        begun = true;
        position = range.to();
        active.add(range);
        return range;
    }

    private long align(long offset) {
        return decryptor == null ? offset : decryptor.alignUp(offset);
    }

    /** How many further ranges there may be, at most. */
    synchronized int rangesLeft() {
        return (int) Math.min(Integer.MAX_VALUE, (length - done.endFrom(position) + SMALLEST - 1) / SMALLEST);
    }

    /**
     * A range is there.
     *
     * @return whether that makes the file complete; true once
     */
    synchronized boolean complete(DownloadRange range) {
        active.remove(range);
        done.add(range.from(), range.to());
        return endsNow();
    }

    /** Whether nothing need be fetched at all; true once. */
    synchronized boolean endsNow() {
        boolean ends = !ended && done.endFrom(0) >= length && (begun || length > 0);
        ended |= ends;
        return ends;
    }

    /** Offset of the end of what has been written without a gap from a position on. */
    synchronized long writtenFrom(long from) {
        long end = from;
        long before;
        do {
            before = end;
            end = done.endFrom(end);
            for (DownloadRange range : active) {
                if (range.from() <= end) {
                    end = Math.max(end, range.position());
                }
            }
        } while (end > before);
        return end;
    }
}
