package io.jenkins.plugins.b2.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.ExponentiallyDecayingReservoir;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricSet;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.artifacts.DeletionQueue;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.bandwidth.TemporaryLimit;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import io.jenkins.plugins.b2.progress.TransferObserver;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.progress.RateMeter;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jenkins.metrics.api.MetricProvider;

/**
 * Counts since Jenkins started, on all nodes, and how things stand. B2 is not asked. The names are what dashboards are made of,
 * see docs/monitoring.md. Thread-safe.
 */
@Extension(optional = true)
public final class TransferMetrics extends MetricProvider implements TransferObserver {
    private static final String PREFIX = "backblaze-b2.";
    private static final double MILLIS = 1000;
    /** B2 asks to come back later. */
    private static final Pattern BUSY = Pattern.compile("(408|429|503)\\b.*");

    private static final Pattern B2_ERROR = Pattern.compile("[1-5]\\d\\d\\b.*");

    private final Map<String, Metric> all = new HashMap<>();
    private final Counter moved = add("bytes.moved", new Counter());
    private final Counter uploaded = add("bytes.uploaded", new Counter());
    private final Counter downloaded = add("bytes.downloaded", new Counter());
    private final Histogram millis = add("file.millis", new Histogram(new ExponentiallyDecayingReservoir()));
    private final Histogram rates = add("file.bytes-per-second", new Histogram(new ExponentiallyDecayingReservoir()));
    private final Map<FileOutcome, Counter> outcomes = new EnumMap<>(FileOutcome.class);
    private final Map<Kind, Counter> failures = new EnumMap<>(Kind.class);
    private final Map<Cause, Counter> retries = new EnumMap<>(Cause.class);
    private final RateMeter rate = new RateMeter();

    /** Why calls are repeated: few enough for a name each. */
    private enum Cause {
        BUSY,
        B2_ERROR,
        NETWORK,
        DAMAGED,
        OTHER;

        static Cause of(String cause) {
            if (TransferMetrics.BUSY.matcher(cause).matches()) {
                return BUSY;
            }
            if (TransferMetrics.B2_ERROR.matcher(cause).matches()) {
                return B2_ERROR;
            }
            return switch (cause) {
                case RetryEvent.NETWORK -> NETWORK;
                case RetryEvent.DAMAGED -> DAMAGED;
                default -> OTHER;
            };
        }
    }

    public TransferMetrics() {
        for (FileOutcome outcome : FileOutcome.values()) {
            outcomes.put(outcome, add("files." + outcome.text(), new Counter()));
        }
        for (Kind kind : Kind.values()) {
            failures.put(kind, add("files.failed." + word(kind), new Counter()));
        }
        for (Cause cause : Cause.values()) {
            retries.put(cause, add("retries." + word(cause), new Counter()));
        }
        gauge("files.failed", () -> sum(failures));
        gauge("retries", () -> sum(retries));
        gauge("transfers.active", () -> (long) ActiveTransfers.get().all().size());
        gauge("connections", TransferMetrics::connections);
        gauge("bytes-per-second", () -> Math.round(rate.bytesPerSecond()));
        gauge("limit", TransferMetrics::limit);
        for (Kind kind : Kind.values()) {
            gauge("deletions.failing." + word(kind), () -> deletionsFailing().getOrDefault(kind, 0L));
        }
        gauge(
                "deletions.failing",
                () -> deletionsFailing().values().stream()
                        .mapToLong(Long::longValue)
                        .sum());
        gauge("deletions.waiting", () -> (long) DeletionQueue.get().state().count());
        gauge("deletions.oldest-seconds", TransferMetrics::oldestSeconds);
    }

    private <M extends Metric> M add(String name, M metric) {
        all.put(PREFIX + name, metric);
        return metric;
    }

    private void gauge(String name, Gauge<Long> value) {
        add(name, value);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static long sum(Map<?, Counter> counters) {
        return counters.values().stream().mapToLong(Counter::getCount).sum();
    }

    private static long connections() {
        return ActiveTransfers.get().all().stream()
                .mapToLong(transfer -> transfer.snapshot().node().connections())
                .sum();
    }

    private static long limit() {
        TemporaryLimit now = BandwidthBroker.get().temporary();
        if (now.isPaused()) {
            return BandwidthBroker.PAUSED;
        }
        return now.isInForce()
                ? now.bytesPerSecond()
                : BackblazeB2Configuration.get().bandwidthNow();
    }

    private static Map<Kind, Long> deletionsFailing() {
        return DeletionQueue.get().failures(null);
    }

    private static long oldestSeconds() {
        DeletionQueue.State waiting = DeletionQueue.get().state();
        return waiting.count() == 0
                ? 0
                : Math.max(0, Math.round((System.currentTimeMillis() - waiting.oldestMillis()) / MILLIS));
    }

    @NonNull
    @Override
    public MetricSet getMetricSet() {
        return metrics(all);
    }

    @Override
    public void moved(ActiveTransfer transfer, long bytes) {
        moved.inc(bytes);
        rate.add(bytes);
    }

    @Override
    public void fileDone(ActiveTransfer transfer, FileResult result) {
        if (result.dryRun()) {
            return;
        }
        outcomes.get(result.outcome()).inc();
        if (result.outcome().isTransferred()) {
            transferred(result);
        }
    }

    private void transferred(FileResult result) {
        long bytes = Math.max(0, result.size() - result.resumedBytes());
        (result.outcome() == FileOutcome.UPLOADED ? uploaded : downloaded).inc(bytes);
        long took = result.elapsed().toMillis();
        millis.update(took);
        if (took > 0) {
            rates.update(Math.round(bytes * MILLIS / took));
        }
    }

    @Override
    public void fileFailed(ActiveTransfer transfer, Failure failure) {
        failures.get(failure.kind()).inc();
    }

    @Override
    public void retried(ActiveTransfer transfer, String cause, long count) {
        retries.get(Cause.of(cause)).inc(count);
    }
}
