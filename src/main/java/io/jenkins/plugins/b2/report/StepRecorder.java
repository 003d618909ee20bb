package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.progress.ActiveTransfer.Origin;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import java.util.ArrayList;
import java.util.List;

/** Collects what a running step does, in bounded memory. Thread-safe. */
public final class StepRecorder {
    /** What a Pipeline holds it keeps on disk too, again and again. */
    private static final int MAX_RESULTS = 10_000;
    /** Each has a message, and after so many of them nobody reads on. */
    private static final int MAX_FAILURES = 1000;

    private final Origin origin;
    private final long started = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final Totals totals = new Totals();
    private final List<FileEntry> failures = new ArrayList<>();
    private final List<FileEntry> files = new ArrayList<>();
    private final List<FileResult> results = new ArrayList<>();
    private long omitted;

    /**
     * @param origin of the step
     */
    public StepRecorder(Origin origin) {
        this.origin = origin;
    }

    public synchronized void done(List<FileResult> news) {
        for (FileResult result : news) {
            keep(result);
            FileEntry file = FileEntry.of(result);
            if (file != null) {
                totals.add(file);
                if (files.size() < BuildReport.MAX_FILES) {
                    files.add(file);
                }
            }
        }
    }

    public synchronized void failed(List<Failure> news) {
        for (Failure failure : news) {
            FileEntry file = FileEntry.of(failure);
            totals.add(file);
            if (failures.size() < MAX_FAILURES) {
                failures.add(file);
            }
        }
    }

    private void keep(FileResult result) {
        if (results.size() < MAX_RESULTS) {
            results.add(result);
        } else {
            omitted++;
        }
    }

    /** The results themselves, the first of them where there are a great many. */
    public synchronized List<FileResult> results() {
        return List.copyOf(results);
    }

    /** How many there were beyond those. */
    public synchronized long omittedResults() {
        return omitted;
    }

    public synchronized void retried(long count) {
        totals.addRetries(count);
    }

    /** What there is to tell now. */
    public StepEntry entry(StepEntry.Outcome outcome) {
        return entry(outcome, null);
    }

    /**
     * What there is to tell at the end.
     *
     * @param reason why it failed; null when it did not
     */
    public synchronized StepEntry entry(StepEntry.Outcome outcome, @CheckForNull String reason) {
        totals.setMillis((System.nanoTime() - startedNanos) / 1_000_000);
        List<FileEntry> all = new ArrayList<>(failures);
        all.addAll(files);
        return new StepEntry(
                origin.label(), origin.profile(), origin.dryRun(), started, outcome.name(), reason, totals.copy(), all);
    }
}
