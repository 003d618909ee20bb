package io.jenkins.plugins.b2.transfer.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how long to try again. Immutable arithmetic; somebody else waits.
 *
 * <p>There are two kinds of repetitions. Those after a failure are counted. Those after B2 has asked to come back later or
 * elsewhere are its way of steering traffic: they are not counted while others are served, or have been a short while
 * ago, and are counted like failures from then on.
 *
 * @param maxRetries repetitions after the first failure
 * @param baseDelay before the first repetition, doubled for each further one
 * @param maxDelay no wait is longer but for what chance adds to it, unless the server asks for it
 * @param maxElapsed no counted repetition begins later than this after the first failure
 * @param busyTimeout how long repetitions are not counted without a single success
 */
public record RetryPolicy(
        int maxRetries, Duration baseDelay, Duration maxDelay, Duration maxElapsed, Duration busyTimeout) {
    private static final Duration MAX_DELAY = Duration.ofSeconds(64);
    private static final Duration LEAST_MAX_ELAPSED = Duration.ofMinutes(15);
    private static final Duration LEAST_BUSY_DELAY = Duration.ofMillis(1);
    private static final double JITTER = 0.5;
    private static final double MILLIS = 1000;

    /**
     * The policy for a user's four settings: waits are capped at 64 seconds, or at the delay asked for where that is
     * longer. The tries of one call, each of which may take a whole timeout to fail, are given up after a quarter of an
     * hour or four timeouts, whichever is the longer. All the waits come on top, so that no delay costs a repetition.
     */
    public static RetryPolicy of(int maxRetries, Duration retryDelay, Duration timeout, Duration busyTimeout) {
        Duration maxDelay = longest(MAX_DELAY, retryDelay);
        Duration maxElapsed = longest(LEAST_MAX_ELAPSED, timeout.multipliedBy(4));
        for (int retry = 1; retry <= maxRetries; retry++) {
            maxElapsed = maxElapsed.plusMillis((long) (leastMillis(retry, retryDelay, maxDelay) * (1 + JITTER)));
        }
        return new RetryPolicy(maxRetries, retryDelay, maxDelay, maxElapsed, busyTimeout);
    }

    private static double leastMillis(int retry, Duration baseDelay, Duration maxDelay) {
        double millis = baseDelay.toMillis() * Math.pow(2, Math.min(retry - 1, 30));
        return Math.min(millis, maxDelay.toMillis());
    }

    private static Duration longest(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * How long to wait before a counted repetition: exponential, or as long as the server asks for where that is longer.
     * Chance adds up to half of it, and no more than half of the longest own wait, so that many clients don't come back
     * at once.
     *
     * @param retry 1 for the first repetition
     * @param retryAfterSeconds what the server asked for; null when it asked for nothing
     */
    public Duration delay(int retry, Integer retryAfterSeconds, RandomGenerator random) {
        return delay(leastMillis(retry, baseDelay, maxDelay), retryAfterSeconds, random);
    }

    /** As {@link #delay}, for a repetition that is not counted; it grows also where the user asked for no delay. */
    public Duration busyDelay(int wait, Integer retryAfterSeconds, RandomGenerator random) {
        return delay(leastMillis(wait, longest(LEAST_BUSY_DELAY, baseDelay), maxDelay), retryAfterSeconds, random);
    }

    private Duration delay(double ownMillis, Integer retryAfterSeconds, RandomGenerator random) {
        double least = Math.max(ownMillis, retryAfterSeconds == null ? 0 : retryAfterSeconds * MILLIS);
        double byChance = JITTER * random.nextDouble() * Math.min(least, maxDelay.toMillis());
        return Duration.ofMillis((long) (least + byChance));
    }

    /**
     * Whether this counted repetition may still be made.
     *
     * @param elapsed since the first failure
     */
    public boolean allows(int retry, Duration elapsed, Duration delay) {
        return retry <= maxRetries && elapsed.plus(delay).compareTo(maxElapsed) <= 0;
    }

    /**
     * Whether a repetition that B2 asks for goes uncounted.
     *
     * @param unserved since the call first failed, or since another call of its kind has succeeded, whichever is shorter
     */
    public boolean allowsBusy(Duration unserved, Duration delay) {
        return unserved.plus(delay).compareTo(busyTimeout) < 0;
    }
}
