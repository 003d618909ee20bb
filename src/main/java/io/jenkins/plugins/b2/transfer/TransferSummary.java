package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.time.Duration;

/**
 * What an operation came to.
 *
 * @param files files that went through
 * @param skipped files that were left alone because they had not changed
 * @param failed files that failed
 * @param bytes bytes of the files that went through, as they lie here (before encryption)
 * @param resumedBytes bytes that B2 already held from an earlier, interrupted run
 * @param retries how often a call was repeated
 * @param elapsed wall time
 * @param dryRun whether nothing was done, and the numbers say what would have been
 */
public record TransferSummary(
        long files,
        long skipped,
        long failed,
        long bytes,
        long resumedBytes,
        long retries,
        Duration elapsed,
        boolean dryRun)
        implements Serializable {

    /** Bytes that travelled a second over the whole operation; those that B2 already held did not. */
    public double bytesPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        // What B2 held may count as encrypted, which is a little more.
        return seconds <= 0 ? 0 : Math.max(0, bytes - resumedBytes) / seconds;
    }
}
