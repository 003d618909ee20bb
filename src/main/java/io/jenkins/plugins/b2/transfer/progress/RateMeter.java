package io.jenkins.plugins.b2.transfer.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts bytes and tells the rate of the last seconds. Thread-safe; counting is cheap and never blocks. */
public final class RateMeter {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongAdder count = new LongAdder();
    private final LongSupplier nanoTime;
    private final Deque<long[]> samples = new ArrayDeque<>();

    public RateMeter() {
        this(System::nanoTime);
    }

    RateMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        samples.add(new long[] {nanoTime.getAsLong(), 0});
    }

    /** Adds bytes; a negative number takes back those of a failed attempt. */
    public void add(long bytes) {
        count.add(bytes);
    }

    public long total() {
        return count.sum();
    }

    /** Bytes a second over the last five seconds, or since the beginning when that is less; never negative. */
    public synchronized double bytesPerSecond() {
        long now = nanoTime.getAsLong();
        long total = total();
        while (samples.size() > 1 && now - samples.peekFirst()[0] > WINDOW_NANOS) {
            samples.removeFirst();
        }
        long[] first = samples.peekFirst();
        if (now - samples.peekLast()[0] >= SPACING_NANOS) {
            samples.addLast(new long[] {now, total});
        }
        double seconds = (now - first[0]) / 1e9;
        return seconds <= 0 ? 0 : Math.max(0, (total - first[1]) / seconds);
    }
}
