package io.jenkins.plugins.b2.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Marks the thread that runs an operation, so that it is found by the operation's id. The mark is the thread's name and
 * not a field, because a node that reconnects loads this class anew, while a thread of the old connection may still be
 * about to end.
 */
final class OperationThread implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Thread thread = Thread.currentThread();
    private final String nameBefore = thread.getName();

    private OperationThread(String id) {
        thread.setName(nameBefore + " b2 " + id);
    }

    /**
     * @throws IOException when an earlier run of the same operation does not end
     */
    static OperationThread enter(OperationRun attempt) throws IOException, InterruptedException {
        if (attempt.again()) {
            for (Thread earlier : find(attempt.id())) {
                earlier.interrupt();
                awaitEnd(earlier, attempt.id());
            }
        }
        return new OperationThread(attempt.id());
    }

    private static void awaitEnd(Thread earlier, String id) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (isAtWork(earlier, id)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("An earlier run of this step is still in progress on this agent and does not end."
                        + " Restart the agent, then run the job again");
            }
            earlier.join(50);
        }
    }

    /** Interrupts what runs the operation on this machine. */
    static void interrupt(String id) {
        find(id).forEach(Thread::interrupt);
    }

    private static List<Thread> find(String id) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> isAtWork(thread, id))
                .toList();
    }

    private static boolean isAtWork(Thread thread, String id) {
        return thread.isAlive()
                && thread != Thread.currentThread()
                && thread.getName().endsWith(id);
    }

    @Override
    public void close() {
        thread.setName(nameBefore);
    }
}
