package io.jenkins.plugins.b2.transfer.progress;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Collects what an operation has done so far. Thread-safe. */
public final class ProgressMeter {
    private final long start = System.nanoTime();
    private final RateMeter bytes = new RateMeter();
    private final AtomicLong files = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final AtomicLong filesFound = new AtomicLong();
    private final AtomicLong bytesFound = new AtomicLong();
    /** Whether more files are still being looked for. */
    private volatile boolean open = true;

    private volatile boolean bytesKnown;

    private volatile int connections;

    /**
     * How much there is to do.
     *
     * @param files -1 while more are being looked for, see {@link #found}
     * @param totalBytes -1 while not known
     */
    public void expect(long files, long totalBytes) {
        open = files < 0;
        filesFound.set(Math.max(0, files));
        bytesFound.set(Math.max(0, totalBytes));
        bytesKnown = totalBytes >= 0;
    }

    /** More files were found. */
    public void found(long moreFiles, long moreBytes) {
        filesFound.addAndGet(moreFiles);
        bytesFound.addAndGet(moreBytes);
    }

    /** No more files will be found. */
    public void foundAll(boolean withBytes) {
        bytesKnown = withBytes;
        open = false;
    }

    /** Corrects the expected bytes of files that were found; what was unknown of a single file is known then. */
    public void expectMore(long more) {
        bytesFound.addAndGet(more);
        bytesKnown |= !open;
    }

    /** Bytes have travelled; a negative number takes back those of a failed attempt. */
    public void moved(long count) {
        bytes.add(count);
    }

    /** Bytes need not travel, because they are where they should be. */
    public void held(long count) {
        bytes.addHeld(count);
    }

    /** So many connections may be in use from now on. */
    public void connections(int number) {
        connections = number;
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
                open ? -1 : filesFound.get(),
                bytes.total(),
                open || !bytesKnown ? -1 : bytesFound.get(),
                bytes.bytesPerSecond(),
                retries.get(),
                elapsed(),
                connections);
    }
}
