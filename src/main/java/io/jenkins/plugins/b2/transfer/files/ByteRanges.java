package io.jenkins.plugins.b2.transfer.files;

import java.util.Map;
import java.util.TreeMap;

/** Offsets of a file of which something is known, as ranges that do not touch each other. Not thread-safe. */
public final class ByteRanges {
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    /**
     * @param from inclusive
     * @param to exclusive
     */
    public void add(long from, long to) {
        if (from >= to) {
            return;
        }
        long start = from;
        long end = to;
        Map.Entry<Long, Long> before = ends.floorEntry(from);
        if (before != null && before.getValue() >= from) {
            start = before.getKey();
            end = Math.max(end, before.getValue());
        }
        Map.Entry<Long, Long> next;
        while ((next = ends.ceilingEntry(start)) != null && next.getKey() <= end) {
            end = Math.max(end, next.getValue());
            ends.remove(next.getKey());
        }
        ends.put(start, end);
    }

    /** The end of the range that a position is in; the position itself when it is in none. */
    public long endFrom(long position) {
        Map.Entry<Long, Long> range = ends.floorEntry(position);
        return range == null ? position : Math.max(position, range.getValue());
    }

    /** Where the next range begins, at or after a position; {@link Long#MAX_VALUE} when there is none. */
    public long nextStart(long position) {
        Long start = ends.ceilingKey(position);
        return start == null ? Long.MAX_VALUE : start;
    }

    /** How many offsets are in them. */
    public long total() {
        long total = 0;
        for (Map.Entry<Long, Long> range : ends.entrySet()) {
            total += range.getValue() - range.getKey();
        }
        return total;
    }

    @Override
    public String toString() {
        return ends.toString();
    }
}
