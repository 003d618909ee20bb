package io.jenkins.plugins.b2.transfer.throttle;

import java.util.List;

/** Decides when bytes may pass. Shared by any number of streams; implementations are thread-safe. */
public interface Throttle {
    /** Lets everything pass at once. */
    Throttle NONE = new Throttle() {
        @Override
        public void acquire(long bytes, Runnable pulse) {}

        @Override
        public boolean isOpen() {
            return true;
        }
    };

    /**
     * Waits until so many bytes may pass.
     *
     * @param bytes 0 or more; a large number is admitted whole and paid for by those who come next
     * @param pulse called at least every 100 ms while waiting; whatever it throws ends the wait
     * @throws InterruptedException when the waiting thread is interrupted; the bytes have not been admitted then
     */
    void acquire(long bytes, Runnable pulse) throws InterruptedException;

    /** Whether everything passes at the moment, so that asking for small amounts makes nothing more even. */
    default boolean isOpen() {
        return false;
    }

    /** One that obeys all of these. */
    static Throttle all(List<Throttle> throttles) {
        List<Throttle> each =
                throttles.stream().filter(throttle -> throttle != NONE).toList();
        if (each.isEmpty()) {
            return NONE;
        }
        return each.size() == 1
                ? each.get(0)
                : (bytes, pulse) -> {
                    for (Throttle throttle : each) {
                        throttle.acquire(bytes, pulse);
                    }
                };
    }
}
