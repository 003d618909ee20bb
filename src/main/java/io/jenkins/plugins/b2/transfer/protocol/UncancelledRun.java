package io.jenkins.plugins.b2.transfer.protocol;

import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import java.time.Duration;

/**
 * Work that outlives its cancellation by a bounded time. It has a thread of its own, because interrupts aim at the one
 * that is broken off; that one waits, and keeps the interrupt for later.
 */
final class UncancelledRun {
    private final Cancellation broken;
    private final Cancellation own = new Cancellation();
    private final long limitNanos;
    private Throwable thrown;
    private boolean brokenOff;
    private boolean ended;

    /** @param broken which may happen before or meanwhile, and from then on there is this much time */
    UncancelledRun(Cancellation broken, Duration limit) {
        this.broken = broken;
        this.limitNanos = limit.toNanos();
    }

    /** What to do, with its own cancellation. */
    @FunctionalInterface
    interface Work {
        void run(Cancellation cancellation) throws TransferException, InterruptedException;
    }

    void run(Work work) throws TransferException {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run(own);
                    } catch (Throwable e) {
                        thrown = e;
                    } finally {
                        end();
                    }
                },
                "b2-clean-up");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted;
        try (Cancellation.Registration ignored = broken.onCancel(this::breakOff)) {
            interrupted = await();
        }
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        rethrow();
    }

    private synchronized void breakOff() {
        brokenOff = true;
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Returns at its end, and whether this thread was interrupted meanwhile. */
    private synchronized boolean await() {
        boolean interrupted = false;
        long last = 0;
        while (!ended) {
            boolean hasTime = !brokenOff && !interrupted || own.isCancelled();
            if (!hasTime && last == 0) {
                last = System.nanoTime() + limitNanos;
            }
            long millis = hasTime ? 0 : (last - System.nanoTime()) / 1_000_000;
            if (!hasTime && millis <= 0) {
                own.cancel();
                continue;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    private void rethrow() throws TransferException {
        if (thrown instanceof TransferException failure) {
            throw failure;
        }
        if (thrown instanceof CancelledException || thrown instanceof InterruptedException) {
            throw new TransferException(
                    Kind.REMOTE,
                    "Could not clean up within " + Duration.ofNanos(limitNanos).toSeconds() + " s",
                    thrown);
        }
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }
}
