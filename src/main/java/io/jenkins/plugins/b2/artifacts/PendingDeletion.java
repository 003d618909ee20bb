package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.time.Duration;

/** A place in B2 whose files are to go. Kept as XML. Guarded by its queue. */
final class PendingDeletion {
    private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
    private static final Duration MAX_DELAY = Duration.ofHours(6);
    private static final int MAX_DOUBLINGS = 16;
    /** Characters; names of files are in it, which others choose. */
    private static final int MAX_ERROR = 4000;

    private final StoredPlace place;
    private final long since;
    private int failures;
    private long notBefore;
    private String error;
    private Kind kind;
    private String triedBy;

    PendingDeletion(StoredPlace place, long nowMillis) {
        this.place = place;
        this.since = nowMillis;
    }

    StoredPlace place() {
        return place;
    }

    /** Milliseconds since 1970. */
    long since() {
        return since;
    }

    /** What went wrong the last time; null when nothing did, or it was not tried yet. */
    @CheckForNull
    String error() {
        return error;
    }

    /** What kind of trouble that was; null when there was none, it was not tried yet, or Jenkins ended meanwhile. */
    @CheckForNull
    Kind kind() {
        return kind;
    }

    /** Whether that was by a global profile of this name. */
    boolean wasTriedBy(String profile) {
        return profile.equals(triedBy);
    }

    boolean isDue(long nowMillis) {
        return notBefore <= nowMillis;
    }

    void makeDue() {
        notBefore = 0;
    }

    void failed(DeletionFailure failure, long nowMillis) {
        error = PrintableText.forXml(failure.message(), MAX_ERROR);
        kind = failure.kind();
        triedBy = failure.profile();
        long delay = FIRST_DELAY.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        notBefore = nowMillis + Math.min(delay, MAX_DELAY.toMillis());
        failures++;
    }
}
