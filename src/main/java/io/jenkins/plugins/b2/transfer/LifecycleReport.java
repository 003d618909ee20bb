package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;

/**
 * The lifecycle rules of a bucket, and what has become of them. Immutable.
 *
 * @param revision of the bucket's settings, after the change; it grows with each change of any of them
 * @param before the rules within the session's reach as they were, in B2's order
 * @param after those that hold now, or would hold after what a dry run was about; the same when nothing was to be set
 * @param wider rules of shorter prefixes, which hold for files within reach, too; they are never changed
 * @param changes from {@code before} to {@code after}
 * @param dryRun whether nothing was changed because nothing was to be
 */
public record LifecycleReport(
        int revision,
        List<LifecycleRule> before,
        List<LifecycleRule> after,
        List<LifecycleRule> wider,
        List<LifecycleChange> changes,
        boolean dryRun)
        implements Serializable {

    public LifecycleReport {
        before = List.copyOf(before);
        after = List.copyOf(after);
        wider = List.copyOf(wider);
        changes = List.copyOf(changes);
    }
}
