package io.jenkins.plugins.b2.emulator.fault;

/** Bandwidth as arithmetic: says how long to wait, and leaves the waiting to others. Thread-safe. */
public final class Rate {
    /** What an idle line may have saved up, so that short pauses cost no throughput. */
    private static final long BURST_NANOS = 20_000_000;

    private final long bytesPerSecond;
    private long free;
    private boolean started;

    /** 0 means no limit. */
    public Rate(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /** Books the bytes and returns how many nanoseconds after {@code now} they have passed; never negative. */
    public synchronized long book(long now, long bytes) {
        if (bytesPerSecond == 0) {
            return 0;
        }
        if (!started || free - now < -BURST_NANOS) {
            free = now - (started ? BURST_NANOS : 0);
            started = true;
        }
        free += (long) (bytes * 1e9 / bytesPerSecond);
        return Math.max(0, free - now);
    }
}
