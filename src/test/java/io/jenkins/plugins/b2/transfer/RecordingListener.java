package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A listener that remembers what it heard and notices calls that overlap. */
class RecordingListener implements TransferListener {
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final List<String> starts = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final List<FileResult> results = new ArrayList<>();
    private final List<FilesFailedException.Failure> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Progress> snapshots = new ArrayList<>();
    private final ConcurrentLinkedQueue<RetryEvent> retries = new ConcurrentLinkedQueue<>();
    private volatile long expectedFiles;
    private final CountDownLatch firstFile = new CountDownLatch(1);
    private final CountDownLatch firstRetry = new CountDownLatch(1);
    private final CountDownLatch firstBytes = new CountDownLatch(1);

    private void hear(Runnable note) {
        if (inside.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
        }
        try {
            note.run();
        } finally {
            inside.decrementAndGet();
        }
    }

    @Override
    public void started(long files, long bytes) {
        hear(() -> expectedFiles = files);
    }

    @Override
    public void fileStarted(String name, long size) {
        hear(() -> starts.add(name));
        firstFile.countDown();
    }

    @Override
    public void fileDone(FileResult result) {
        hear(() -> {
            ends.add(result.name());
            results.add(result);
        });
    }

    @Override
    public void fileFailed(FilesFailedException.Failure failure) {
        hear(() -> {
            ends.add(failure.name());
            failures.add(failure);
        });
    }

    @Override
    public void retrying(RetryEvent event) {
        hear(() -> retries.add(event));
        firstRetry.countDown();
    }

    @Override
    public void warning(String message) {
        hear(() -> warnings.add(message));
    }

    @Override
    public void progress(Progress progress) {
        hear(() -> snapshots.add(progress));
        if (progress.bytes() > 0) {
            firstBytes.countDown();
        }
    }

    void awaitFile() throws InterruptedException {
        assertTrue(firstFile.await(30, TimeUnit.SECONDS), "no file was started");
    }

    void awaitRetry() throws InterruptedException {
        assertTrue(firstRetry.await(30, TimeUnit.SECONDS), "nothing was retried");
    }

    void awaitBytes() throws InterruptedException {
        assertTrue(firstBytes.await(30, TimeUnit.SECONDS), "no byte moved");
    }

    List<RetryEvent> retries() {
        return List.copyOf(retries);
    }

    List<FileResult> results() {
        return List.copyOf(results);
    }

    List<FilesFailedException.Failure> failures() {
        return List.copyOf(failures);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    List<Progress> snapshots() {
        return List.copyOf(snapshots);
    }

    Progress last() {
        return snapshots.get(snapshots.size() - 1);
    }

    /** Calls never overlapped, and every file that started ended once. */
    void assertContract() {
        assertEquals(0, overlaps.get(), "calls that overlapped");
        Map<String, Long> count =
                ends.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        for (String name : starts) {
            assertEquals(1L, count.getOrDefault(name, 0L), "ends of " + name);
        }
        assertEquals(starts.stream().distinct().count(), starts.size(), "files started twice");
        assertEquals(count.size(), ends.size(), "files ended twice");
    }

    List<String> starts() {
        return List.copyOf(starts);
    }

    /** As told before the first file; -1 for not known. */
    long expectedFiles() {
        return expectedFiles;
    }

    /** Of the files that did not fail, sorted. */
    List<String> names() {
        return results.stream().map(FileResult::name).sorted().toList();
    }

    FileResult.Uploaded uploaded() {
        return (FileResult.Uploaded) results.get(0);
    }

    /** Forgets the results. */
    void clear() {
        results.clear();
        starts.clear();
        ends.clear();
    }
}
