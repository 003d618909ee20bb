package io.jenkins.plugins.b2.transfer;

import java.time.Duration;
import java.util.Locale;

/**
 * A call that failed and is about to be repeated.
 *
 * @param what the call or the part, in words, such as {@code part 7 of app.tgz}
 * @param cause what went wrong, such as {@code 503 service_unavailable}
 * @param reaction what changes for the next try, such as {@code fresh upload URL}; empty when nothing does
 * @param attempt 1 for the first repetition
 * @param maxRetries how many there will be at most
 * @param delay how long the engine waits first
 */
public record RetryEvent(String what, String cause, String reaction, int attempt, int maxRetries, Duration delay) {

    /** One line for a log. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "retry %d of %d in %.1f s: %s: %s%s",
                attempt,
                maxRetries,
                delay.toMillis() / 1000.0,
                what,
                cause,
                reaction.isEmpty() ? "" : " (" + reaction + ")");
    }
}
