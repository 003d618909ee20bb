package io.jenkins.plugins.b2.transfer.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends requests that have not moved a byte for too long, in whichever direction: a socket timeout covers only reads, a
 * peer that stops reading would block a write for ever. Thread-safe; its thread lives while requests are watched.
 */
final class StallWatch implements AutoCloseable {
    private final long timeoutNanos;
    private final long lookMillis;
    private final Set<RequestExchange> watched = ConcurrentHashMap.newKeySet();
    private Thread thread;
    private boolean closed;

    StallWatch(Duration timeout) {
        timeoutNanos = timeout.toNanos();
        lookMillis = Math.max(20, Math.min(1000, timeout.toMillis() / 5));
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

    private synchronized void look() {
        while (!closed) {
            try {
                wait(lookMillis);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            for (RequestExchange exchange : watched) {
                if (exchange.nanosSilent(now) > timeoutNanos) {
                    watched.remove(exchange);
                    exchange.endAsStalled();
                }
            }
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
