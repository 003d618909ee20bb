package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.progress.ProgressMeter;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One verb at work: its cancellation, its threads, what it has done, and the one listener that hears of it. Thread-safe.
 */
public final class OperationContext {
    private static final Logger LOGGER = Logger.getLogger(OperationContext.class.getName());
    private static final Duration TICK = Duration.ofMillis(200);
    /** More failures than anybody reads are counted, not kept. */
    private static final int KEPT_FAILURES = 1000;

    private final SessionContext core;
    private final String verb;
    private final TransferListener listener;
    private final Cancellation.Child scope;
    private final ProgressMeter meter = new ProgressMeter();
    private final B2Calls calls;
    private final AtomicLong doneFiles = new AtomicLong();
    private final AtomicLong skippedFiles = new AtomicLong();
    private final AtomicLong failedFiles = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicLong resumedBytes = new AtomicLong();
    private final List<FilesFailedException.Failure> failures = new ArrayList<>();
    private final Set<Closeable> owned = ConcurrentHashMap.newKeySet();
    private boolean retryable = true;
    private WorkQueue queue;

    public OperationContext(SessionContext core, String verb, TransferListener listener) {
        this.core = core;
        this.verb = verb;
        this.listener = listener;
        this.scope = core.cancellation().child();
        this.calls = core.calls(cancellation(), this::retrying);
    }

    public SessionContext core() {
        return core;
    }

    public B2Calls calls() {
        return calls;
    }

    public ProgressMeter meter() {
        return meter;
    }

    public Cancellation cancellation() {
        return scope.cancellation();
    }

    /** Calls that count their retries for one file and end with that file's cancellation. */
    public B2Calls calls(Cancellation cancellation, Runnable onRetry) {
        return core.calls(cancellation, event -> {
            onRetry.run();
            retrying(event);
        });
    }

    /** Runs what the source gives, on at most so many threads, and waits for it. */
    public void run(int threads, WorkQueue.Source source) throws TransferException, InterruptedException {
        queue = new WorkQueue("b2-" + verb, threads, source, cancellation());
        try {
            queue.run(this::tick, TICK);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TransferException failure
                    ? failure
                    : new TransferException(TransferException.Kind.LOCAL, "Could not " + verb + ": " + e.getCause(), e);
        } catch (CancelledException e) {
            throw new InterruptedException("The session was closed");
        } finally {
            scope.close();
            closeLeftovers();
            tick();
        }
    }

    /** Has it closed at the end of the operation, however that comes. */
    public void own(Closeable resource) {
        owned.add(resource);
    }

    /** Closes it now. */
    public void close(Closeable resource) throws IOException {
        if (owned.remove(resource)) {
            resource.close();
        }
    }

    private void closeLeftovers() {
        for (Closeable resource : owned) {
            try {
                close(resource);
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "could not clean up", e);
            }
        }
    }

    /** Runs one piece of work on a thread of its own, so that this one can be interrupted at any moment. */
    public void run(WorkQueue.Task task) throws TransferException, InterruptedException {
        boolean[] given = new boolean[1];
        run(1, () -> {
            boolean first = !given[0];
            given[0] = true;
            return first ? task : null;
        });
    }

    public void addFirst(List<? extends WorkQueue.Task> tasks) {
        queue.addFirst(tasks);
    }

    private synchronized void tick() {
        listener.progress(meter.snapshot());
    }

    public synchronized void started(long files, long bytes) {
        meter.expect(files, bytes);
        listener.started(files, bytes);
    }

    /** A file turns out to be larger or smaller on its way than was known at first. */
    public void expectMore(long bytes) {
        meter.expectMore(bytes);
    }

    public synchronized void fileStarted(String name, long size) {
        listener.fileStarted(name, size);
    }

    /** @param bytes of the file as it lies here; 0 when nothing was transferred */
    public synchronized void fileDone(FileResult result, long bytes) {
        doneFiles.incrementAndGet();
        doneBytes.addAndGet(bytes);
        meter.fileDone();
        listener.fileDone(result);
    }

    public synchronized void fileSkipped(FileResult result) {
        skippedFiles.incrementAndGet();
        meter.fileDone();
        listener.fileDone(result);
    }

    public void resumed(long bytes) {
        resumedBytes.addAndGet(bytes);
    }

    public synchronized void fileFailed(String name, TransferException e) {
        LOGGER.log(Level.FINE, e, () -> verb + " failed: " + name);
        failedFiles.incrementAndGet();
        meter.fileDone();
        retryable = retryable && e.retryable();
        FilesFailedException.Failure failure = new FilesFailedException.Failure(name, e.kind(), e.getMessage());
        if (failures.size() < KEPT_FAILURES) {
            failures.add(failure);
        }
        listener.fileFailed(failure);
    }

    public synchronized void retrying(RetryEvent event) {
        meter.retried();
        LOGGER.log(Level.WARNING, "{0}: {1}", new Object[] {verb, event.describe()});
        listener.retrying(event);
    }

    public synchronized void warn(String message) {
        listener.warning(message);
    }

    public TransferSummary summary() {
        return new TransferSummary(
                doneFiles.get(),
                skippedFiles.get(),
                failedFiles.get(),
                doneBytes.get(),
                resumedBytes.get(),
                meter.retries(),
                meter.elapsed());
    }

    /** The summary, or one exception that names every file that failed. */
    public synchronized TransferSummary result() throws FilesFailedException {
        TransferSummary summary = summary();
        if (summary.failed() > 0) {
            throw new FilesFailedException(verb, summary, failures, retryable);
        }
        return summary;
    }
}
