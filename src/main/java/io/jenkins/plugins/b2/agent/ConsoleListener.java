package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells the build console what happens, in few lines: each file up to a limit, a line of progress now and then, every
 * retry, a summary. Keeps the results.
 */
public final class ConsoleListener implements TransferListener {
    private static final String MARK = "[b2] ";
    private static final int FILES_SHOWN = 100;
    private static final long PROGRESS_NANOS = 10_000_000_000L;
    private static final int PROGRESS_PERCENT = 10;
    private static final int COMPLETE = 100;
    private static final String SHA1 = "SHA-1";

    private final PrintStream console;
    private final PendingReport news;
    private final List<FileResult> results = new ArrayList<>();
    private int linesOfFiles;
    private long lastNanos = System.nanoTime();
    private int lastPercent;

    ConsoleListener(PrintStream console, PendingReport news) {
        this.console = console;
        this.news = news;
    }

    /** Says one line. */
    public void say(String line) {
        console.println(MARK + line);
    }

    /** What has been done so far, in the order in which it was done. */
    public List<FileResult> results() {
        return results;
    }

    @Override
    public void fileStarted(String name, long size) {
        lineOfFile(name + "  " + ByteSize.format(size));
    }

    @Override
    public void fileDone(FileResult result) {
        results.add(result);
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
        long now = System.nanoTime();
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
        line.append(ByteSize.format(progress.bytes()));
        if (progress.bytesTotal() >= 0) {
            line.append(" of ").append(ByteSize.format(progress.bytesTotal()));
        }
        line.append("  ").append(ByteSize.formatRate(progress.bytesPerSecond()));
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
        Map<String, Integer> ways = new TreeMap<>();
        for (FileResult result : results) {
            if (result.verified() != null) {
                ways.merge(result.verified(), 1, Integer::sum);
            }
        }
        if (ways.size() <= 1) {
            return ways.keySet().stream().map(ConsoleListener::inWords).collect(Collectors.joining());
        }
        return ways.entrySet().stream()
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
