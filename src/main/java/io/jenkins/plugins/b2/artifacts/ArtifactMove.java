package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.transfer.ByteSize;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Moves the artifacts that builds of one job have from the controller's disk to B2, or back, one build after the other.
 * Whoever does it again continues with the builds that remain. Thread-safe.
 */
public final class ArtifactMove {
    private static final Logger LOGGER = Logger.getLogger(ArtifactMove.class.getName());

    /** After so many in a row it is B2 or the disk, and no matter of single builds. */
    private static final int MAX_FAILURES_IN_A_ROW = 3;

    private static final int KEPT_FAILURES = 20;

    /** Null when it has ended, so that a job that is gone is not kept. */
    private volatile Job<?, ?> job;

    private final boolean toB2;
    private final boolean dryRun;

    private int looked;
    private int moved;
    private int failed;
    private int failedInARow;
    private long files;
    private long bytes;
    private long ended;
    private boolean stopped;
    private String current;
    private final List<String> failures = new ArrayList<>();

    ArtifactMove(Job<?, ?> job, boolean toB2, boolean dryRun) {
        this.job = job;
        this.toB2 = toB2;
        this.dryRun = dryRun;
    }

    /** Returns when all builds have been looked at, or it was stopped, also by an interrupt. */
    void run() {
        BuildMove direction = toB2 ? new MoveToB2() : new MoveToDisk();
        try {
            for (Run<?, ?> run : job.getBuilds()) {
                if (!begins(run)) {
                    return;
                }
                move(run, direction);
            }
        } catch (InterruptedException e) {
            LOGGER.log(Level.FINE, "Jenkins ends", e);
            stop();
        } catch (RuntimeException e) {
            failed(job.getFullDisplayName(), e);
            stop();
        } finally {
            end();
        }
    }

    private synchronized boolean begins(Run<?, ?> run) {
        current = run.getDisplayName();
        return !stopped && failedInARow < MAX_FAILURES_IN_A_ROW;
    }

    private synchronized void end() {
        ended = System.currentTimeMillis();
        current = null;
        LOGGER.log(Level.INFO, "{0}: {1}", new Object[] {LogLine.of(job.getFullName()), getSummary()});
        job = null;
    }

    /** No further build is begun. */
    synchronized void stop() {
        stopped = true;
    }

    private void move(Run<?, ?> run, BuildMove direction) throws InterruptedException {
        try {
            boolean done = !run.isBuilding() && !run.isLogUpdated();
            BuildMove.Moved what = done ? direction.move(run, dryRun) : null;
            if (what != null) {
                moved(what);
            }
        } catch (IOException | RuntimeException e) {
            failed(run.getDisplayName(), e);
        }
        synchronized (this) {
            looked++;
        }
    }

    private synchronized void moved(BuildMove.Moved what) {
        moved++;
        failedInARow = 0;
        files += what.files();
        bytes += what.bytes();
    }

    private synchronized void failed(String what, Exception e) {
        failed++;
        failedInARow++;
        // The message of such an exception is a path alone.
        String reason =
                e instanceof FileSystemException ? e.toString() : Objects.toString(e.getMessage(), e.toString());
        if (failures.size() < KEPT_FAILURES) {
            failures.add(what + ": " + reason);
        }
        String line = LogLine.of("Could not move the artifacts of " + job.getFullName() + " " + what + ": " + reason);
        if (e instanceof AbortException) {
            LOGGER.info(line);
        } else {
            LOGGER.log(Level.WARNING, line, e);
        }
    }

    synchronized boolean isRunning() {
        return ended == 0;
    }

    /** How often what {@link #getSummary} says has changed. */
    synchronized int version() {
        return looked;
    }

    public synchronized String getSummary() {
        String size = ByteSize.format(bytes);
        if (dryRun) {
            return toB2
                    ? Messages.ArtifactMove_wouldMoveToB2(moved, files, size, looked)
                    : Messages.ArtifactMove_wouldMoveToDisk(moved, files, size, looked);
        }
        return toB2
                ? Messages.ArtifactMove_movedToB2(moved, files, size, looked)
                : Messages.ArtifactMove_movedToDisk(moved, files, size, looked);
    }

    /** The build that it is at, or how it ended. */
    public synchronized String getState() {
        if (ended == 0) {
            return current == null ? Messages.ArtifactMove_begins() : Messages.ArtifactMove_isAt(current);
        }
        String age = Util.getTimeSpanString(Math.max(0, System.currentTimeMillis() - ended));
        if (failedInARow == MAX_FAILURES_IN_A_ROW) {
            return Messages.ArtifactMove_gaveUp(age, MAX_FAILURES_IN_A_ROW);
        }
        return stopped ? Messages.ArtifactMove_stopped(age) : Messages.ArtifactMove_ended(age);
    }

    /** How many builds could not be moved. */
    public synchronized int getFailed() {
        return failed;
    }

    /** Of the first builds that could not be moved, which and why. */
    public synchronized List<String> getFailures() {
        return List.copyOf(failures);
    }

    /** Null when all failures are listed. */
    @CheckForNull
    public synchronized Integer getMoreFailures() {
        return failed > failures.size() ? Integer.valueOf(failed - failures.size()) : null;
    }
}
