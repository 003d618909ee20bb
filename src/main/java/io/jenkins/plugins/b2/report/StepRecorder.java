package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.progress.ActiveTransfer.Origin;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects what a running step does, in bounded memory. Thread-safe. */
public final class StepRecorder {
    /** What a Pipeline holds it keeps on disk too, again and again. */
    private static final int MAX_RESULTS = 10_000;
    /** Characters of all of them; thirty times what is usual. */
    private static final long MAX_CHARACTERS = 10_000_000;
    /** So many files are held before they are written. */
    private static final int UNWRITTEN = 1000;

    private final Origin origin;
    private final long started = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private final Totals totals = new Totals();
    private int number;
    private Consumer<List<FileEntry>> log = entries -> {};
    private List<FileEntry> unwritten = new ArrayList<>();
    private final List<FileResult> results = new ArrayList<>();
    /** Their characters. */
    private long held;

    private long omitted;

    /**
     * @param origin of the step
     */
    public StepRecorder(Origin origin) {
        this.origin = origin;
    }

    /**
     * It belongs to a build.
     *
     * @param numberInBuild from 1 on
     * @param fileLog where what became of files is written to, now and then; not called under a lock of this object
     */
    synchronized void attach(int numberInBuild, Consumer<List<FileEntry>> fileLog) {
        number = numberInBuild;
        log = fileLog;
    }

    synchronized int number() {
        return number;
    }

    public void done(List<FileResult> news) {
        synchronized (this) {
            for (FileResult result : news) {
                keep(result);
                FileEntry entry = FileEntry.of(result);
                if (entry != null) {
                    add(entry);
                }
            }
        }
        writeIfMany();
    }

    public void failed(List<Failure> news) {
        synchronized (this) {
            news.forEach(failure -> add(FileEntry.of(failure)));
        }
        writeIfMany();
    }

    private void add(FileEntry entry) {
        totals.add(entry);
        unwritten.add(entry);
    }

    private void writeIfMany() {
        Consumer<List<FileEntry>> target;
        List<FileEntry> entries;
        synchronized (this) {
            if (unwritten.size() < UNWRITTEN) {
                return;
            }
            target = log;
            entries = takeUnwritten();
        }
        target.accept(entries);
    }

    /** Those that are not written yet; there are none afterwards. */
    synchronized List<FileEntry> takeUnwritten() {
        List<FileEntry> entries = unwritten;
        unwritten = new ArrayList<>();
        return entries;
    }

    private void keep(FileResult result) {
        long characters = characters(result);
        if (results.size() < MAX_RESULTS && characters <= MAX_CHARACTERS - held) {
            held += characters;
            results.add(result);
        } else {
            omitted++;
        }
    }

    private static long characters(FileResult result) {
        return result.fields().values().stream()
                .filter(String.class::isInstance)
                .mapToLong(text -> ((String) text).length())
                .sum();
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
        return new StepEntry(
                number,
                origin.label(),
                origin.target().profile(),
                origin.dryRun(),
                started,
                outcome.name(),
                reason,
                totals.copy(),
                origin.node());
    }
}
