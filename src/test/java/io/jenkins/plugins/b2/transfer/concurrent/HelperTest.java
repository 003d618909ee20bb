package io.jenkins.plugins.b2.transfer.concurrent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
        assertTrue(interrupted.await(0, TimeUnit.SECONDS));
    }

    @Test
    void anInterruptMeanwhileIsKept() {
        Thread.currentThread().interrupt();
        Helper helper = new Helper("helper");
        helper.start(() -> null);
        helper.close();
        assertTrue(Thread.interrupted());
    }

    @Test
    void oneThatHadNothingToDo() {
        new Helper("helper").close();
        assertFalse(Thread.interrupted());
    }
}
