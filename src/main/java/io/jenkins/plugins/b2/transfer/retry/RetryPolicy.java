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
     * hour, four timeouts, or what the waits alone can take, whichever is the longest.
     */
    public static RetryPolicy of(int maxRetries, Duration retryDelay, Duration timeout) {
        Duration maxDelay = longest(MAX_DELAY, retryDelay);
        Duration waits = Duration.ofMillis((long) (maxDelay.toMillis() * (1 + JITTER) * maxRetries));
        Duration maxElapsed = longest(longest(LEAST_MAX_ELAPSED, timeout.multipliedBy(4)), waits);
        return new RetryPolicy(maxRetries, retryDelay, maxDelay, maxElapsed);
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
        double millis = baseDelay.toMillis() * Math.pow(2, Math.min(retry - 1, 30));
        double capped = Math.min(millis, maxDelay.toMillis());
        return Duration.ofMillis((long) (capped * (1 + JITTER * random.nextDouble())));
    }

    /** Whether this repetition may still be made. */
    public boolean allows(int retry, Duration elapsed, Duration delay) {
        return retry <= maxRetries && elapsed.plus(delay).compareTo(maxElapsed) <= 0;
    }
}
