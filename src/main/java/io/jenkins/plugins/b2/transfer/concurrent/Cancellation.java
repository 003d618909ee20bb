package io.jenkins.plugins.b2.transfer.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A switch that ends everything that hangs on it, at once: waits return, and registered actions close what a thread may
 * be blocked on. Children are cancelled with their parent, not the other way round. Thread-safe; stays cancelled.
 */
public final class Cancellation {
    private final Set<Runnable> actions = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean cancelled;

    /** One that is cancelled with this one and can be cancelled alone. Close it to let go of the parent. */
    public Child child() {
        return new Child(this);
    }

    public void cancel() {
        List<Runnable> toRun;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            toRun = new ArrayList<>(actions);
            actions.clear();
            notifyAll();
        }
        toRun.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    public void check() {
        if (isCancelled()) {
            throw new CancelledException();
        }
    }

    /** Runs the action when cancelled, at once if that has happened, unless the registration is closed before. */
    public Registration onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                actions.add(action);
                return () -> remove(action);
            }
        }
        action.run();
        return () -> {};
    }

    /** Waits; ends early with a {@link CancelledException}. */
    public synchronized void sleep(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        long left;
        while (!cancelled && (left = end - System.nanoTime()) > 0) {
            wait(Math.max(1, left / 1_000_000));
        }
        check();
    }

    private synchronized void remove(Runnable action) {
        actions.remove(action);
    }

    /** Undoes a registration. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** A cancellation below another one. */
    public static final class Child implements AutoCloseable {
        private final Cancellation own = new Cancellation();
        private final Registration link;

        private Child(Cancellation parent) {
            link = parent.onCancel(own::cancel);
        }

        public Cancellation cancellation() {
            return own;
        }

        @Override
        public void close() {
            link.close();
        }
    }
}
