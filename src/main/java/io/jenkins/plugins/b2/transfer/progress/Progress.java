package io.jenkins.plugins.b2.transfer.progress;

import java.io.Serializable;
import java.time.Duration;

/**
 * How far an operation is at one moment. Immutable. Bytes are counted as they travel, so the count steps back when a
 * failed attempt is taken back.
 *
 * @param files done so far
 * @param filesTotal -1 when not known yet
 * @param bytes travelled so far, without those of failed attempts
 * @param bytesTotal -1 when not known yet
 * @param bytesPerSecond that have traveled, as a moving average
 * @param retries so far
 * @param elapsed since the operation began
 * @param connections that may be in use now; 0 before it is known
 */
public record Progress(
        long files,
        long filesTotal,
        long bytes,
        long bytesTotal,
        double bytesPerSecond,
        long retries,
        Duration elapsed,
        int connections)
        implements Serializable {

    /** 0 to 100; -1 when the total is not known. */
    public int percent() {
        if (bytesTotal > 0) {
            return (int) Math.max(0, Math.min(100, bytes * 100 / bytesTotal));
        }
        return filesTotal > 0 ? (int) (files * 100 / filesTotal) : -1;
    }

    /** Time left at the current rate, never negative; null when it can't be told. */
    public Duration remaining() {
        if (bytesTotal < 0 || bytesPerSecond < 1) {
            return null;
        }
        return Duration.ofMillis((long) (Math.max(0, bytesTotal - bytes) / bytesPerSecond * 1000));
    }
}
