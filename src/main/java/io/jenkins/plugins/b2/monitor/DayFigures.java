package io.jenkins.plugins.b2.monitor;

import io.jenkins.plugins.b2.progress.FailureCause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What operations through one profile came to on a day, or on several, in bounded memory. Kept as XML. Not thread-safe. */
final class DayFigures {
    /** Causes of retries come from B2. */
    static final int MAX_CAUSES = 20;

    static final String OTHER = "other";

    private long succeeded;
    private long failed;
    private long deleted;
    /** By {@link FailureCause#name}. */
    private final Map<String, Long> failures = new TreeMap<>();

    private final Map<String, Long> retries = new TreeMap<>();

    void succeeded() {
        succeeded++;
    }

    /** An operation failed, for one reason or several. */
    void failed(Set<FailureCause> causes) {
        failed++;
        causes.forEach(cause -> failures.merge(cause.name(), 1L, Long::sum));
    }

    /** A file version is gone. */
    void deleted() {
        deleted++;
    }

    void retried(String cause, long count) {
        String bounded = retries.containsKey(cause) || retries.size() < MAX_CAUSES - 1 ? cause : OTHER;
        retries.merge(bounded, count, Long::sum);
    }

    void add(DayFigures other) {
        succeeded += other.succeeded;
        failed += other.failed;
        deleted += other.deleted;
        other.failures.forEach((cause, count) -> failures.merge(cause, count, Long::sum));
        other.retries.forEach(this::retried);
    }

    /** What is kept under a name that this version does not know is left out. */
    RecentFigures recent() {
        Map<FailureCause, Long> known = new EnumMap<>(FailureCause.class);
        Arrays.stream(FailureCause.values())
                .filter(cause -> failures.containsKey(cause.name()))
                .forEach(cause -> known.put(cause, failures.get(cause.name())));
        return new RecentFigures(succeeded, failed, known, retries, deleted);
    }
}
