package io.jenkins.plugins.b2.progress;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.Serializable;
import java.util.Map;

/**
 * What a node tells of an operation while it runs. Immutable.
 *
 * @param progress null before there is any
 * @param filesBegun since the operation began
 * @param connections that it uses now
 * @param retries since the last report, by {@link io.jenkins.plugins.b2.transfer.RetryEvent#group}
 * @param lastRetry in words; null where there was none since the last report
 */
public record NodeProgress(
        @CheckForNull Progress progress,
        long filesBegun,
        int connections,
        Map<String, Long> retries,
        @CheckForNull String lastRetry)
        implements Serializable {
    public static final NodeProgress NONE = new NodeProgress(null, 0, 0, Map.of(), null);

    /** Bytes; see {@code StatusReport}. */
    private static final long MOST = 1L << 50;
    /** Characters. */
    private static final int MAX_TEXT = 32_767;

    private static final int MAX_CAUSES = 100;
    /** Of one cause in one report; reports come once a second. */
    private static final long MAX_RETRIES = 1_000_000;

    public NodeProgress {
        retries = Map.copyOf(retries);
    }

    /**
     * Fails when it can't come from a node that works as it should.
     *
     * @throws IllegalArgumentException saying what can't be
     */
    public void check() {
        boolean possible = within(filesBegun, 0)
                && within(connections, 0)
                && retries.size() <= MAX_CAUSES
                && retries.entrySet().stream()
                        .allMatch(entry -> entry.getKey().length() <= MAX_TEXT
                                && within(entry.getValue(), 0)
                                && entry.getValue() <= MAX_RETRIES)
                && (lastRetry == null || lastRetry.length() <= MAX_TEXT)
                && (progress == null || isPossible(progress));
        if (!possible) {
            throw new IllegalArgumentException("A node told of progress that can't be");
        }
    }

    /** Bytes may step below zero by what failed attempts take back. */
    private static boolean isPossible(Progress progress) {
        return within(progress.files(), 0)
                && within(progress.filesTotal(), -1)
                && within(progress.bytes(), -MOST)
                && within(progress.bytesTotal(), -1)
                && within(progress.retries(), 0)
                && progress.bytesPerSecond() >= 0
                && progress.bytesPerSecond() <= MOST
                && within(progress.connections(), 0)
                && progress.elapsed() != null
                && within(progress.elapsed().getSeconds(), 0);
    }

    private static boolean within(long value, long least) {
        return value >= least && value <= MOST;
    }

    public long retryCount() {
        return retries.values().stream().mapToLong(Long::longValue).sum();
    }
}
