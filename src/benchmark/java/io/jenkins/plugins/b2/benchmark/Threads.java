package io.jenkins.plugins.b2.benchmark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same work on several threads. */
final class Threads {
    private Threads() {}

    /** What one thread does until there is nothing left. */
    @FunctionalInterface
    interface Worker<T> {
        void work(Queue<T> queue) throws Exception;
    }

    /** Gives one piece after the other, null at the end. */
    static final class Queue<T> {
        private final Iterator<T> items;

        private Queue(Iterator<T> items) {
            this.items = items;
        }

        synchronized T next() {
            return items.hasNext() ? items.next() : null;
        }
    }

    static <T> void work(int threads, List<T> items, Worker<T> worker) throws Exception {
        Queue<T> queue = new Queue<>(items.iterator());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < Math.min(threads, items.size()); i++) {
                all.add(executor.submit(() -> {
                    worker.work(queue);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }
}
