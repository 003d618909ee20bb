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
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs a task in the background of a Pipeline. Survives a restart of the controller: the task is done again, which for
 * a large upload means that it goes on with the parts that B2 has.
 */
public final class B2StepExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(B2StepExecution.class.getName());
    private static final Duration WAIT_FOR_NODE = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 500;
    private static final long SHUTDOWN_MILLIS = 3000;
    /** When Jenkins shuts down, its connections may end a little before it says so. */
    private static final long GRACE_MILLIS = 5000;

    private final B2Task<?> task;
    private final boolean hadFolder;
    private final OperationRun attempt;
    private transient volatile Work work;

    B2StepExecution(StepContext context, B2Task<?> task) {
        super(context);
        this.task = task;
        this.hadFolder = has(context);
        this.attempt = OperationRun.first();
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
        launch(attempt);
        return false;
    }

    @Override
    public void onResume() {
        String obstacle = task.obstacleToRepetition();
        if (obstacle != null) {
            getContext().onFailure(new AbortException(obstacle));
        } else {
            launch(attempt.next());
        }
    }

    private void launch(OperationRun which) {
        Work launched = new Work(which);
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
        private final OperationRun which;
        private final AtWork all = ExtensionList.lookupSingleton(AtWork.class);
        private Thread thread;
        private volatile Throwable stopped;
        private boolean over;

        Work(OperationRun which) {
            this.which = which;
        }

        @Override
        public void run() {
            Object result = null;
            boolean done = false;
            Throwable failure = null;
            try {
                if (enter()) {
                    result = perform(task);
                    done = true;
                }
            } catch (InterruptedException e) {
                failure = new AbortException(Messages.B2StepExecution_interrupted(task.label()));
                failure.addSuppressed(e);
            } catch (Throwable e) {
                failure = e;
            }
            if (failure instanceof NodeLostException) {
                awaitShutdown();
            }
            leave();
            if (stopped != null) {
                getContext().onFailure(stopped);
            } else if (done) {
                getContext().onSuccess(result);
            } else if (all.shutdown) {
                say(Messages.B2StepExecution_suspended(task.label()));
            } else {
                getContext().onFailure(failure);
            }
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

        private <R extends Serializable> Object perform(B2Task<R> toRun) throws Exception {
            StepContext context = getContext();
            TaskListener listener = context.get(TaskListener.class);
            FilePath folder = hadFolder ? folder(listener) : null;
            if (which.again()) {
                listener.getLogger().println("[b2] " + Messages.B2StepExecution_again(toRun.label()));
            }
            return toRun.result(toRun.run(context.get(Run.class), folder, listener, which));
        }

        /** After a restart, the node may take a while to come back. */
        private FilePath folder(TaskListener listener) throws IOException, InterruptedException {
            long end = System.nanoTime() + (which.again() ? WAIT_FOR_NODE.toNanos() : 0);
            boolean said = false;
            while (true) {
                FilePath folder = onlineFolder();
                if (folder != null) {
                    return folder;
                }
                if (System.nanoTime() - end >= 0) {
                    throw new AbortException(Messages.B2StepExecution_noNode(task.label()));
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
