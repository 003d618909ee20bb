package io.jenkins.plugins.b2.emulator;

import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The requests being served. Thread-safe. */
final class InFlight {
    private final Set<ServerExchange> exchanges = new HashSet<>();

    synchronized void enter(ServerExchange x) {
        exchanges.add(x);
    }

    synchronized void leave(ServerExchange x) {
        exchanges.remove(x);
        notifyAll();
    }

    synchronized int stalled() {
        return (int) exchanges.stream().filter(ServerExchange::stalled).count();
    }

    synchronized int moving() {
        return exchanges.size() - stalled();
    }

    synchronized boolean awaitIdle(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (moving() > 0) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }
}
