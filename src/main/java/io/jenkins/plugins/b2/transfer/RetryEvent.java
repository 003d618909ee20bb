package io.jenkins.plugins.b2.transfer;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A call that failed and is about to be repeated.
 *
 * @param what the call or the part, in words, such as {@code part 7 of app.tgz}
 * @param cause what went wrong, such as {@code 503 service_unavailable}
 * @param reaction what changes for the next try, such as {@code fresh upload URL}; empty when nothing does
 * @param attempt 1 for the first repetition of its kind
 * @param maxRetries how many there will be at most; {@link #UNCOUNTED} for a wait that B2 asks for every day, which only
 *     time bounds
 * @param delay how long the engine waits first
 */
public record RetryEvent(String what, String cause, String reaction, int attempt, int maxRetries, Duration delay) {
    public static final int UNCOUNTED = -1;
    /** A cause: what arrived is not what was sent. */
    public static final String DAMAGED = "what arrived is damaged";
    /** A cause: another of the passphrases opens it. */
    public static final String OTHER_KEY = "it was encrypted with another of the passphrases";

    /** A cause in {@link #group}: whatever lies between here and B2. */
    public static final String NETWORK = "network";

    private static final Pattern SERVER_BUSY = Pattern.compile("(503|429)\\b");
    private static final Pattern B2_ERROR = Pattern.compile("[1-5]\\d\\d( [A-Za-z_]{1,50})?");

    /** B2 asks to come back later or elsewhere, which it does every day, and which costs none of the retries. */
    public boolean isBusyWait() {
        return maxRetries == UNCOUNTED;
    }

    /** B2 says that it gets more than it can take: 503, or 429. */
    public boolean isServerBusy() {
        return SERVER_BUSY.matcher(cause).lookingAt();
    }

    /** The cause as one of few, to count by: B2's status and code, {@link #DAMAGED}, {@link #OTHER_KEY} or {@link #NETWORK}. */
    public String group() {
        return isGroup(cause) ? cause : NETWORK;
    }

    /** Whether a text can be one of {@link #group}. */
    public static boolean isGroup(String text) {
        return text.equals(DAMAGED)
                || text.equals(OTHER_KEY)
                || text.equals(NETWORK)
                || B2_ERROR.matcher(text).matches();
    }

    /** One line for a log. */
    public String describe() {
        String when = String.format(Locale.ROOT, "in %.1f s", delay.toMillis() / 1000.0);
        String next =
                isBusyWait() ? "B2 is busy, next try " + when : "retry " + attempt + " of " + maxRetries + " " + when;
        return next + ": " + what + ": " + cause + (reaction.isEmpty() ? "" : " (" + reaction + ")");
    }
}
