package io.jenkins.plugins.b2.progress;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.sf.json.JSONObject;

/** An operation that runs on some node, as the controller knows it. Bounded in memory. Thread-safe. */
public final class ActiveTransfer implements AutoCloseable {
    /** So many of the last reports are kept, which come once a second. */
    static final int RATES = 120;
    /** B2 has few errors, but a node tells of what it likes. */
    private static final int MAX_CAUSES = 30;

    private static final int MAX_TEXT = 200;
    private static final String OTHER = "other";
    private static final double NANOS = 1e9;
    private static final long MAX_JSON_AGE = TimeUnit.SECONDS.toNanos(1);

    private final ActiveTransfers all;
    private final long id;
    private final Origin origin;
    private final long started = System.currentTimeMillis();
    private final Deque<Long> rates = new ArrayDeque<>();
    private final Map<String, Long> retries = new TreeMap<>();
    private NodeProgress latest = NodeProgress.NONE;
    private String lastRetry;
    private long bytesMoved;
    private long lastNanos = System.nanoTime();
    private long filesDone;
    private long filesFailed;
    private long filesEncrypted;
    private long limit;
    private LimitSource limitSource = LimitSource.NONE;
    private final Set<FailureCause> fileFailures = EnumSet.noneOf(FailureCause.class);
    /** Null as long as it has not failed. */
    private FailureCause failure;

    private boolean succeeded;
    /** Null when something has changed since it was written. */
    private String json;

    private long jsonNanos;

    ActiveTransfer(ActiveTransfers all, long id, Origin origin) {
        this.all = all;
        this.id = id;
        this.origin = origin;
    }

    /**
     * Whose it is.
     *
     * @param label such as {@code b2Upload}
     * @param dryRun whether it only tells what it would do
     * @param untilDone whether it is tried again and again until it succeeds, so that how often it fails says little
     * @param build null for what belongs to none
     * @param node its display name; null where none has it yet
     */
    public record Origin(
            Verb verb,
            String label,
            boolean dryRun,
            boolean untilDone,
            Target target,
            @CheckForNull Build build,
            @CheckForNull String node) {}

    /**
     * Where it leads.
     *
     * @param profile its name, or the bucket where there was none
     * @param global whether that is the name of a global profile
     * @param bucket null where it is not known
     */
    public record Target(
            String profile, boolean global, @CheckForNull String bucket) {}

    /**
     * A build as it is to be found.
     *
     * @param id by {@link hudson.model.Run#getExternalizableId}
     * @param name the full display name
     * @param url relative to Jenkins
     * @param step the ID of the Pipeline's flow node; null where it is no step of the plugin
     */
    public record Build(
            String id,
            String name,
            String url,
            @CheckForNull String step) {}

    public Origin origin() {
        return origin;
    }

    /**
     * The node has told something.
     *
     * @param moved bytes since the operation began, those of failed attempts included
     * @param done files since the last report
     * @param failed files since the last report
     */
    public void report(NodeProgress progress, long moved, List<FileResult> done, List<Failure> failed) {
        long more;
        synchronized (this) {
            more = Math.max(0, moved - bytesMoved);
            long now = System.nanoTime();
            if (rates.size() == RATES) {
                rates.removeFirst();
            }
            rates.addLast((long) (more * NANOS / Math.max(1, now - lastNanos)));
            lastNanos = now;
            bytesMoved += more;
            filesDone += done.size();
            filesEncrypted +=
                    done.stream().filter(file -> file.encryption() != null).count();
            filesFailed += failed.size();
            failed.forEach(file -> fileFailures.add(FailureCause.of(file.kind())));
            latest = progress;
            String retry = progress.lastRetry();
            lastRetry = retry == null ? lastRetry : shortened(retry);
            json = null;
        }
        progress.retries().forEach(this::retried);
        if (more > 0) {
            all.tell(observer -> observer.moved(this, more));
        }
        all.tell(observer -> {
            done.forEach(result -> observer.fileDone(this, result));
            failed.forEach(failure -> observer.fileFailed(this, failure));
        });
    }

    /** It has done what it was for. One that is stopped has neither succeeded nor failed. */
    public synchronized void succeed() {
        succeeded = true;
    }

    /** It has failed. */
    public synchronized void fail(FailureCause cause) {
        failure = cause;
    }

    public synchronized boolean isSucceeded() {
        return succeeded;
    }

    /** Why it failed; of one that went through in parts, why the other files failed. None for one that has not failed. */
    public synchronized Set<FailureCause> failures() {
        if (failure == null) {
            return Set.of();
        }
        return failure == FailureCause.PARTIAL && !fileFailures.isEmpty() ? Set.copyOf(fileFailures) : Set.of(failure);
    }

    /** The limit that holds from now on, bytes a second; 0 for none. */
    public synchronized void limited(long bytesPerSecond, LimitSource source) {
        limit = bytesPerSecond;
        limitSource = source;
        json = null;
    }

    /** A call was repeated on the controller. */
    public void retried(String cause, String words) {
        synchronized (this) {
            lastRetry = shortened(words);
        }
        retried(cause, 1);
    }

    /** Causes are kept beyond the build and shown to administrators, so none is believed that can't be. */
    private void retried(String cause, long count) {
        String bounded;
        synchronized (this) {
            String known = RetryEvent.isGroup(cause) ? cause : OTHER;
            bounded = retries.containsKey(known) || retries.size() < MAX_CAUSES ? known : OTHER;
            retries.merge(bounded, count, Long::sum);
            json = null;
        }
        all.tell(observer -> observer.retried(this, bounded, count));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    /** How it stands. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(
                id,
                origin,
                started,
                System.currentTimeMillis() - started,
                latest,
                bytesMoved,
                filesDone,
                filesFailed,
                filesEncrypted,
                List.copyOf(rates),
                Map.copyOf(retries),
                limit,
                limitSource);
    }

    /**
     * How it stands, for those who may see what files it moves: as {@link #json}, and in {@code lastRetry} what was repeated
     * last, in words.
     */
    public synchronized String fullJson() {
        JSONObject words = new JSONObject();
        if (lastRetry != null) {
            words.put("lastRetry", lastRetry);
        }
        return LiveAnswer.join(json(), words);
    }

    /**
     * How it stands, as {@link Snapshot#toJson} tells it: as of the last change, and the time since it began a second old at
     * most. Written once for all who watch, because that takes longer than all else of an answer.
     */
    public synchronized String json() {
        long now = System.nanoTime();
        if (json == null || now - jsonNanos >= MAX_JSON_AGE) {
            json = snapshot().toJson().toString();
            jsonNanos = now;
        }
        return json;
    }

    /** It has ended. */
    @Override
    public void close() {
        all.end(this);
    }
}
