package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The life of one file in an operation, whichever way it goes: it begins, several threads may work on it, and it ends with
 * exactly one outcome, told after its last step. Whatever goes wrong with a file ends that file and not the operation.
 */
public abstract class FileTask implements WorkQueue.Task {
    private static final Logger LOGGER = Logger.getLogger(FileTask.class.getName());

    private final OperationContext operation;
    private final String name;
    private final Cancellation.Child scope;
    private final B2Calls calls;
    private final AtomicInteger retries = new AtomicInteger();
    private long started;
    private volatile boolean ended;
    private volatile boolean failed;
    private Thread ending;

    /**
     * @param name the file name, for calls, messages and the outcome
     */
    protected FileTask(OperationContext operation, String name) {
        this.operation = operation;
        this.name = name;
        this.scope = operation.cancellation().child();
        this.calls = operation.calls(scope.cancellation(), retries::incrementAndGet);
    }

    /** The first step, and for most files the only one. */
    protected abstract void begin() throws IOException, TransferException, InterruptedException;

    /** Lets go of what the task holds. Called once, before the outcome is told. */
    protected abstract void release() throws IOException;

    /** In words that fit after "could not", such as {@code upload 'app.tgz'}. */
    protected abstract String what();

    /** What remains to be done when all else has been done; afterwards the file is what its result says. */
    @FunctionalInterface
    protected interface LastStep {
        FileResult run() throws IOException, TransferException, InterruptedException;
    }

    @Override
    public final void run() throws InterruptedException {
        started = System.nanoTime();
        operation.fileBegun();
        guard(this::begin);
    }

    /** A further step, for any thread; skipped when the file has ended by then. */
    protected final WorkQueue.Task task(FileStep step) {
        return () -> {
            if (!ended) {
                guard(step);
            }
        };
    }

    /** Runs a step; a failure ends this file. */
    protected final void guard(FileStep step) throws InterruptedException {
        try {
            step.run();
        } catch (CancelledException e) {
            operation.cancellation().check();
        } catch (LocalFailureException e) {
            fail(LocalErrors.describe(what(), e.getCause()));
        } catch (IOException e) {
            fail(LocalErrors.describe(what(), e));
        } catch (TransferException e) {
            fail(e);
        } catch (RuntimeException | StackOverflowError e) {
            fail(new TransferException(
                    Kind.INTERNAL,
                    "Could not " + what() + ": " + e + ". This is a fault of the program or of who answered; please"
                            + " report it with the log at level FINE",
                    e));
        }
    }

    /**
     * Ends the file well, unless it has ended or another thread is ending it. When the last step fails, so has the file.
     *
     * @return whether this call has ended it
     */
    protected final boolean succeed(LastStep lastStep) throws IOException, TransferException, InterruptedException {
        synchronized (this) {
            if (ended || ending != null) {
                return false;
            }
            ending = Thread.currentThread();
        }
        FileResult result = lastStep.run();
        try {
            letGo();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "could not clean up after: " + what());
        }
        ended = true;
        operation.fileDone(result);
        return true;
    }

    /** What else can be done about a failure; true when somebody else has the file now, see {@link #giveUpFor}. */
    protected boolean mend(TransferException e) {
        return false;
    }

    /** Throws away at B2, after a failure, what can't become a file any more. Called once, before the outcome is told. */
    protected void discard() throws InterruptedException {}

    /** Ends the file as failed, unless it can be mended, has ended, or another thread is ending it. */
    protected final void fail(TransferException e) throws InterruptedException {
        // What breaks because the operation is being broken off is no failure of the file.
        operation.cancellation().check();
        if (!mend(e) && claimFailure()) {
            discard();
            letGoAfter(e);
            operation.fileFailed(name, e);
        }
    }

    /**
     * Ends the file so that it can be tried anew by another task, which then has the outcome.
     *
     * @return false when it has ended or another thread is ending it
     */
    protected final boolean giveUpFor(FileTask successor, TransferException e) {
        if (!claimFailure()) {
            return false;
        }
        letGoAfter(e);
        successor.started = started;
        successor.retries.addAndGet(retries.get() + 1);
        return true;
    }

    /** The first step of a task that takes over from another one. */
    protected final WorkQueue.Task takeOver() {
        return () -> guard(this::begin);
    }

    private boolean claimFailure() {
        synchronized (this) {
            if (ended || ending != null && ending != Thread.currentThread()) {
                return false;
            }
            failed = true;
            ended = true;
        }
        scope.cancellation().cancel();
        return true;
    }

    private void letGoAfter(TransferException e) {
        try {
            letGo();
        } catch (IOException closing) {
            e.addSuppressed(closing);
        }
    }

    private void letGo() throws IOException {
        scope.close();
        release();
    }

    protected final boolean hasFailed() {
        return failed;
    }

    public final OperationContext operation() {
        return operation;
    }

    public final SessionContext session() {
        return operation.session();
    }

    public final String name() {
        return name;
    }

    public final B2Calls calls() {
        return calls;
    }

    public final Cancellation cancellation() {
        return scope.cancellation();
    }

    public final int retries() {
        return retries.get();
    }

    public final Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
