package io.jenkins.plugins.b2.transfer.progress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts bytes and tells at which rate they have traveled lately, as a moving average: over so many seconds that a burst of
 * small files, a buffer that fills at once or a retry doesn't make it jump. Thread-safe; counting is cheap and never blocks.
 */
public final class RateMeter {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final LongAdder count = new LongAdder();
    private final LongAdder traveled = new LongAdder();
    private final LongSupplier nanoTime;
    private final Deque<long[]> samples = new ArrayDeque<>();

    public RateMeter() {
        this(System::nanoTime);
    }

    RateMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        samples.add(new long[] {nanoTime.getAsLong(), 0});
    }

    /** Adds bytes; a negative number takes back those of a failed attempt, which have traveled all the same. */
    public void add(long bytes) {
        count.add(bytes);
        if (bytes > 0) {
            traveled.add(bytes);
        }
    }

    /** Adds bytes that had no way to go. */
    public void addHeld(long bytes) {
        count.add(bytes);
    }

    public long total() {
        return count.sum();
    }

    /** Bytes a second over the last 20 seconds, or since the beginning when that is less. */
    public synchronized double bytesPerSecond() {
        long now = nanoTime.getAsLong();
        long total = traveled.sum();
        while (samples.size() > 1 && now - samples.peekFirst()[0] > WINDOW_NANOS) {
            samples.removeFirst();
        }
        long[] first = samples.peekFirst();
        if (now - samples.peekLast()[0] >= SPACING_NANOS) {
            samples.addLast(new long[] {now, total});
        }
        double seconds = (now - first[0]) / 1e9;
        return seconds <= 0 ? 0 : (total - first[1]) / seconds;
    }
}
