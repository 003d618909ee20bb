package io.jenkins.plugins.b2.transfer.retry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** How long and how often to wait: arithmetic only. */
class RetryPolicyTest {
    private static final long HOUR_MILLIS = 3_600_000;

    private static final Duration BUSY = Duration.ofMinutes(5);

    private static RetryPolicy policy(int maxRetries, Duration retryDelay, Duration timeout) {
        return RetryPolicy.of(maxRetries, retryDelay, timeout, BUSY);
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException();
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }

    @Property
    void waitsDoubleAndStayWithinBounds(
            @ForAll @LongRange(max = HOUR_MILLIS) long base,
            @ForAll @IntRange(min = 1, max = 100) int retry,
            @ForAll long seed) {
        RetryPolicy policy = policy(100, Duration.ofMillis(base), Duration.ofSeconds(300));
        long least =
                (long) Math.min(base * Math.pow(2, retry - 1), policy.maxDelay().toMillis());
        long delay = policy.delay(retry, null, new Random(seed)).toMillis();
        assertTrue(delay >= least && delay <= least * 1.5, () -> delay + " ms instead of " + least);
    }

    @Property
    void neverComesBackBeforeTheServerWishesNorBeforeItsOwnWaitHasPassed(
            @ForAll @IntRange(max = 999_999) int seconds,
            @ForAll @IntRange(min = 1, max = 9) int retry,
            @ForAll long seed) {
        RetryPolicy policy = policy(3, Duration.ofSeconds(1), Duration.ofSeconds(300));
        double own = Math.min(Math.pow(2, retry - 1), 64);
        double least = 1000 * Math.max(own, seconds);
        for (Duration delay : List.of(
                policy.delay(retry, seconds, new Random(seed)), policy.busyDelay(retry, seconds, new Random(seed)))) {
            assertTrue(delay.toMillis() >= least, () -> delay + " instead of " + least);
            assertTrue(delay.toMillis() <= least + Math.min(least / 2, 32_000), () -> delay + " instead of " + least);
        }
    }

    @Test
    void comingBackAtOnceIsNoWishToBeAskedAgainAtOnce() {
        RetryPolicy policy = policy(3, Duration.ofSeconds(1), Duration.ofSeconds(300));
        assertEquals(Duration.ofSeconds(4), policy.delay(3, 0, always(0)));
    }

    @Test
    void manyThatAreToldTheSameTimeComeBackAtDifferentTimes() {
        RetryPolicy policy = policy(3, Duration.ofSeconds(1), Duration.ofSeconds(300));
        assertEquals(Duration.ofSeconds(10), policy.delay(1, 10, always(0)));
        assertEquals(Duration.ofSeconds(15), policy.delay(1, 10, always(1)));
        assertEquals(Duration.ofSeconds(3632), policy.delay(1, 3600, always(1)));
    }

    @Test
    void withoutADelayABusyServerIsStillNotAskedAllTheTime() {
        RetryPolicy policy = policy(3, Duration.ZERO, Duration.ofSeconds(300));
        assertEquals(Duration.ZERO, policy.delay(5, null, always(1)));
        assertEquals(Duration.ofMillis(1), policy.busyDelay(1, null, always(0)));
        assertEquals(Duration.ofMillis(512), policy.busyDelay(10, null, always(0)));
        assertEquals(Duration.ofSeconds(64), policy.busyDelay(90, null, always(0)));
    }

    @Test
    void busyWaitsEndWithTheirTime() {
        RetryPolicy policy = policy(0, Duration.ZERO, Duration.ofSeconds(1));
        assertTrue(policy.allowsBusy(Duration.ZERO, BUSY.minusMillis(1)));
        assertTrue(policy.allowsBusy(BUSY.minusMillis(1), Duration.ZERO));
        assertFalse(policy.allowsBusy(BUSY.minusMillis(1), Duration.ofMillis(1)));
        RetryPolicy none = RetryPolicy.of(0, Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO);
        assertFalse(none.allowsBusy(Duration.ZERO, Duration.ZERO));
    }

    @Test
    void chanceAddsUpToHalf() {
        RetryPolicy policy = policy(3, Duration.ofSeconds(2), Duration.ofSeconds(300));
        assertEquals(Duration.ofSeconds(2), policy.delay(1, null, always(0)));
        assertEquals(Duration.ofSeconds(3), policy.delay(1, null, always(1)));
        assertEquals(Duration.ofSeconds(6), policy.delay(2, null, always(1)));
    }

    @Property
    void thereIsALastTry(@ForAll @IntRange(max = 100) int maxRetries) {
        RetryPolicy policy = policy(maxRetries, Duration.ZERO, Duration.ofSeconds(1));
        assertFalse(policy.allows(maxRetries + 1, Duration.ZERO, Duration.ZERO));
        assertTrue(maxRetries == 0 || policy.allows(maxRetries, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void aWaitThatWouldEndTooLateIsNotBegun() {
        RetryPolicy policy = policy(9, Duration.ZERO, Duration.ofSeconds(300));
        Duration limit = Duration.ofMinutes(20);
        assertEquals(limit, policy.maxElapsed());
        assertTrue(policy.allows(1, Duration.ofMinutes(19), Duration.ofMinutes(1)));
        assertFalse(
                policy.allows(1, Duration.ofMinutes(19), Duration.ofMinutes(1).plusMillis(1)));
        assertFalse(policy.allows(1, Duration.ZERO, policy.delay(1, 999_999, new Random())));
    }

    @Test
    void shortTimeoutsStillLeaveTimeForOutages() {
        assertEquals(
                Duration.ofMinutes(15),
                policy(3, Duration.ZERO, Duration.ofSeconds(1)).maxElapsed());
    }

    /** The tries take a quarter of an hour in all, each wait is as long as chance can make it. */
    @Property
    void noDelayCostsARepetition(
            @ForAll @LongRange(max = HOUR_MILLIS) long base, @ForAll @IntRange(min = 1, max = 100) int maxRetries) {
        RetryPolicy policy = policy(maxRetries, Duration.ofMillis(base), Duration.ofSeconds(1));
        Duration elapsed = Duration.ZERO;
        for (int retry = 1; retry <= maxRetries; retry++) {
            elapsed = elapsed.plus(Duration.ofMinutes(15).dividedBy(maxRetries));
            Duration delay = policy.delay(retry, null, always(1));
            assertTrue(policy.allows(retry, elapsed, delay), "repetition " + retry);
            elapsed = elapsed.plus(delay);
        }
    }

    @Test
    void aDelayAboveTheUsualCapIsKept() {
        RetryPolicy policy = policy(3, Duration.ofMinutes(5), Duration.ofSeconds(300));
        assertEquals(Duration.ofMinutes(5), policy.delay(3, null, always(0)));
    }
}
