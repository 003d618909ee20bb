package io.jenkins.plugins.b2.transfer.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HelperTest {
    /** Often, since a thread is hardly ever caught between its last work and its end. */
    @Test
    void noThreadIsLeft() throws Exception {
        for (int i = 0; i < 5000; i++) {
            Future<Thread> thread;
            try (Helper helper = new Helper("helper")) {
                thread = helper.start(Thread::currentThread);
                thread.get();
            }
            assertFalse(thread.get().isAlive(), "after " + i);
        }
    }

    @Test
    void whatItIsAtIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Helper helper = new Helper("helper")) {
            helper.start(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return null;
            });
            begun.await();
        }
        assertEquals(0, interrupted.getCount());
    }

    @Test
    void anInterruptMeanwhileIsKept() throws Exception {
        Thread owner = Thread.currentThread();
        CountDownLatch begun = new CountDownLatch(1);
        try (Helper helper = new Helper("helper")) {
            helper.start(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    awaitWaiting(owner);
                    owner.interrupt();
                }
                return null;
            });
            begun.await();
        }
        assertTrue(Thread.interrupted());
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void oneThatHadNothingToDo() {
        new Helper("helper").close();
        assertFalse(Thread.interrupted());
    }
}
