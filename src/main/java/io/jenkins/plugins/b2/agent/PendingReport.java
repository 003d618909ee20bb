package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.connection.StatusReport;
import io.jenkins.plugins.b2.progress.NodeProgress;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.SessionStatistics;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jenkins.util.JenkinsJVM;

/** What the controller has not been told yet. Thread-safe. */
final class PendingReport {
    private static final int MAX_LINES = 100;
    /** Of retries between two reports. */
    private static final int MAX_CAUSES = 30;

    private static final String OTHER = "other";

    private List<FileResult> done = new ArrayList<>();
    private List<Failure> failed = new ArrayList<>();
    private List<String> retryLines = new ArrayList<>();
    private Map<String, Long> retries = new HashMap<>();
    private String lastRetry;
    private long begun;
    private Progress latest;

    synchronized void begun() {
        begun++;
    }

    synchronized void progress(Progress progress) {
        latest = progress;
    }

    synchronized void done(FileResult result) {
        done.add(result);
    }

    synchronized void failed(Failure failure) {
        failed.add(failure);
    }

    /** @param told whether logs have a line of it */
    synchronized void retried(RetryEvent event, boolean told) {
        retries.merge(retries.size() < MAX_CAUSES ? event.group() : OTHER, 1L, Long::sum);
        lastRetry = event.describe();
        if (told && retryLines.size() < MAX_LINES && !JenkinsJVM.isJenkinsJVM()) {
            retryLines.add(event.describe());
        }
    }

    /** All of it; there is none afterwards. */
    synchronized StatusReport take(SessionStatistics statistics) {
        NodeProgress progress = new NodeProgress(latest, begun, statistics.connectionsInUse(), retries, lastRetry);
        StatusReport pulse = new StatusReport(
                statistics.bytesUploaded() + statistics.bytesDownloaded(), done, failed, progress, retryLines);
        done = new ArrayList<>();
        failed = new ArrayList<>();
        retryLines = new ArrayList<>();
        retries = new HashMap<>();
        lastRetry = null;
        return pulse;
    }
}
