package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A stretch of a file, inside of its bounds. */
record ByteRange(long from, long count) {
    private static final Pattern SHAPE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Null when the text is no single range; answers 416 when it is one that the file cannot satisfy. */
    static ByteRange parse(String text, long length) {
        Matcher m = SHAPE.matcher(text.trim());
        if (!m.matches() || m.group(1).isEmpty() && m.group(2).isEmpty()) {
            return null;
        }
        if (m.group(1).isEmpty()) {
            long count = Math.min(Long.parseLong(m.group(2)), length);
            return satisfiable(new ByteRange(length - count, count), text, length);
        }
        long from = Long.parseLong(m.group(1));
        long last = m.group(2).isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(m.group(2));
        if (last < from) {
            return null;
        }
        return satisfiable(new ByteRange(from, Math.min(last + 1, length) - from), text, length);
    }

    private static ByteRange satisfiable(ByteRange range, String text, long length) {
        if (range.count() <= 0) {
            throw new B2Failure(
                    416, "range_not_satisfiable", "The range " + text + " lies outside of the " + length + " bytes");
        }
        return range;
    }
}
