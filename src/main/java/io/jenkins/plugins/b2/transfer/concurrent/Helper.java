package io.jenkins.plugins.b2.transfer.concurrent;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread that takes work off the one that made it. Closing interrupts what it is at and returns when the thread has ended;
 * an interrupt meanwhile is kept for later. Used by one thread at a time.
 */
public final class Helper implements AutoCloseable {
    private final ExecutorService executor;
    private volatile Thread thread;

    public Helper(String name) {
        executor = Executors.newSingleThreadExecutor(loop -> {
            thread = new Thread(loop, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins with it when all before is done. */
    public <T> Future<T> start(Callable<T> task) {
        return executor.submit(task);
    }

    /** Waits for what the task brings, and throws what it threw. */
    public static <T> T await(Future<T> task) throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
