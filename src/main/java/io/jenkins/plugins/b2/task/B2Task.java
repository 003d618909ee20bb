package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.TopLevelItem;
import io.jenkins.plugins.b2.agent.NodeEncryption;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.agent.NodeRunner;
import io.jenkins.plugins.b2.agent.OperationRun;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.config.ProfileUses;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.connection.ControllerServicesImpl;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import io.jenkins.plugins.b2.report.StepEntry;
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One verb with its parameters, as a step or a build action gives them: the routine behind both faces. Holds plain values
 * only, so that a step that goes on after a restart of the controller can do it again.
 *
 * @param <R> what comes back from the node
 */
public abstract class B2Task<R extends Serializable> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ConnectionSpec target;
    private final boolean verbose;

    protected B2Task(ConnectionSpec target, boolean verbose) {
        this.target = target;
        this.verbose = verbose;
    }

    /** The name of the step, which is how the console calls it too. */
    public abstract String label();

    /** What is done, by which the key's capabilities are judged. */
    protected abstract Verb verb();

    /** Whether it reads or writes files of the workspace. */
    public abstract boolean needsWorkspace();

    /** Why it must not be done again after it may have been done half; null when it may. */
    @CheckForNull
    public String obstacleToRepetition() {
        return null;
    }

    /**
     * Finds out whether all is there that it takes, as far as that can be told without a build.
     *
     * @throws AbortException naming what is missing
     */
    public void checkComplete() throws AbortException {}

    /**
     * What is to be done on the node.
     *
     * @throws AbortException when the parameters make no sense, or the profile forbids them
     */
    protected abstract NodeOperation.Work<R> work(Connection connection) throws AbortException;

    /**
     * What the Jenkinsfile gets: lists, maps, strings and numbers only.
     *
     * @param files what became of each file, as far as the recorder keeps them
     */
    protected abstract Object result(R fromNode, List<FileResult> files);

    /** Whether nothing is done but to tell what would be. */
    boolean isDryRun() {
        return false;
    }

    /** Whether the Jenkinsfile gets what became of each file. */
    boolean isResultOfFiles() {
        return false;
    }

    /** What an interrupted run leaves to a later one, as a sentence behind another one; empty when nothing. */
    protected String whatRemains() {
        return "";
    }

    /** Does it for the first time, see {@link #run(Run, FilePath, TaskListener, OperationRun, String)}. */
    public final Object run(Run<?, ?> run, @CheckForNull FilePath folder, TaskListener listener)
            throws IOException, InterruptedException {
        return run(run, folder, listener, OperationRun.first(), null);
    }

    /**
     * Does it. When interrupted, it comes back after everything has ended, on the node too.
     *
     * @param folder to which paths are relative; null where there is no workspace
     * @param step the ID of the Pipeline's flow node; null where it is no step of the plugin
     * @return what the Jenkinsfile gets
     */
    public final Object run(
            Run<?, ?> run,
            @CheckForNull FilePath folder,
            TaskListener listener,
            OperationRun attempt,
            @CheckForNull String step)
            throws IOException, InterruptedException {
        Connection connection;
        NodeOperation.Work<R> work;
        try {
            connection = connection(run, folder);
            work = work(connection);
        } catch (AbortException e) {
            keepFailure(run, listener, e.getMessage());
            throw e;
        }
        NodeEncryption encryption = encryption(connection);
        TaskLog log = new TaskLog(run, label(), connection.displayName(), listener);
        ActiveTransfer.Origin origin = origin(run, step, NodeNames.of(folder), connection.target());
        StepRecorder recorder = new StepRecorder(origin);
        StepEntry.Outcome outcome = StepEntry.Outcome.FAILED;
        String reason = null;
        try (ActiveTransfer transfer = ActiveTransfers.get().begin(origin);
                ControllerServicesImpl services = new ControllerServicesImpl(
                        verb() == Verb.TEST_CONNECTION ? connection.afresh() : connection,
                        transfer,
                        recorder,
                        listener,
                        log.name())) {
            log.begins();
            log.connections(target.connections(), connection.settings().connections());
            if (verb().hasFileOutcomes()) {
                log.show(recorder, transfer);
            }
            NodeOperation<R> operation = new NodeOperation<>(
                    connection.settings(),
                    services,
                    encryption,
                    work,
                    label(),
                    verbose,
                    attempt,
                    needsWorkspace() ? workspaceRoot(run, folder) : null,
                    listener);
            R fromNode = NodeRunner.run(folder == null ? new FilePath(new File(".")) : folder, operation, transfer);
            Object result = result(fromNode, recorder.results());
            outcome = StepEntry.Outcome.SUCCESS;
            if (isResultOfFiles()) {
                log.truncated(recorder.omittedResults(), recorder.results().size());
            }
            return result;
        } catch (InterruptedException e) {
            outcome = StepEntry.Outcome.STOPPED;
            log.stopped(whatRemains());
            throw e;
        } catch (IOException | RuntimeException e) {
            log.failed(e, whatRemains());
            IOException failure = told(e);
            reason = failure.getMessage();
            throw failure;
        } finally {
            log.ended(recorder.entry(outcome, reason));
            if (verb().hasFileOutcomes()) {
                log.keep(recorder, outcome, reason);
            }
        }
    }

    private Connection connection(Run<?, ?> run, @CheckForNull FilePath folder) throws AbortException {
        if (folder == null && needsWorkspace()) {
            throw new AbortException(Messages.B2Task_noWorkspace(label()));
        }
        if (folder == null && BackblazeB2Configuration.get().isNodeRequired()) {
            throw new AbortException(Messages.B2Task_nodeRequired(label()));
        }
        checkComplete();
        Connection connection = Connection.of(target, run);
        if (connection.isGlobal()) {
            ProfileUses.get()
                    .add(connection.displayName(), verb(), run.getParent().getFullName());
        }
        return connection;
    }

    /** Keeps on the build's page that it failed before it could begin, or could begin again. */
    public final void keepFailure(Run<?, ?> run, TaskListener listener, String reason) {
        if (verb().hasFileOutcomes()) {
            String name = Connection.displayName(target, run.getParent());
            StepRecorder recorder =
                    new StepRecorder(origin(run, null, null, new ActiveTransfer.Target(name, false, null)));
            new TaskLog(run, label(), name, listener).keep(recorder, StepEntry.Outcome.FAILED, reason);
        }
    }

    /** What nobody expected is told in a line, too; its stack trace is in the controller's log, and here when asked for. */
    private IOException told(Exception e) {
        if (e instanceof AbortException expected) {
            return expected;
        }
        if (verbose) {
            return e instanceof IOException failure ? failure : new IOException(e);
        }
        return new AbortException(Messages.B2Task_unexpected(label(), e));
    }

    private ActiveTransfer.Origin origin(
            Run<?, ?> run, @CheckForNull String step, @CheckForNull String node, ActiveTransfer.Target leadsTo) {
        ActiveTransfer.Build build =
                new ActiveTransfer.Build(run.getExternalizableId(), run.getFullDisplayName(), run.getUrl(), step);
        return new ActiveTransfer.Origin(verb(), label(), isDryRun(), false, leadsTo, build, node);
    }

    /**
     * The folder out of which no path may lead: the workspace that the node has for the job, where the folder lies in it,
     * else the folder itself. Never what the environment says, since a job can set that.
     */
    private static String workspaceRoot(Run<?, ?> run, FilePath folder) {
        Computer computer = folder.toComputer();
        Node node = computer == null ? null : computer.getNode();
        FilePath workspace =
                node == null || !(run.getParent() instanceof TopLevelItem item) ? null : node.getWorkspaceFor(item);
        if (workspace == null) {
            return folder.getRemote();
        }
        // Builds of one job at the same time have "@2" and so on behind the name.
        Matcher inside = Pattern.compile(Pattern.quote(workspace.getRemote()) + "(@\\d+)?(?=$|[/\\\\])")
                .matcher(folder.getRemote());
        return inside.lookingAt() ? inside.group() : folder.getRemote();
    }

    @CheckForNull
    static NodeEncryption encryption(Connection connection) {
        ProfileEncryption encryption = connection.encryption();
        if (encryption == null) {
            return null;
        }
        EncryptionFormat format = EncryptionFormat.valueOf(encryption.getFormat());
        return new NodeEncryption(format, encryption.saltBytes(), encryption.getSuffix(), encryption.allPassphrases());
    }
}
