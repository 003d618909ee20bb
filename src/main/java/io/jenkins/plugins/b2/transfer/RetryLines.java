package io.jenkins.plugins.b2.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which retries a log tells. Where B2 is down, all threads fail for one reason, one after the other: the first of them is
 * told, the others not, until it has been tried again. Not thread-safe.
 */
public final class RetryLines {
    /** So many reasons at once are kept in mind. */
    private static final int MAX_REASONS = 100;

    private final LongSupplier nanos;
    private final Map<Reason, Long> waiting = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Reason, Long> eldest) {
            return size() > MAX_REASONS;
        }
    };

    /**
     * @param nanos a clock
     */
    public RetryLines(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Reason(String cause, String reaction, int attempt, int maxRetries) {}

    /** Whether it says something new. */
    public boolean isNews(RetryEvent event) {
        Reason reason = new Reason(event.cause(), event.reaction(), event.attempt(), event.maxRetries());
        long now = nanos.getAsLong();
        Long until = waiting.get(reason);
        if (until != null && now - until < 0) {
            return false;
        }
        waiting.put(reason, now + event.delay().toNanos());
        return true;
    }
}
