package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;

/** A verb on a thread of its own, so that it can be broken off. */
final class Caller {
    /** Promised is a second; a busy machine gets more, and every wait in these tests would last far longer. */
    private static final long PROMPT_MILLIS = 5000;

    private final Thread thread;
    private Throwable thrown;
    private List<String> threadsAfterwards;

    /** What to call. */
    @FunctionalInterface
    interface Verb {
        void run() throws Exception;
    }

    private Caller(Verb verb) {
        thread = new Thread(
                () -> {
                    try {
                        verb.run();
                    } catch (Throwable e) {
                        thrown = e;
                    }
                    threadsAfterwards = NoLeaksExtension.threads();
                },
                "caller");
    }

    static Caller start(Verb verb) {
        Caller caller = new Caller(verb);
        caller.thread.start();
        return caller;
    }

    /** Interrupts it; it ends promptly, and when it does no thread works for it any more. */
    void interrupt() throws InterruptedException {
        thread.interrupt();
        assertBrokenOff();
    }

    /** It ends promptly because somebody broke it off. */
    void assertBrokenOff() throws InterruptedException {
        Throwable end = end(PROMPT_MILLIS);
        assertInstanceOf(InterruptedException.class, end, () -> "ended with " + end);
        assertEquals(
                List.of(),
                threadsAfterwards.stream()
                        .filter(name -> !name.equals("thread b2-stall-watch"))
                        .toList(),
                "threads when it returned");
    }

    boolean isAtIt() {
        return thread.isAlive();
    }

    /** Waits for its end; null when it went well. */
    Throwable end(long millis) throws InterruptedException {
        thread.join(millis);
        assertFalse(thread.isAlive(), () -> "still at " + List.of(thread.getStackTrace()));
        return thrown;
    }
}
