package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;

/** A place in B2 whose files are to go. Kept as XML. Guarded by its queue. */
final class PendingDeletion {
    private static final Duration FIRST_DELAY = Duration.ofMinutes(1);
    private static final Duration MAX_DELAY = Duration.ofHours(6);
    private static final int MAX_DOUBLINGS = 16;

    private final StoredPlace place;
    private final long since;
    private int failures;
    private long notBefore;
    private String error;

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

    boolean isDue(long nowMillis) {
        return notBefore <= nowMillis;
    }

    void makeDue() {
        notBefore = 0;
    }

    void failed(String why, long nowMillis) {
        error = why;
        long delay = FIRST_DELAY.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        notBefore = nowMillis + Math.min(delay, MAX_DELAY.toMillis());
        failures++;
    }
}
