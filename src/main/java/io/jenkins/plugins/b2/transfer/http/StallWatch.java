package io.jenkins.plugins.b2.transfer.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends requests that have not moved a byte for too long, in whichever direction: a socket timeout covers only reads, a
 * peer that stops reading would block a write for ever. Before that, it tells that they are silent. Thread-safe; its
 * thread lives from the first request on.
 */
final class StallWatch implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(StallWatch.class.getName());

    private final long timeoutNanos;
    private final long noticeNanos;
    private final long lookMillis;
    private final Set<RequestExchange> watched = ConcurrentHashMap.newKeySet();
    private Thread thread;
    private boolean closed;
    /** Only used by the thread. */
    private long lastNotice;

    /**
     * @param notice after so long a silence it is told, and then once in a while of that length, whichever requests are
     *     silent
     */
    StallWatch(Duration timeout, Duration notice) {
        timeoutNanos = timeout.toNanos();
        noticeNanos = notice.toNanos();
        lastNotice = System.nanoTime() - noticeNanos;
        long shorter = Math.min(timeout.toMillis(), notice.toMillis());
        lookMillis = Math.max(20, Math.min(1000, shorter / 5));
    }

    void watch(RequestExchange exchange) {
        watched.add(exchange);
        synchronized (this) {
            if (thread == null && !closed) {
                thread = new Thread(this::look, "b2-stall-watch");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    void forget(RequestExchange exchange) {
        watched.remove(exchange);
    }

    private void look() {
        while (isOpenAfterAWait()) {
            long now = System.nanoTime();
            for (RequestExchange exchange : watched) {
                long silent = exchange.nanosSilent(now);
                if (silent > timeoutNanos) {
                    watched.remove(exchange);
                    exchange.endAsStalled();
                } else if (silent >= noticeNanos && now - lastNotice >= noticeNanos) {
                    lastNotice = now;
                    tell(exchange, silent);
                }
            }
        }
    }

    private synchronized boolean isOpenAfterAWait() {
        try {
            if (!closed) {
                wait(lookMillis);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Whatever a listener does, the watch goes on. */
    private void tell(RequestExchange exchange, long silentNanos) {
        try {
            exchange.tellOfSilence(silentNanos, timeoutNanos);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "a listener failed", e);
        }
    }

    /** Returns when the thread has ended, which it does at once; an interrupt is kept for later. */
    @Override
    public void close() {
        Thread toEnd;
        synchronized (this) {
            closed = true;
            toEnd = thread;
            notifyAll();
        }
        boolean interrupted = false;
        while (toEnd != null && toEnd.isAlive()) {
            try {
                toEnd.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
