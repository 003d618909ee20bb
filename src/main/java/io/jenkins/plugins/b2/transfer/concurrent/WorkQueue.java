package io.jenkins.plugins.b2.transfer.concurrent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * A bounded number of threads that work off tasks; the bound may change while they work. A task may add further ones, which go
 * before everything that has not begun; no task waits for another, so the pool can't lock itself up. New work is drawn from a
 * source only when threads would idle, so memory does not grow with the amount of work. Threads are started as there is work
 * for them.
 */
public final class WorkQueue {

    /** A piece of work. An exception that it lets out ends the whole queue. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    /** Where further work comes from. */
    @FunctionalInterface
    public interface Source {
        /** The next task; null when there is none and never will be. May take its time. */
        Task next() throws Exception;
    }

    private final String name;
    private final Source source;
    private final Cancellation cancellation;
    private final Deque<Task> ready = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private int limit;
    private int busy;
    private int live;
    private boolean drawing;
    private boolean sourceEmpty;
    private Throwable failure;

    /**
     * @param name of the threads
     * @param maxThreads 1 or more; {@link #setLimit} may change it
     * @param source asked by one thread at a time, which may block in it
     */
    public WorkQueue(String name, int maxThreads, Source source, Cancellation cancellation) {
        this.name = name;
        this.limit = maxThreads;
        this.source = source;
        this.cancellation = cancellation;
    }

    /**
     * Changes how many threads may work at once. Those that are above it end the task that they are at; none is interrupted.
     *
     * @param threads 1 or more
     */
    public synchronized void setLimit(int threads) {
        if (limit != threads) {
            limit = threads;
            growIfUseful();
            notifyAll();
        }
    }

    /** How many threads are at work. */
    public synchronized int working() {
        return busy;
    }

    /**
     * Whether more threads are at work than may be. A task that takes its time may then put the rest of itself first, see
     * {@link #addFirst}, and end.
     */
    public synchronized boolean isOverLimit() {
        return busy > limit;
    }

    /** Adds tasks, in this order, before all others that have not begun. */
    public synchronized void addFirst(Collection<? extends Task> tasks) {
        List<Task> reversed = new ArrayList<>(tasks);
        for (int i = reversed.size() - 1; i >= 0; i--) {
            ready.addFirst(reversed.get(i));
        }
        growIfUseful();
        notifyAll();
    }

    /**
     * Works until all is done.
     *
     * @param tick called on this thread at every interval
     * @throws InterruptedException when this thread is interrupted; everything has been cancelled and every thread has
     *     ended by then
     * @throws ExecutionException with the checked exception that a task or the source let out
     */
    public void run(Runnable tick, Duration interval) throws InterruptedException, ExecutionException {
        synchronized (this) {
            startThread();
        }
        try (Cancellation.Registration ignored = cancellation.onCancel(this::interruptAll)) {
            attend(tick, interval);
        }
        rethrow();
    }

    private void attend(Runnable tick, Duration interval) throws InterruptedException {
        boolean ended = false;
        try {
            while (!awaitEnd(interval)) {
                tick.run();
            }
            ended = true;
        } finally {
            if (!ended) {
                cancellation.cancel();
            }
            joinAll();
        }
    }

    private synchronized boolean awaitEnd(Duration interval) throws InterruptedException {
        long end = System.nanoTime() + interval.toNanos();
        long left;
        while (live > 0 && (left = end - System.nanoTime()) > 0) {
            wait(Math.max(1, left / 1_000_000));
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return live == 0;
    }

    /** Until the last thread is really gone; an interrupt meanwhile is kept for later. */
    private void joinAll() {
        boolean interrupted = false;
        while (true) {
            try {
                for (Thread thread : startedThreads()) {
                    thread.join();
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Thread> startedThreads() {
        return List.copyOf(threads);
    }

    /** For those that wait for something that does not know of the cancellation, such as a key or an authorization. */
    private synchronized void interruptAll() {
        threads.forEach(Thread::interrupt);
        notifyAll();
    }

    private synchronized void rethrow() throws ExecutionException {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        cancellation.check();
    }

    private void growIfUseful() {
        if (busy + (drawing ? 1 : 0) == live && live < limit) {
            startThread();
        }
    }

    private void startThread() {
        Thread thread = new Thread(this::work, name + "-" + (threads.size() + 1));
        thread.setDaemon(true);
        threads.add(thread);
        live++;
        thread.start();
    }

    private void work() {
        try {
            Task task;
            while ((task = next()) != null) {
                task.run();
                done();
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            synchronized (this) {
                live--;
                notifyAll();
            }
        }
    }

    private Task next() throws Exception {
        synchronized (this) {
            while (true) {
                if (failure != null || cancellation.isCancelled()) {
                    return null;
                }
                boolean free = busy + (drawing ? 1 : 0) < limit;
                if (free && !ready.isEmpty()) {
                    busy++;
                    growIfUseful();
                    return ready.poll();
                }
                if (free && !sourceEmpty && !drawing) {
                    drawing = true;
                    break;
                }
                if (sourceEmpty && busy == 0) {
                    notifyAll();
                    return null;
                }
                wait();
            }
        }
        return draw();
    }

    /** Asks the source outside of the lock, since it may have to wait for a listing. */
    private Task draw() throws Exception {
        Task task = null;
        boolean drawn = false;
        try {
            task = source.next();
            drawn = true;
        } finally {
            synchronized (this) {
                drawing = false;
                sourceEmpty |= drawn && task == null;
                if (task != null) {
                    busy++;
                    growIfUseful();
                }
                notifyAll();
            }
        }
        return task != null ? task : next();
    }

    private synchronized void done() {
        busy--;
        notifyAll();
    }

    private void fail(Throwable e) {
        synchronized (this) {
            if (failure == null && !(e instanceof CancelledException) && !cancellation.isCancelled()) {
                failure = e;
            }
            notifyAll();
        }
        cancellation.cancel();
    }
}
