package io.jenkins.plugins.b2.progress;

import java.util.function.LongSupplier;

/**
 * When a page that shows what is in progress asks again: after a second, and later where many pages are open, so that up
 * to 57 of them together ask three times a second. Thread-safe.
 */
public final class WatchPace {
    /** Milliseconds. */
    static final long SOONEST = 1000;
    /** Milliseconds between two pages. */
    static final long APART = 350;
    /** Milliseconds; what a great many pages, or a script that does not wait, can make of it for others. */
    static final long LATEST = 20_000;

    private final LongSupplier clock;
    /** When the page that was told last asks again. */
    private long last;

    /** @param clock milliseconds since some moment, never going back */
    WatchPace(LongSupplier clock) {
        this.clock = clock;
        this.last = clock.getAsLong();
    }

    /** In how many milliseconds from now the page that is answered may ask again. */
    public synchronized long next() {
        long now = clock.getAsLong();
        last = Math.min(Math.max(now + SOONEST, last + APART), now + LATEST);
        return last - now;
    }
}
