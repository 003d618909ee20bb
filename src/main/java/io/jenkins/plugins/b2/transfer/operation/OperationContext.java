package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferException.Scope;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.concurrent.AdaptiveLimit;
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
 * One operation at work: its cancellation, its threads, what it has done, and the one listener that hears of it. Verbs are
 * given one and are sources of work for it, so that several of them can be one run with one progress and one summary.
 * Thread-safe.
 */
public final class OperationContext {
    private static final Logger LOGGER = Logger.getLogger(OperationContext.class.getName());
    private static final Duration TICK = Duration.ofMillis(200);
    /** More failures than anybody reads are counted, not kept. */
    private static final int KEPT_FAILURES = 1000;
    /** So many files that fail for a reason that holds for all of them are enough. */
    private static final int ENOUGH = 3;
    /** What threads take may take this part of the heap. */
    private static final int SHARE_OF_HEAP = 2;

    private final SessionContext session;
    private final Verb verb;
    private final boolean dryRun;
    private final TransferListener listener;
    private final Cancellation.Child scope;
    private final ProgressMeter meter = new ProgressMeter();
    private final CallObserver observer = new CallObserver() {
        @Override
        public void retrying(RetryEvent event) {
            OperationContext.this.retrying(event);
        }

        @Override
        public void silent(String message) {
            warn(message);
        }
    };
    private final B2Calls calls;
    private final AtomicLong begunFiles = new AtomicLong();
    private final AtomicLong doneFiles = new AtomicLong();
    private final AtomicLong skippedFiles = new AtomicLong();
    private final AtomicLong failedFiles = new AtomicLong();
    private final AtomicLong doneBytes = new AtomicLong();
    private final AtomicLong resumedBytes = new AtomicLong();
    private final AtomicLong busyAnswers = new AtomicLong();
    private final List<FilesFailedException.Failure> failures = new ArrayList<>();
    private final Set<Closeable> owned = ConcurrentHashMap.newKeySet();
    private boolean retryable = true;
    private long failedForAll;
    private volatile boolean pointless;
    private WorkQueue queue;
    /** Null where the number of connections is fixed. */
    private AdaptiveLimit adaptive;

    /**
     * @param dryRun whether tasks are only to tell what they would do
     */
    public OperationContext(SessionContext session, Verb verb, boolean dryRun, TransferListener listener) {
        this.session = session;
        this.verb = verb;
        this.dryRun = dryRun;
        this.listener = listener;
        this.scope = session.cancellation().child();
        this.calls = session.calls(cancellation(), observer);
    }

    public SessionContext session() {
        return session;
    }

    public Verb verb() {
        return verb;
    }

    public boolean isDryRun() {
        return dryRun;
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
        return session.calls(cancellation, observer.onRetry(onRetry));
    }

    /**
     * Runs what the source gives, on as many threads as the session has connections, and waits for it.
     *
     * @throws FilesFailedException when some files failed; the others have gone through
     */
    public TransferSummary run(WorkQueue.Source source) throws TransferException, InterruptedException {
        return run(source, 0);
    }

    /**
     * As {@link #run(WorkQueue.Source)}, on no more threads than there is memory for.
     *
     * @param bytesPerThread memory that each thread takes
     */
    public TransferSummary run(WorkQueue.Source source, long bytesPerThread)
            throws TransferException, InterruptedException {
        Connections allowed = session.settings().connections();
        int connections = allowed.most();
        long heap = Runtime.getRuntime().maxMemory();
        long fitting = bytesPerThread == 0 ? connections : heap / SHARE_OF_HEAP / bytesPerThread;
        if (fitting < connections && !allowed.isAdaptive()) {
            warn("There is memory for " + Math.max(1, fitting) + " of " + connections
                    + " connections, so no more are used. Give this process more than " + (heap >> 20)
                    + " MiB of heap, or ask for fewer connections");
        }
        int threads = (int) Math.max(1, Math.min(connections, fitting));
        if (allowed.isAdaptive()) {
            adaptive = new AdaptiveLimit(Connections.DEFAULT.most(), threads);
            threads = adaptive.current();
        }
        run(threads, source);
        return result();
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

    private void run(int threads, WorkQueue.Source source) throws TransferException, InterruptedException {
        meter.connections(threads);
        WorkQueue.Source worthwhile = () -> pointless ? null : source.next();
        queue = new WorkQueue("b2-" + verb.wireName(), threads, worthwhile, cancellation());
        try {
            queue.run(this::tick, TICK);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TransferException failure
                    ? failure
                    : new TransferException(Kind.LOCAL, "Could not " + verb.words() + ": " + e.getCause(), e);
        } catch (CancelledException e) {
            throw new InterruptedException("The session was closed");
        } finally {
            scope.close();
            closeLeftovers();
            tellProgress();
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

    /** Adds work that goes before everything that has not begun. */
    public void addFirst(List<? extends WorkQueue.Task> tasks) {
        queue.addFirst(tasks);
    }

    /**
     * Whether a task that takes its time is to put the rest of itself {@link #addFirst first} and end, since fewer connections
     * are in use from now on. Never where their number is fixed.
     */
    public boolean isOverLimit() {
        return adaptive != null && queue.isOverLimit();
    }

    private void tick() {
        if (adaptive != null) {
            adapt();
        }
        tellProgress();
    }

    private synchronized void tellProgress() {
        listener.progress(meter.snapshot());
    }

    private void adapt() {
        int before = adaptive.current();
        int now = adaptive.update(new AdaptiveLimit.Sample(
                System.nanoTime(),
                session.uploaded().total() + session.downloaded().total(),
                session.transport().counter().succeeded(),
                busyAnswers.get(),
                queue.working()));
        if (now != before) {
            queue.setLimit(now);
            meter.connections(now);
            LOGGER.log(Level.FINE, "connections: {0} -> {1}", new Object[] {before, now});
        }
    }

    /**
     * The work is known.
     *
     * @param files how many files; -1 when they are looked for while others are under way
     * @param bytes how many bytes; -1 as above
     */
    public synchronized void started(long files, long bytes) {
        meter.expect(files, bytes);
        listener.started(files, bytes);
    }

    /** A file turns out to be larger or smaller on its way than was known at first. */
    public void expectMore(long bytes) {
        meter.expectMore(bytes);
    }

    /** A file is begun and must have an outcome. */
    void fileBegun() {
        begunFiles.incrementAndGet();
    }

    public synchronized void fileStarted(String name, long size) {
        listener.fileStarted(name, size);
    }

    /** The outcome of a file that was begun. */
    synchronized void fileDone(FileResult result) {
        if (result.outcome() == FileOutcome.UNCHANGED) {
            skippedFiles.incrementAndGet();
        } else {
            doneFiles.incrementAndGet();
            doneBytes.addAndGet(result.size());
            resumedBytes.addAndGet(result.resumedBytes());
        }
        meter.fileDone();
        listener.fileDone(result);
    }

    /** A file that could not even be begun. */
    public void fileRefused(String name, TransferException e) {
        fileBegun();
        fileFailed(name, e);
    }

    /** The outcome of a file that was begun. */
    synchronized void fileFailed(String name, TransferException e) {
        LOGGER.log(Level.FINE, e, () -> verb.words() + " failed: " + name);
        failedFiles.incrementAndGet();
        meter.fileDone();
        retryable = retryable && e.retryable();
        failedForAll += e.scope() == Scope.ACCOUNT ? 1 : 0;
        pointless = failedForAll >= ENOUGH;
        FilesFailedException.Failure failure = new FilesFailedException.Failure(name, e.kind(), e.getMessage());
        if (failures.size() < KEPT_FAILURES) {
            failures.add(failure);
        }
        listener.fileFailed(failure);
    }

    public synchronized void retrying(RetryEvent event) {
        meter.retried();
        if (event.isServerBusy()) {
            busyAnswers.incrementAndGet();
        }
        LOGGER.log(Level.FINE, "{0}: {1}", new Object[] {verb.words(), event.describe()});
        listener.retrying(event);
    }

    public synchronized void warn(String message) {
        listener.warning(message);
    }

    private TransferSummary summary() {
        return new TransferSummary(
                doneFiles.get(),
                skippedFiles.get(),
                failedFiles.get(),
                doneBytes.get(),
                resumedBytes.get(),
                meter.retries(),
                meter.elapsed(),
                dryRun);
    }

    /** The summary, or one exception that names every file that failed. */
    private synchronized TransferSummary result() throws TransferException {
        TransferSummary summary = summary();
        long ended = summary.files() + summary.skipped() + summary.failed();
        if (ended != begunFiles.get()) {
            throw new TransferException(
                    Kind.INTERNAL,
                    "Of " + begunFiles.get() + " files that were begun, " + ended
                            + " have ended: this is a fault of the"
                            + " program. Please report it; do not rely on what was done");
        }
        if (summary.failed() > 0) {
            long untried = pointless ? meter.snapshot().filesTotal() - begunFiles.get() : 0;
            throw new FilesFailedException(verb.words(), summary, failures, untried, retryable);
        }
        return summary;
    }
}
