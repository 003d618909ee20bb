package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.RetryLines;
import io.jenkins.plugins.b2.transfer.TimeText;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Tells the build console what happens, in few lines: each file once, when it is done, skipped or failed, up to a limit; a
 * line of progress now and then; retries and failures for one reason once; a summary; and a sign of life when nothing else is
 * told. What it keeps does not grow with the number of files.
 */
public final class ConsoleListener implements TransferListener {
    private static final String MARK = "[b2] ";
    /** Pipelines can be told to end what says nothing, {@code timeout(activity: true)}; whole minutes are common. */
    private static final long SILENCE_NANOS = 50_000_000_000L;

    private static final int FILES_SHOWN = 100;
    private static final long PROGRESS_NANOS = 10_000_000_000L;
    private static final int PROGRESS_PERCENT = 10;
    private static final int COMPLETE = 100;
    private static final String SHA1 = "SHA-1";

    private final String label;
    private final PrintStream console;
    private final PendingReport news;
    private final LongSupplier nanos;
    private final RetryLines retryLines;
    private final Map<String, Long> verified = new TreeMap<>();
    /** What failed files were told with; files that fail for one reason have one line. */
    private final Set<String> toldFailures = new HashSet<>();

    private long linesOfFiles;
    private long failures;
    private long lastNanos;
    private int lastPercent;
    private volatile long saidNanos;
    private volatile Progress latest;
    private volatile boolean paused;

    /**
     * @param label what the console calls the operation
     * @param nanos a clock
     */
    ConsoleListener(String label, PrintStream console, PendingReport news, LongSupplier nanos) {
        this.label = label;
        this.console = console;
        this.news = news;
        this.nanos = nanos;
        this.retryLines = new RetryLines(nanos);
        lastNanos = nanos.getAsLong();
        saidNanos = lastNanos;
    }

    /** Says one line. Thread-safe. */
    public void say(String line) {
        console.println(MARK + PrintableText.of(line));
        saidNanos = nanos.getAsLong();
    }

    /** Says so when an administrator has paused all transfers, and when they go on. Thread-safe. */
    synchronized void tellPause(boolean now) {
        if (now != paused) {
            paused = now;
            say(now ? "paused by an administrator" : "no longer paused");
        }
    }

    /** Says that it lives when nothing has been said for long. To be called now and then. Thread-safe. */
    void showLife() {
        if (nanos.getAsLong() - saidNanos >= SILENCE_NANOS) {
            Progress progress = latest;
            String state = progress == null ? label + " in progress" : line(progress);
            say(paused ? state + "  paused by an administrator" : state);
        }
    }

    @Override
    public void fileStarted(String name, long size) {
        news.begun();
    }

    @Override
    public void fileDone(FileResult result) {
        if (result.verified() != null) {
            verified.merge(result.verified(), 1L, Long::sum);
        }
        news.done(result);
        linesOfFiles++;
        if (linesOfFiles <= FILES_SHOWN) {
            say(line(result));
        } else if (linesOfFiles == FILES_SHOWN + 1) {
            say("(further files are not shown)");
        }
    }

    /** What became of a file and how, such as {@code uploaded   a.tgz  4.3 MiB in 1.2 s, AES256_GCM, 1 retry}. */
    private static String line(FileResult result) {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%-10s %s", result.outcomeText(), result.name()));
        line.append("  ").append(ByteSize.format(result.size()));
        if (result.outcome().isTransferred()) {
            line.append(" in ").append(TimeText.of(result.elapsed()));
            if (result.encryption() != null) {
                line.append(", ").append(result.encryption().name());
            }
            if (result.resumedBytes() > 0) {
                line.append(", ").append(ByteSize.format(result.resumedBytes())).append(" resumed");
            }
            if (result.retries() > 0) {
                line.append(", ").append(retryCount(result.retries()));
            }
        }
        return line.toString();
    }

    @Override
    public void fileFailed(FilesFailedException.Failure failure) {
        news.failed(failure);
        if (toldFailures.contains(failure.message())) {
            return;
        }
        failures++;
        if (failures <= FILES_SHOWN) {
            toldFailures.add(failure.message());
            boolean named = failure.message().contains("'" + failure.name() + "'");
            String what = named ? failure.message() : failure.name() + ": " + failure.message();
            say(String.format(Locale.ROOT, "%-10s %s", "FAILED", what));
        } else if (failures == FILES_SHOWN + 1) {
            say("(further failed files are not shown here; the page Backblaze B2 of this build has them)");
        }
    }

    @Override
    public void retrying(RetryEvent event) {
        boolean told = retryLines.isNews(event);
        news.retried(event, told);
        if (told) {
            say(event.describe());
        }
    }

    @Override
    public void warning(String message) {
        say("WARNING  " + message);
    }

    /** Both conditions, so that neither a slow nor a fast transfer fills the log. */
    @Override
    public void progress(Progress progress) {
        latest = progress;
        news.progress(progress);
        long now = nanos.getAsLong();
        int percent = progress.percent();
        if (now - lastNanos >= PROGRESS_NANOS
                && percent < COMPLETE
                && (percent < 0 || percent - lastPercent >= PROGRESS_PERCENT)) {
            lastNanos = now;
            lastPercent = percent;
            say(line(progress));
        }
    }

    private static String line(Progress progress) {
        StringBuilder line = new StringBuilder();
        if (progress.percent() >= 0) {
            line.append(String.format(Locale.ROOT, "%3d%%  ", progress.percent()));
        }
        if (progress.bytes() == 0 && progress.bytesTotal() <= 0) {
            line.append(count(progress.files()));
        } else {
            line.append(ByteSize.format(progress.bytes()));
            if (progress.bytesTotal() >= 0) {
                line.append(" of ").append(ByteSize.format(progress.bytesTotal()));
            }
            line.append("  ").append(ByteSize.formatRate(progress.bytesPerSecond()));
        }
        if (progress.remaining() != null) {
            line.append("  ").append(TimeText.left(progress.remaining()));
        }
        return line.append(retries(progress.retries())).toString();
    }

    private static String retries(long count) {
        return count == 0 ? "" : "  (" + retryCount(count) + ")";
    }

    private static String retryCount(long count) {
        return count == 1 ? "1 retry" : count + " retries";
    }

    /** The last line. */
    public void summary(TransferSummary summary) {
        StringBuilder line = new StringBuilder(count(summary.files()));
        if (summary.bytes() > 0) {
            line.append(", ").append(ByteSize.format(summary.bytes()));
        }
        line.append(" in ").append(TimeText.of(summary.elapsed()));
        String checked = checked();
        boolean travelled = !checked.isEmpty() && summary.bytes() > 0;
        if (travelled) {
            line.append(" (")
                    .append(ByteSize.formatRate(summary.bytesPerSecond()))
                    .append(")");
        }
        if (summary.skipped() > 0) {
            line.append(", ").append(summary.skipped()).append(" unchanged");
        }
        if (summary.resumedBytes() > 0) {
            line.append(", ").append(ByteSize.format(summary.resumedBytes())).append(" resumed");
        }
        if (summary.retries() > 0) {
            line.append(", ").append(retryCount(summary.retries()));
        }
        if (!checked.isEmpty()) {
            line.append(", ").append(checked);
        }
        if (summary.dryRun()) {
            line.append(", nothing was done (dry run)");
        }
        say(line.toString());
    }

    /** What the bytes that travelled were checked against: B2 checks every upload, we check every download. */
    private String checked() {
        if (verified.size() <= 1) {
            return verified.keySet().stream().map(ConsoleListener::inWords).collect(Collectors.joining());
        }
        return verified.entrySet().stream()
                .map(way -> way.getValue() + " " + inWords(way.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String inWords(String way) {
        return switch (way) {
            case SHA1 -> "SHA-1 verified";
            case "length" -> "size verified only (B2 knows no SHA-1)";
            default -> "verified by decryption (" + way + ")";
        };
    }

    /** {@code 1 file} or {@code 3 files}. */
    public static String count(long files) {
        return files == 1 ? "1 file" : files + " files";
    }
}
