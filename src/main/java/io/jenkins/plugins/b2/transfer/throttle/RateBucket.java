package io.jenkins.plugins.b2.transfer.throttle;

/**
 * The arithmetic of a rate limit on (time, bytes), without waiting and without locks. Bytes are taken on credit: what
 * has been taken moves the moment at which the next may be taken. Idle time is forgotten but for a short burst.
 */
final class RateBucket {
    private static final double NANOS_PER_SECOND = 1e9;
    /** What a pause may save up: enough to hide a late wake-up, too little to be seen as a peak. */
    private static final long BURST_NANOS = 50_000_000;

    private long freeAt;
    private long rate;

    RateBucket(long now, long bytesPerSecond) {
        freeAt = now;
        rate = bytesPerSecond;
    }

    long rate() {
        return rate;
    }

    /** How long nothing may be taken yet; 0 or less when something may. */
    long nanosUntilFree(long now) {
        return rate == BandwidthLimiter.UNLIMITED ? 0 : freeAt - now;
    }

    void take(long now, long bytes) {
        if (rate == BandwidthLimiter.UNLIMITED) {
            freeAt = now;
        } else {
            freeAt = Math.max(freeAt, now - BURST_NANOS) + (long) (bytes * NANOS_PER_SECOND / rate);
        }
    }

    /** What is owed is owed in bytes, so it is paid back at the new rate. */
    void setRate(long now, long bytesPerSecond) {
        double owed = Math.max(0, freeAt - now) * (double) rate;
        rate = bytesPerSecond;
        freeAt = rate == BandwidthLimiter.UNLIMITED ? now : now + (long) (owed / rate);
    }
}
