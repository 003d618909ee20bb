package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.connection.StatusReport;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import java.util.ArrayList;
import java.util.List;
import jenkins.util.JenkinsJVM;

/** What the controller has not been told yet. Thread-safe. */
final class PendingReport {
    private static final int MAX_LINES = 100;

    private List<FileResult> done = new ArrayList<>();
    private List<Failure> failed = new ArrayList<>();
    private List<String> retryLines = new ArrayList<>();
    private long retries;

    synchronized void done(FileResult result) {
        done.add(result);
    }

    synchronized void failed(Failure failure) {
        failed.add(failure);
    }

    synchronized void retried(RetryEvent event) {
        retries++;
        if (retryLines.size() < MAX_LINES && !JenkinsJVM.isJenkinsJVM()) {
            retryLines.add(event.describe());
        }
    }

    /** All of it; there is none afterwards. */
    synchronized StatusReport take(long bytesMoved) {
        StatusReport pulse = new StatusReport(bytesMoved, done, failed, retries, retryLines);
        done = new ArrayList<>();
        failed = new ArrayList<>();
        retryLines = new ArrayList<>();
        retries = 0;
        return pulse;
    }
}
