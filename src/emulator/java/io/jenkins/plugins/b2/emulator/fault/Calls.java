package io.jenkins.plugins.b2.emulator.fault;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Counts calls by name and outcome. Calls to the emulator's own admin pages are not counted. Thread-safe. */
public final class Calls {
    private final Map<String, Mutable> counts = new TreeMap<>();

    /**
     * What one call did so far.
     *
     * @param count finished calls
     * @param outcomes how they ended: the status as text, or {@code reset}, {@code stall}, {@code truncate},
     *     {@code corrupt}, {@code client-gone}
     * @param bytesIn of request bodies
     * @param bytesOut of response bodies
     */
    public record Count(long count, Map<String, Long> outcomes, long bytesIn, long bytesOut) {
        public long outcome(String name) {
            return outcomes.getOrDefault(name, 0L);
        }
    }

    private static final Count NONE = new Count(0, Map.of(), 0, 0);

    public synchronized void add(String call, String outcome, long bytesIn, long bytesOut) {
        Mutable m = counts.computeIfAbsent(call, c -> new Mutable());
        m.outcomes.merge(outcome, 1L, Long::sum);
        m.count++;
        m.bytesIn += bytesIn;
        m.bytesOut += bytesOut;
    }

    public synchronized Map<String, Count> all() {
        Map<String, Count> copy = new TreeMap<>();
        counts.forEach((call, m) -> copy.put(call, m.count()));
        return Collections.unmodifiableMap(copy);
    }

    /** Zeroes when there was no such call. */
    public Count of(String call) {
        return all().getOrDefault(call, NONE);
    }

    public synchronized void reset() {
        counts.clear();
    }

    private static final class Mutable {
        private final Map<String, Long> outcomes = new TreeMap<>();
        private long count;
        private long bytesIn;
        private long bytesOut;

        Count count() {
            return new Count(count, Collections.unmodifiableMap(new TreeMap<>(outcomes)), bytesIn, bytesOut);
        }
    }
}
