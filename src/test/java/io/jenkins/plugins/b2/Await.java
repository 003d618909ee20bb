package io.jenkins.plugins.b2;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for what happens in other threads and other processes. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long LOOK_MILLIS = 10;

    private Await() {}

    /** Returns as soon as it is so; fails when it does not come to be. */
    public static void that(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** How long it takes until it is so. */
    public static Duration time(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        that(what, condition);
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
