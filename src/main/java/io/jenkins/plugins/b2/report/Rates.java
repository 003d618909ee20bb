package io.jenkins.plugins.b2.report;

import java.util.Locale;

/** Times and rates as the page shows them. */
final class Rates {
    private Rates() {}

    /** Bytes a second, never negative; what took no measurable time counts as a millisecond. */
    static long of(long bytes, long millis) {
        return Math.max(0, bytes) * 1000 / Math.max(1, millis);
    }

    /** Such as {@code 1.2 s}. */
    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
}
