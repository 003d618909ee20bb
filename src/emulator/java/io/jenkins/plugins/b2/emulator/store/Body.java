package io.jenkins.plugins.b2.emulator.store;

import java.util.ArrayList;
import java.util.List;

/** Immutable bytes, lying in one or more stretches of files. A finished large file keeps its parts where they are. */
public final class Body {
    static final Body EMPTY = new Body(List.of());

    private final Segment[] segments;
    private final long length;

    Body(List<Segment> segments) {
        this.segments = segments.toArray(Segment[]::new);
        long sum = 0;
        for (Segment s : segments) {
            sum += s.length();
        }
        this.length = sum;
    }

    /** A stretch of a body file. */
    record Segment(BodyFile file, long offset, long length) {}

    public long length() {
        return length;
    }

    List<Segment> segments() {
        return List.of(segments);
    }

    static Body concat(List<Body> bodies) {
        List<Segment> all = new ArrayList<>();
        bodies.forEach(b -> all.addAll(b.segments()));
        return new Body(all);
    }

    /** The bytes from {@code from} on, {@code count} of them; the caller has checked the bounds. */
    Body slice(long from, long count) {
        List<Segment> cut = new ArrayList<>();
        long start = 0;
        for (Segment s : segments) {
            long lo = Math.max(from, start);
            long hi = Math.min(from + count, start + s.length());
            if (lo < hi) {
                cut.add(new Segment(s.file(), s.offset() + lo - start, hi - lo));
            }
            start += s.length();
        }
        return new Body(cut);
    }
}
