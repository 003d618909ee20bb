package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.RetryLines;
import io.jenkins.plugins.b2.transfer.TimeText;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Tells of a running verb: a line for each of the first files, retries, progress, and the rows in JSON. */
final class FileListener implements TransferListener {
    /** As many failures as anybody reads; the summary counts them all. */
    private static final int KEPT_FAILURES = 1000;

    private static final int SIZE_WIDTH = 10;

    private final CommandOutput report;
    private final Verb verb;
    private final String where;
    private final TransferListener progress;
    private final List<Failure> failures = new ArrayList<>();
    private final RetryLines retryLines = new RetryLines(System::nanoTime);
    private final Set<String> verified = new TreeSet<>();
    private long files;
    private boolean single;

    /**
     * @param where from or to where and how, for the first line
     * @param progress hears what it needs to tell how far the verb is
     */
    FileListener(CommandOutput report, Verb verb, String where, TransferListener progress) {
        this.report = report;
        this.verb = verb;
        this.where = where;
        this.progress = progress;
    }

    @Override
    public void started(long count, long bytes) {
        single = count == 1;
        if (count == 0) {
            return;
        }
        String what =
                count < 0 ? "" : " " + Text.count(count, "file") + (bytes < 0 ? "" : ", " + ByteSize.format(bytes));
        report.say(verb.words() + what + " " + where);
    }

    @Override
    public void fileStarted(String name, long size) {
        progress.fileStarted(name, size);
        if (report.isVerbose()) {
            report.say("  begin   " + ByteSize.format(size) + "  " + PrintableText.of(name));
        }
    }

    @Override
    public void fileDone(FileResult result) {
        progress.fileDone(result);
        report.file(json -> JsonParts.fields(json, result.fields()));
        if (verb == Verb.DOWNLOAD && result.verified() != null) {
            verified.add(result.verified().equals("length") ? "length only" : result.verified());
        }
        files++;
        if (result.dryRun()) {
            report.result(RemoteFileText.plan(result));
        } else if (files <= report.namedFiles()) {
            report.say("  " + describe(result));
        } else if (files == report.namedFiles() + 1) {
            report.say("  (further files are not named one by one)");
        }
    }

    private String describe(FileResult result) {
        String name = PrintableText.of(result.name());
        if (verb == Verb.UPLOAD || verb == Verb.DOWNLOAD) {
            boolean unchanged = result.outcome() == FileOutcome.UNCHANGED;
            return sized(result.size()) + "  " + name + (unchanged ? "  (unchanged, skipped)" : "");
        }
        return String.format(Locale.ROOT, "%-9s", result.outcome().text()) + name;
    }

    private static String sized(long bytes) {
        String size = ByteSize.format(bytes);
        return " ".repeat(Math.max(0, SIZE_WIDTH - size.length())) + size;
    }

    @Override
    public void fileFailed(Failure failure) {
        progress.fileFailed(failure);
        if (failures.size() < KEPT_FAILURES) {
            failures.add(failure);
        }
        // What failed and why is told in full at the end; while others go on, the name will do.
        if (!single && failures.size() <= report.namedFiles()) {
            report.say("  failed   " + PrintableText.of(failure.name()));
        }
    }

    @Override
    public void retrying(RetryEvent event) {
        // The log of --verbose tells it already.
        if (!report.isVerbose() && retryLines.isNews(event)) {
            report.say("  " + event.describe());
        }
    }

    @Override
    public void warning(String message) {
        report.warn(message);
    }

    @Override
    public void progress(Progress now) {
        progress.progress(now);
    }

    /** The verb has ended, with success or not. */
    void finished(TransferSummary summary) {
        report.clearStatus();
        report.endFiles();
        report.fields(json -> {
            JsonParts.failures(json, failures);
            JsonParts.summary(json, summary);
        });
        report.flush();
        report.say(describe(summary) + (summary.dryRun() ? ", nothing was done (dry run)" : ""));
    }

    private String describe(TransferSummary summary) {
        StringBuilder line = new StringBuilder(Text.count(summary.files(), "file"));
        boolean moved = summary.bytes() > 0 && (verb == Verb.UPLOAD || verb == Verb.DOWNLOAD);
        if (summary.bytes() > 0) {
            line.append(", ").append(ByteSize.format(summary.bytes()));
        }
        line.append(" in ").append(TimeText.of(summary.elapsed()));
        if (moved) {
            line.append(" (")
                    .append(ByteSize.formatRate(summary.bytesPerSecond()))
                    .append(')');
        }
        append(line, summary.skipped(), summary.skipped() + " unchanged");
        append(line, summary.resumedBytes(), ByteSize.format(summary.resumedBytes()) + " resumed");
        append(line, summary.retries(), Text.count(summary.retries(), "retry"));
        append(line, summary.failed(), summary.failed() + " failed");
        if (!verified.isEmpty()) {
            line.append(", verified by ").append(String.join(" and ", verified));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, long number, String text) {
        if (number > 0) {
            line.append(", ").append(text);
        }
    }
}
