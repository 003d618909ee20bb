package io.jenkins.plugins.b2.transfer.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each task tells that it has begun, and ends when it may. */
@Timeout(60)
class WorkQueueLimitTest {
    private static final int TASKS = 40;
    private final AtomicInteger drawn = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger done = new AtomicInteger();
    private WorkQueue queue;
    private Thread runner;

    @BeforeEach
    void start() {
        queue = new WorkQueue(
                "limited", 2, () -> drawn.incrementAndGet() > TASKS ? null : this::work, new Cancellation());
        runner = new Thread(() -> {
            try {
                queue.run(() -> {}, Duration.ofMillis(10));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        runner.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        mayEnd.release(10 * TASKS);
        runner.join();
        assertEquals(TASKS, done.get());
    }

    private void work() throws InterruptedException {
        most.accumulateAndGet(working.incrementAndGet(), Math::max);
        begun.release();
        mayEnd.acquire();
        working.decrementAndGet();
        done.incrementAndGet();
    }

    private void awaitBegun(int tasks) throws InterruptedException {
        assertTrue(begun.tryAcquire(tasks, 30, TimeUnit.SECONDS), "did not begin");
    }

    @Test
    void moreMayWorkAtOnce() throws InterruptedException {
        awaitBegun(2);
        assertEquals(2, working.get());
        queue.setLimit(7);
        awaitBegun(5);
        assertEquals(7, working.get());
    }

    @Test
    void thoseAboveTheLimitEndWhatTheyAreAt() throws InterruptedException {
        queue.setLimit(6);
        awaitBegun(6);
        assertFalse(queue.isOverLimit());
        queue.setLimit(2);
        assertTrue(queue.isOverLimit());
        assertEquals(6, working.get());
        mayEnd.release(4);
        assertEquals(0, begun.drainPermits());
        most.set(0);
        mayEnd.release(TASKS - 6);
        awaitBegun(TASKS - 6);
        assertTrue(most.get() <= 2, most + " at once");
        assertFalse(queue.isOverLimit());
    }

    /** Those that waited above the limit are used before further threads are started. */
    @Test
    void theLimitMayGoUpAgain() throws InterruptedException {
        queue.setLimit(6);
        awaitBegun(6);
        queue.setLimit(1);
        mayEnd.release(6);
        awaitBegun(1);
        assertEquals(1, working.get());
        queue.setLimit(4);
        awaitBegun(3);
        assertEquals(4, working.get());
    }

    @Test
    void whatIsPutFirstWaitsForItsTurn() throws InterruptedException {
        awaitBegun(2);
        CountDownLatch ran = new CountDownLatch(1);
        queue.addFirst(List.of(ran::countDown));
        assertEquals(1, ran.getCount());
        mayEnd.release();
        assertTrue(ran.await(30, TimeUnit.SECONDS), "did not run");
    }
}
