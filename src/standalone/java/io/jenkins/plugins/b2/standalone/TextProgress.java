package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.time.Duration;

/** Progress for people: a bar on a terminal, elsewhere a line now and then. */
final class TextProgress implements TransferListener {
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final int PERCENT = 10;

    private final CommandOutput report;
    private Duration lastTold = Duration.ZERO;
    private int lastPercent;

    TextProgress(CommandOutput report) {
        this.report = report;
    }

    @Override
    public void progress(Progress progress) {
        int width = report.terminal().width();
        if (width > 0) {
            report.status(ProgressText.bar(progress, width));
        } else if (isWorthALine(progress)) {
            lastTold = progress.elapsed();
            lastPercent = progress.percent();
            report.progress("  " + ProgressText.plain(progress));
        }
    }

    private boolean isWorthALine(Progress progress) {
        boolean late = progress.elapsed().minus(lastTold).compareTo(INTERVAL) >= 0;
        boolean far = progress.percent() < 0 || progress.percent() - lastPercent >= PERCENT;
        return late && far;
    }
}
