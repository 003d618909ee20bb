package io.jenkins.plugins.b2.agent;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/**
 * Which run of an operation it is. Immutable.
 *
 * @param id the same for every run of one operation, so that a later run finds an earlier one
 * @param begunMillis when the first run began, milliseconds since 1970
 * @param again whether an earlier run was interrupted
 */
public record OperationRun(String id, long begunMillis, boolean again) implements Serializable {
    private static final long CLOCKS_DIFFER_MILLIS = 300_000;

    public static OperationRun first() {
        return new OperationRun(UUID.randomUUID().toString(), System.currentTimeMillis(), false);
    }

    public OperationRun next() {
        return new OperationRun(id, begunMillis, true);
    }

    /**
     * Since when files in B2 may be the earlier run's; null when there was none. B2's clock and this one differ, so it
     * is a little early: what this catches besides is the same file, uploaded a moment before.
     */
    public Instant doneSince() {
        return again ? Instant.ofEpochMilli(begunMillis - CLOCKS_DIFFER_MILLIS) : null;
    }
}
