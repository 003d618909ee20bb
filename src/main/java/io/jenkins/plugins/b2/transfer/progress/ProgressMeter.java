package io.jenkins.plugins.b2.transfer.progress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Collects what an operation has done so far. Thread-safe. */
public final class ProgressMeter {
    private final long start = System.nanoTime();
    private final RateMeter bytes = new RateMeter();
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private volatile long filesTotal = -1;
    private final AtomicLong bytesTotal = new AtomicLong(-1);

    /** How much there is to do; -1 while that is not known. */
    public void expect(long totalFiles, long totalBytes) {
        filesTotal = totalFiles;
        bytesTotal.set(totalBytes);
    }

    /** Corrects the expected bytes; what was unknown so far is known then. */
    public void expectMore(long more) {
        bytesTotal.updateAndGet(total -> Math.max(0, total) + more);
    }

    /** Bytes have travelled; a negative number takes back those of a failed attempt. */
    public void moved(long count) {
        bytes.add(count);
    }

    public void fileDone() {
        files.incrementAndGet();
    }

    public void retried() {
        retries.incrementAndGet();
    }

    public long retries() {
        return retries.get();
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    public Progress snapshot() {
        return new Progress(
                files.get(),
                filesTotal,
                bytes.total(),
                bytesTotal.get(),
                bytes.bytesPerSecond(),
                retries.get(),
                elapsed());
    }
}
