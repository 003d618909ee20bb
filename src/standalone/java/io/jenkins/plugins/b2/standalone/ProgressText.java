package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.TimeText;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.time.Duration;
import java.util.Locale;

/** Puts progress into one line: a plain one for logs, one with a bar for terminals. */
final class ProgressText {
    private static final int LEAST_BAR = 8;
    private static final int MOST_BAR = 40;

    private ProgressText() {}

    /** Such as {@code 41%  1.0 GiB of 2.4 GiB  48.9 MB/s  29 s left  (1 retry)}. */
    static String plain(Progress progress) {
        StringBuilder line = new StringBuilder();
        if (progress.percent() >= 0) {
            line.append(String.format(Locale.ROOT, "%3d%%  ", progress.percent()));
        }
        line.append(done(progress));
        if (!countsFiles(progress)) {
            line.append("  ").append(ByteSize.formatRate(progress.bytesPerSecond()));
        }
        if (progress.remaining() != null) {
            line.append("  ").append(TimeText.left(progress.remaining()));
        }
        return line.append(retries(progress)).toString();
    }

    /** Fits into the width, less the last column, in which some terminals wrap. */
    static String bar(Progress progress, int width) {
        int room = width - 1;
        // Columns have fixed widths, so that the line does not dance while numbers grow.
        String rate = countsFiles(progress)
                ? ""
                : String.format(Locale.ROOT, "%10s", ByteSize.formatRate(progress.bytesPerSecond()));
        String left = countsFiles(progress) ? "" : String.format(Locale.ROOT, "  %7s left", remaining(progress));
        String[] tails = {
            "  " + pad(done(progress), doneWidth(progress)) + "  " + rate + left + retries(progress),
            "  " + pad(done(progress), doneWidth(progress)) + "  " + rate + left,
            "  " + rate + left,
            "  " + rate
        };
        String head = progress.percent() < 0 ? "" : String.format(Locale.ROOT, "%3d%%", progress.percent());
        for (String tail : tails) {
            int free = room - head.length() - tail.length() - "  []".length();
            if (progress.percent() < 0 && free >= 0) {
                return tail.substring(2);
            }
            if (free >= LEAST_BAR) {
                return head + "  [" + blocks(progress.percent(), Math.min(free, MOST_BAR)) + "]" + tail;
            }
        }
        return cut(head + rate, room);
    }

    /** A deletion moves no bytes. */
    private static boolean countsFiles(Progress progress) {
        return progress.bytesTotal() <= 0 && progress.filesTotal() >= 0;
    }

    private static String done(Progress progress) {
        if (countsFiles(progress)) {
            return progress.files() + " of " + Text.count(progress.filesTotal(), "file");
        }
        if (progress.bytesTotal() < 0) {
            return progress.bytes() == 0 ? Text.count(progress.files(), "file") : ByteSize.format(progress.bytes());
        }
        return ByteSize.format(Math.max(0, progress.bytes())) + " of " + ByteSize.format(progress.bytesTotal());
    }

    private static int doneWidth(Progress progress) {
        return progress.bytesTotal() <= 0
                ? 0
                : "1023.9 MiB of ".length()
                        + ByteSize.format(progress.bytesTotal()).length();
    }

    private static String retries(Progress progress) {
        return progress.retries() == 0
                ? ""
                : "  (" + (progress.retries() == 1 ? "1 retry" : progress.retries() + " retries") + ")";
    }

    private static String blocks(int percent, int length) {
        int full = length * percent / 100;
        return "#".repeat(full) + "-".repeat(length - full);
    }

    private static String remaining(Progress progress) {
        return progress.remaining() == null ? "-:--" : Text.clock(whole(progress.remaining()));
    }

    private static Duration whole(Duration left) {
        return Duration.ofSeconds(Math.max(0, left.toSeconds()) + 1);
    }

    private static String pad(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String cut(String text, int width) {
        return text.substring(0, Math.max(0, Math.min(width, text.length())));
    }
}
