package io.jenkins.plugins.b2.bandwidth;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.time.Instant;

/**
 * A limit that an administrator has set for now, in place of that of the whole Jenkins and its schedule.
 *
 * @param bytesPerSecond 0 for no limit
 * @param paused whether nothing is to travel at all
 * @param until null where it holds until it is taken back
 */
public record TemporaryLimit(
        long bytesPerSecond, boolean paused, @CheckForNull Instant until) {
    /** No such limit. */
    public static final TemporaryLimit NONE = new TemporaryLimit(BandwidthLimiter.UNLIMITED, false, Instant.MIN);

    public boolean isInForce() {
        return until == null || Instant.now().isBefore(until);
    }

    public boolean isPaused() {
        return paused && isInForce();
    }
}
