package io.jenkins.plugins.b2.config;

import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;

/** Application keys that expire soon. */
public final class KeyExpiry {
    private static final Duration SOON = Duration.ofDays(14);

    private KeyExpiry() {}

    /**
     * When the key expires and what to do; empty where that is long hence or never.
     */
    public static Optional<String> warning(AccountAuthorization key) {
        return Optional.ofNullable(key.keyExpires())
                .filter(KeyExpiry::isSoon)
                .map(end -> Messages.KeyExpiry_soon(text(end)));
    }

    /** Whether a time is within 14 days, or over. Milliseconds since 1970. */
    public static boolean isSoon(long millis) {
        return Instant.ofEpochMilli(millis).isBefore(Instant.now().plus(SOON));
    }

    /** A time as people read it, by the controller's clock. Milliseconds since 1970. */
    public static String text(long millis) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                .withZone(ZoneId.systemDefault())
                .format(Instant.ofEpochMilli(millis));
    }
}
