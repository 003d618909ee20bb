package io.jenkins.plugins.b2.transfer.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how long to try again. Immutable arithmetic; somebody else waits.
 *
 * @param maxRetries repetitions after the first try
 * @param baseDelay before the first repetition, doubled for each further one
 * @param maxDelay no wait is longer but for what chance adds to it, unless the server asks for it
 * @param maxElapsed no repetition begins later than this after the first try
 */
public record RetryPolicy(int maxRetries, Duration baseDelay, Duration maxDelay, Duration maxElapsed) {
    private static final Duration MAX_DELAY = Duration.ofSeconds(64);
    private static final Duration LEAST_MAX_ELAPSED = Duration.ofMinutes(15);
    private static final double JITTER = 0.5;

    /**
     * The policy for a user's three settings: waits are capped at 64 seconds, or at the delay asked for where that is
     * longer. The tries of one call, each of which may take a whole timeout to fail, are given up after a quarter of an
     * hour or four timeouts, whichever is the longer. All the waits come on top, so that no delay costs a repetition.
     */
    public static RetryPolicy of(int maxRetries, Duration retryDelay, Duration timeout) {
        Duration maxDelay = longest(MAX_DELAY, retryDelay);
        Duration maxElapsed = longest(LEAST_MAX_ELAPSED, timeout.multipliedBy(4));
        for (int retry = 1; retry <= maxRetries; retry++) {
            maxElapsed = maxElapsed.plusMillis((long) (leastMillis(retry, retryDelay, maxDelay) * (1 + JITTER)));
        }
        return new RetryPolicy(maxRetries, retryDelay, maxDelay, maxElapsed);
    }

    private static double leastMillis(int retry, Duration baseDelay, Duration maxDelay) {
        double millis = baseDelay.toMillis() * Math.pow(2, Math.min(retry - 1, 30));
        return Math.min(millis, maxDelay.toMillis());
    }

    private static Duration longest(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * How long to wait before a repetition: exponential, with up to half of it added by chance so that many clients
     * don't come back at once.
     *
     * @param retry 1 for the first repetition
     * @param retryAfterSeconds what the server asked for, which wins; null when it asked for nothing
     */
    public Duration delay(int retry, Integer retryAfterSeconds, RandomGenerator random) {
        if (retryAfterSeconds != null) {
            return Duration.ofSeconds(retryAfterSeconds);
        }
        double millis = leastMillis(retry, baseDelay, maxDelay);
        return Duration.ofMillis((long) (millis * (1 + JITTER * random.nextDouble())));
    }

    /** Whether this repetition may still be made. */
    public boolean allows(int retry, Duration elapsed, Duration delay) {
        return retry <= maxRetries && elapsed.plus(delay).compareTo(maxElapsed) <= 0;
    }
}
