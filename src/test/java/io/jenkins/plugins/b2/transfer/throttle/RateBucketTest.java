package io.jenkins.plugins.b2.transfer.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The arithmetic of a rate limit, at any speed and from any moment. */
class RateBucketTest {
    private static final long SECOND = 1_000_000_000;
    private static final long BURST = 50_000_000;

    @Property
    void takingOneAfterTheOtherTakesAsLongAsTheRateSays(
            @ForAll @LongRange(min = 1, max = 100_000_000_000L) long rate,
            @ForAll @LongRange(min = -1_000_000 * SECOND, max = 1_000_000 * SECOND) long start,
            @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 1_000_000) Integer> takes) {
        RateBucket bucket = new RateBucket(start, rate);
        long now = start;
        long bytes = 0;
        for (int take : takes) {
            now += Math.max(0, bucket.nanosUntilFree(now));
            bucket.take(now, take);
            bytes += take;
        }
        double exact = bytes * 1e9 / rate;
        double waited = (double) now - start + Math.max(0, bucket.nanosUntilFree(now));
        assertTrue(Math.abs(waited - exact) <= takes.size() + exact * 1e-9, () -> waited + " ns instead of " + exact);
    }

    @Property
    void pausesSaveUpNoMoreThanAShortBurst(
            @ForAll @LongRange(min = 1000, max = 10_000_000_000L) long rate,
            @ForAll @LongRange(max = 1000 * SECOND) long pause) {
        RateBucket bucket = new RateBucket(0, rate);
        long now = pause;
        long free = 0;
        while (bucket.nanosUntilFree(now) <= 0 && free <= rate) {
            bucket.take(now, Math.max(1, rate / 1000));
            free += Math.max(1, rate / 1000);
        }
        double most = Math.min(pause, BURST) / 1e9 * rate + 2.0 * Math.max(1, rate / 1000) + 1;
        assertTrue(free <= most, free + " bytes at once, more than " + most);
    }

    @Property
    void whatIsOwedIsPaidAtTheNewRate(
            @ForAll @LongRange(min = 1000, max = 1_000_000_000L) long before,
            @ForAll @LongRange(min = 1000, max = 1_000_000_000L) long after,
            @ForAll @LongRange(min = 1, max = 1_000_000_000L) long bytes) {
        RateBucket bucket = new RateBucket(0, before);
        bucket.take(0, bytes);
        bucket.setRate(0, after);
        double exact = bytes * 1e9 / after;
        assertEquals(exact, bucket.nanosUntilFree(0), 2 + exact * 1e-6 + 1e9 / after);
    }

    @Test
    void noLimitOwesNothing() {
        RateBucket bucket = new RateBucket(0, 1000);
        bucket.take(0, 1_000_000);
        bucket.setRate(0, BandwidthLimiter.UNLIMITED);
        assertTrue(bucket.nanosUntilFree(0) <= 0);
        bucket.take(0, Long.MAX_VALUE);
        bucket.setRate(0, 1000);
        assertTrue(bucket.nanosUntilFree(0) <= 0);
    }
}
