package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Tells the build console what happens, in few lines: each file up to a limit, a line of progress now and then, every
 * retry, a summary, and a sign of life when nothing else is told. What it keeps does not grow with the number of files.
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
    private final Map<String, Long> verified = new TreeMap<>();
    private int linesOfFiles;
    private long lastNanos;
    private int lastPercent;
    private volatile long saidNanos;
    private volatile Progress latest;

    /**
     * @param label what the console calls the operation
     * @param nanos a clock
     */
    ConsoleListener(String label, PrintStream console, PendingReport news, LongSupplier nanos) {
        this.label = label;
        this.console = console;
        this.news = news;
        this.nanos = nanos;
        lastNanos = nanos.getAsLong();
        saidNanos = lastNanos;
    }

    /** Says one line. Thread-safe. */
    public void say(String line) {
        console.println(MARK + line);
        saidNanos = nanos.getAsLong();
    }

    /** Says that it lives when nothing has been said for long. To be called now and then. Thread-safe. */
    void showLife() {
        if (nanos.getAsLong() - saidNanos >= SILENCE_NANOS) {
            Progress progress = latest;
            say(progress == null ? label + " is at work" : line(progress));
        }
    }

    @Override
    public void fileStarted(String name, long size) {
        lineOfFile(name + "  " + ByteSize.format(size));
    }

    @Override
    public void fileDone(FileResult result) {
        if (result.verified() != null) {
            verified.merge(result.verified(), 1L, Long::sum);
        }
        news.done(result);
        if (!result.outcome().isTransferred()) {
            lineOfFile(result.name() + "  " + result.outcomeText());
        }
    }

    private void lineOfFile(String line) {
        linesOfFiles++;
        if (linesOfFiles <= FILES_SHOWN) {
            say(line);
        } else if (linesOfFiles == FILES_SHOWN + 1) {
            say("(further files are not shown)");
        }
    }

    @Override
    public void fileFailed(FilesFailedException.Failure failure) {
        say("FAILED  " + failure.message());
    }

    @Override
    public void retrying(RetryEvent event) {
        news.retried(event);
        say(event.describe());
    }

    @Override
    public void warning(String message) {
        say("WARNING  " + message);
    }

    /** Both conditions, so that neither a slow nor a fast transfer fills the log. */
    @Override
    public void progress(Progress progress) {
        latest = progress;
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
            line.append("  ETA ").append(progress.remaining().toSeconds() + 1).append(" s");
        }
        return line.append(retries(progress.retries())).toString();
    }

    private static String retries(long count) {
        return count == 0 ? "" : "  (" + (count == 1 ? "1 retry" : count + " retries") + ")";
    }

    /** The last line. */
    public void summary(TransferSummary summary) {
        StringBuilder line = new StringBuilder(count(summary.files()));
        if (summary.bytes() > 0) {
            line.append(", ").append(ByteSize.format(summary.bytes()));
        }
        line.append(String.format(Locale.ROOT, " in %.1f s", summary.elapsed().toMillis() / 1000.0));
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
            line.append(", ").append(summary.retries() == 1 ? "1 retry" : summary.retries() + " retries");
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
            case "length" -> "only the length verified (B2 knows no SHA-1)";
            default -> "verified by decryption (" + way + ")";
        };
    }

    /** {@code 1 file} or {@code 3 files}. */
    public static String count(long files) {
        return files == 1 ? "1 file" : files + " files";
    }
}
