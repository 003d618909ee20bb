package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.task.B2Task;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs a task in the background of a Pipeline. Survives a restart of the controller: the task is done again, which for a
 * large upload means that it goes on with the parts that B2 has.
 */
final class B2StepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(B2StepExecution.class.getName());
    private static final Duration WAIT_FOR_NODE = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 1000;

    private final B2Task<?> task;
    private final boolean hadFolder;
    private transient volatile Future<?> running;
    private transient volatile Throwable stopped;

    B2StepExecution(StepContext context, B2Task<?> task) {
        super(context);
        this.task = task;
        this.hadFolder = has(context);
    }

    private static boolean has(StepContext context) {
        try {
            return context.get(FilePath.class) != null;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean start() {
        launch(false);
        return false;
    }

    @Override
    public void onResume() {
        String obstacle = task.obstacleToRepetition();
        if (obstacle != null) {
            getContext().onFailure(new AbortException(obstacle));
        } else {
            launch(true);
        }
    }

    private void launch(boolean again) {
        running = Computer.threadPoolForRemoting.submit(() -> work(again));
    }

    private void work(boolean again) {
        try {
            getContext().onSuccess(run(task, again));
        } catch (Throwable e) {
            Throwable cause = stopped != null ? stopped : e;
            if (stopped == null && e instanceof InterruptedException) {
                LOGGER.log(Level.FINE, "interrupted, but not stopped", e);
            }
            getContext().onFailure(cause);
        }
    }

    private <R extends Serializable> Object run(B2Task<R> toRun, boolean again) throws Exception {
        StepContext context = getContext();
        TaskListener listener = context.get(TaskListener.class);
        FilePath folder = hadFolder ? folder(again) : null;
        if (again) {
            listener.getLogger().println("[b2] " + toRun.label() + " goes on after the restart of Jenkins");
        }
        try {
            return toRun.result(toRun.run(context.get(Run.class), folder, context.get(EnvVars.class), listener));
        } catch (InterruptedException e) {
            listener.getLogger().println("[b2] " + toRun.label() + " was stopped");
            throw e;
        }
    }

    /** After a restart, the node may take a while to come back. */
    private FilePath folder(boolean again) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(again ? WAIT_FOR_NODE : Duration.ZERO);
        while (true) {
            try {
                FilePath folder = getContext().get(FilePath.class);
                if (folder != null && folder.getChannel() != null || Instant.now().isAfter(end)) {
                    return folder;
                }
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
                LOGGER.log(Level.FINE, "the node is not back yet", e);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        stopped = cause;
        Future<?> toStop = running;
        if (toStop == null) {
            getContext().onFailure(cause);
        } else {
            toStop.cancel(true);
        }
    }

    @Override
    public String getStatus() {
        return Messages.B2StepExecution_status(task.label());
    }
}
