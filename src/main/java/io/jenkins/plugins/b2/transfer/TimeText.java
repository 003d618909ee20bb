package io.jenkins.plugins.b2.transfer;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time as people read them. */
public final class TimeText {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;
    private static final int TENTH_MILLIS = 100;

    private TimeText() {}

    /** {@code 7 ms}, {@code 0.8 s}, {@code 3 s}, {@code 29 s}, {@code 3 min 05 s}, {@code 2 h 10 min}. */
    public static String of(Duration duration) {
        long seconds = duration.toSeconds();
        long millis = duration.toMillis();
        if (millis > 0 && millis < TENTH_MILLIS) {
            return millis + " ms";
        }
        if (seconds < 10 && millis % 1000 != 0) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        if (seconds < HOUR) {
            return String.format(Locale.ROOT, "%d min %02d s", seconds / MINUTE, seconds % MINUTE);
        }
        return String.format(Locale.ROOT, "%d h %02d min", seconds / HOUR, seconds % HOUR / MINUTE);
    }

    /** The same for what is still to come, rounded up to whole seconds, such as {@code 29 s left}. */
    public static String left(Duration duration) {
        return of(Duration.ofSeconds(Math.max(0, duration.toSeconds()) + 1)) + " left";
    }
}
