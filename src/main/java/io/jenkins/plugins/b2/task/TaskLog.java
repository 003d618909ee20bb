package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.agent.NodeLostException;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.report.BuildReport;
import io.jenkins.plugins.b2.report.StepEntry;
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.PrintableText;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells of one task: in the controller's log, in the build's console and on the build's page. */
final class TaskLog {
    private static final Logger LOGGER = Logger.getLogger(B2Task.class.getName());

    private final Run<?, ?> run;
    private final String label;
    private final String displayName;
    private final TaskListener listener;

    TaskLog(Run<?, ?> run, String label, String displayName, TaskListener listener) {
        this.run = run;
        this.label = label;
        this.displayName = displayName;
        this.listener = listener;
    }

    /** What the log calls the task. */
    String name() {
        return run.getExternalizableId() + " " + label + " " + displayName;
    }

    void begins() {
        LOGGER.log(Level.INFO, "{0} begins", name());
    }

    /** Says where a step gets fewer connections than it asks for, which is null for as many as there are. */
    void connections(@CheckForNull Connections asked, Connections given) {
        if (asked != null && !asked.isAdaptive() && asked.most() > given.most()) {
            say(Messages.TaskLog_fewerConnections(label, asked.most(), displayName, given.most()));
        }
    }

    void stopped(String remains) {
        say(Messages.TaskLog_stopped(label) + remains);
        LOGGER.log(Level.INFO, "{0} was stopped", name());
    }

    void failed(Exception e, String remains) {
        if (e instanceof NodeLostException) {
            say(Messages.TaskLog_nodeLost(label) + remains);
        }
        // What a user can mend is told by its message alone, and is no trouble of Jenkins.
        boolean usual = e instanceof AbortException;
        LOGGER.log(
                usual ? Level.INFO : Level.WARNING,
                usual ? null : e,
                () -> name() + " failed: " + LogLine.of(String.valueOf(e.getMessage())));
    }

    /** Says that the result is not all there is. */
    void truncated(long omitted, long returned) {
        if (omitted > 0) {
            say(Messages.FilesTask_truncated(label, returned, returned + omitted));
        }
    }

    private void say(String line) {
        listener.getLogger().println("[b2] " + PrintableText.of(line));
    }

    void ended(StepEntry entry) {
        LOGGER.log(Level.INFO, "{0} ended: {1}, {2} files, {3} in {4}, {5} retries", new Object[] {
            name(),
            entry.getOutcome(),
            entry.getTotals().getFiles(),
            entry.getTotals().getSizeText(),
            entry.getTotals().getTimeText(),
            entry.getTotals().getRetries()
        });
    }

    /** Shows on the build's page what goes on. A page that can't be kept is no reason to fail the build. */
    void show(StepRecorder recorder, ActiveTransfer transfer) {
        try {
            BuildReport.begin(run, recorder, transfer);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> name() + ": could not add the page Backblaze B2 to the build");
        }
    }

    /** Keeps it, as for {@link #show}. */
    void keep(StepRecorder recorder, StepEntry.Outcome outcome, @CheckForNull String reason) {
        boolean interrupted = Thread.interrupted();
        try {
            BuildReport.end(run, recorder, outcome, reason);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> name() + ": could not keep the list of files");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
