package io.jenkins.plugins.b2.report;

import io.jenkins.plugins.b2.transfer.FileResult;
import java.util.ArrayList;
import java.util.List;

/** Collects what a running step does, in bounded memory. Thread-safe. */
public final class StepRecorder {
    private final String step;
    private final String profile;
    private final long started = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final Totals totals = new Totals();
    private final List<FileEntry> files = new ArrayList<>();

    public StepRecorder(String step, String profile) {
        this.step = step;
        this.profile = profile;
    }

    public synchronized void done(List<FileResult> results) {
        for (FileResult result : results) {
            FileEntry file = FileEntry.of(result);
            if (file != null) {
                totals.add(file);
                if (files.size() < BuildReport.MAX_FILES) {
                    files.add(file);
                }
            }
        }
    }

    public synchronized void retried(long count) {
        totals.addRetries(count);
    }

    /** What there is to tell now. */
    public synchronized StepEntry entry(StepEntry.Outcome outcome) {
        totals.setMillis((System.nanoTime() - startedNanos) / 1_000_000);
        return new StepEntry(step, profile, started, outcome, totals.copy(), files);
    }
}
