package io.jenkins.plugins.b2.monitor;

import io.jenkins.plugins.b2.progress.FailureCause;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What operations through a profile came to within the last {@link TransferStatistics#DAYS} days. Immutable.
 *
 * @param succeeded operations
 * @param failed operations; those that were stopped are in neither
 * @param failures how many of them by cause; one that failed for several is counted for each
 * @param retries calls that were repeated, by cause: B2's status and code, {@code network} and the like
 * @param deleted file versions, by steps and build actions, with their builds, and by pages of administrators
 */
public record RecentFigures(
        long succeeded, long failed, Map<FailureCause, Long> failures, Map<String, Long> retries, long deleted) {
    public static final RecentFigures NONE = new RecentFigures(0, 0, Map.of(), Map.of(), 0);

    public RecentFigures {
        failures = Collections.unmodifiableMap(new TreeMap<>(failures));
        retries = Collections.unmodifiableMap(new TreeMap<>(retries));
    }

    /** How many operations ended by themselves. */
    public long ended() {
        return succeeded + failed;
    }
}
