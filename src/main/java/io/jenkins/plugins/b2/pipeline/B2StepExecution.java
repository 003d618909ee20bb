package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.b2.agent.NodeLostException;
import io.jenkins.plugins.b2.agent.OperationRun;
import io.jenkins.plugins.b2.task.B2Task;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.SystemProperties;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs a task in the background of a Pipeline. Survives a restart of the controller and the loss of the node, if that comes
 * back: the task is done again, which for a large upload means that it goes on with the parts that B2 has.
 */
public final class B2StepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(B2StepExecution.class.getName());
    private static final String WAIT_FOR_NODE = B2StepExecution.class.getName() + ".waitForNode";
    private static final Duration DEFAULT_WAIT_FOR_NODE = Duration.ofMinutes(10);
    /** A node that gets lost again and again is not waited for any more. */
    private static final int MAX_LOSSES = 5;

    private static final long LOOK_MILLIS = 500;
    private static final long SHUTDOWN_MILLIS = 3000;
    /** When Jenkins shuts down, its connections may end a little before it says so. */
    private static final long GRACE_MILLIS = 5000;

    private final B2Task<?> task;
    private final boolean hadFolder;
    private final OperationRun attempt;
    private transient volatile Work work;

    /**
     * @throws IOException when there is a node but it is offline, as other steps fail then; it must not be taken for none
     */
    B2StepExecution(StepContext context, B2Task<?> task) throws IOException, InterruptedException {
        super(context);
        this.task = task;
        this.hadFolder = context.get(FilePath.class) != null;
        this.attempt = OperationRun.first();
    }

    @Override
    public boolean start() {
        launch(attempt, null);
        return false;
    }

    @Override
    public void onResume() {
        String obstacle = task.obstacleToRepetition();
        if (obstacle != null) {
            keepFailure(obstacle);
            getContext().onFailure(new AbortException(obstacle));
        } else {
            launch(attempt.next(), Messages.B2StepExecution_again(task.label()));
        }
    }

    private void keepFailure(String reason) {
        try {
            task.keepFailure(getContext().get(Run.class), getContext().get(TaskListener.class), reason);
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, reason, e);
        }
    }

    private void launch(OperationRun which, @CheckForNull String why) {
        Work launched = new Work(which, why);
        work = launched;
        launched.all.add(launched);
        Computer.threadPoolForRemoting.submit(launched);
    }

    @Override
    public void stop(@NonNull Throwable cause) {
        Work toStop = work;
        if (toStop == null) {
            getContext().onFailure(cause);
        } else {
            toStop.stop(cause);
        }
    }

    @Override
    public String getStatus() {
        return Messages.B2StepExecution_status(task.label());
    }

    /**
     * All that is at work in a Jenkins. Ends it before Jenkins ends, so that no socket and no temporary file outlives
     * it; the steps stay as they are and go on after the restart.
     */
    @Extension
    public static final class AtWork extends ItemListener {
        private final Set<Work> works = ConcurrentHashMap.newKeySet();
        private volatile boolean shutdown;

        private void add(Work work) {
            works.add(work);
        }

        @Override
        public void onBeforeShutdown() {
            shutdown = true;
            works.forEach(Work::suspend);
            long end = System.nanoTime() + SHUTDOWN_MILLIS * 1_000_000;
            try {
                for (Work running : works) {
                    running.awaitEnd(end);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One run of the task in a thread of its own. Its outcome is told once, or never when Jenkins shuts down. */
    private final class Work implements Runnable {
        private OperationRun which;
        /** What the console says of a run that is not the first. */
        private String why;

        private final AtWork all = ExtensionList.lookupSingleton(AtWork.class);
        private Thread thread;
        private volatile Throwable stopped;
        private boolean over;

        Work(OperationRun which, @CheckForNull String why) {
            this.which = which;
            this.why = why;
        }

        @Override
        public void run() {
            Object result = null;
            boolean done = false;
            Throwable failure = null;
            try {
                if (enter()) {
                    result = performUntilDone();
                    done = true;
                }
            } catch (InterruptedException e) {
                failure = new AbortException(Messages.B2StepExecution_interrupted(task.label()));
                failure.addSuppressed(e);
            } catch (Throwable e) {
                failure = e;
            }
            leave();
            if (stopped != null) {
                getContext().onFailure(isNodeGone(stopped) ? notAgain(stopped) : stopped);
            } else if (done) {
                getContext().onSuccess(result);
            } else if (all.shutdown) {
                say(Messages.B2StepExecution_suspended(task.label()));
            } else {
                getContext().onFailure(failure);
            }
        }

        /** Does it again when the node was lost and is back. */
        private Object performUntilDone() throws Exception {
            for (int losses = 0; ; losses++) {
                TaskListener listener = getContext().get(TaskListener.class);
                FilePath folder = hadFolder ? folder(listener) : null;
                if (which.again()) {
                    listener.getLogger().println("[b2] " + why);
                }
                try {
                    FlowNode step = getContext().get(FlowNode.class);
                    String id = step == null ? null : step.getId();
                    return task.run(getContext().get(Run.class), folder, listener, which, id);
                } catch (NodeLostException e) {
                    awaitShutdown();
                    if (task.obstacleToRepetition() != null) {
                        throw notAgain(e);
                    }
                    if (stopped != null || all.shutdown || losses == MAX_LOSSES) {
                        throw e;
                    }
                    which = which.next();
                    why = Messages.B2StepExecution_nodeBack(task.label());
                }
            }
        }

        /** By {@code node} itself, when its agent was removed. */
        private boolean isNodeGone(Throwable cause) {
            return task.obstacleToRepetition() != null
                    && cause instanceof FlowInterruptedException interruption
                    && !interruption.isActualInterruption();
        }

        /** A failure that {@code retry(conditions: [agent()])} does not take for one of the agent. */
        private AbortException notAgain(Throwable cause) {
            String lost = cause instanceof NodeLostException ? cause.getMessage() + " " : "";
            return new AbortException(lost + task.obstacleToRepetition());
        }

        private synchronized boolean enter() {
            if (stopped != null || all.shutdown) {
                return false;
            }
            thread = Thread.currentThread();
            return true;
        }

        private synchronized void leave() {
            thread = null;
            over = true;
            // Whatever interrupt is still to come was meant for the work.
            Thread.interrupted();
            all.works.remove(this);
            notifyAll();
        }

        private synchronized void awaitShutdown() {
            long end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
            long left;
            try {
                while (stopped == null && !all.shutdown && (left = end - System.nanoTime()) > 0) {
                    wait(Math.max(1, left / 1_000_000));
                }
            } catch (InterruptedException e) {
                LOGGER.log(Level.FINE, "stopped or suspended", e);
            }
        }

        private void say(String line) {
            try {
                getContext().get(TaskListener.class).getLogger().println("[b2] " + line);
            } catch (IOException | InterruptedException e) {
                LOGGER.log(Level.FINE, line, e);
            }
        }

        synchronized void stop(Throwable cause) {
            if (!over) {
                stopped = cause;
                interrupt();
            }
        }

        synchronized void suspend() {
            interrupt();
        }

        private void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        synchronized void awaitEnd(long endNanos) throws InterruptedException {
            long left;
            while (!over && (left = endNanos - System.nanoTime()) > 0) {
                wait(Math.max(1, left / 1_000_000));
            }
        }

        /** After a restart, or when it was lost, the node may take a while to come back. */
        private FilePath folder(TaskListener listener) throws IOException, InterruptedException {
            Duration patience = SystemProperties.getDuration(WAIT_FOR_NODE, DEFAULT_WAIT_FOR_NODE);
            long end = System.nanoTime() + (which.again() ? patience.toNanos() : 0);
            boolean said = false;
            while (true) {
                FilePath folder = onlineFolder();
                if (folder != null) {
                    return folder;
                }
                if (System.nanoTime() - end >= 0) {
                    String reason = Messages.B2StepExecution_noNode(task.label());
                    keepFailure(reason);
                    throw new NodeLostException(reason);
                }
                if (!said) {
                    listener.getLogger().println("[b2] " + Messages.B2StepExecution_waits(task.label()));
                    said = true;
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }

        @CheckForNull
        private FilePath onlineFolder() throws InterruptedException, IOException {
            try {
                FilePath folder = getContext().get(FilePath.class);
                return folder != null && (!folder.isRemote() || folder.getChannel() != null) ? folder : null;
            } catch (IOException e) {
                if (!which.again()) {
                    throw e;
                }
                LOGGER.log(Level.FINE, "the node is not back yet", e);
                return null;
            }
        }
    }
}
