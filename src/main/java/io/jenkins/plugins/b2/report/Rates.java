package io.jenkins.plugins.b2.report;

/** Rates of what is over. */
final class Rates {
    private Rates() {}

    /** Bytes a second, never negative; what took no measurable time counts as a millisecond. */
    static long of(long bytes, long millis) {
        return (long) (Math.max(0, bytes) * 1000.0 / Math.max(1, millis));
    }
}
