package io.jenkins.plugins.b2.agent;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.FailureCause;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends an operation to a node and waits for it. */
public final class NodeRunner {
    private static final Logger LOGGER = Logger.getLogger(NodeRunner.class.getName());
    /** An operation ends within a second; a node that does not answer must not hold up the build. */
    private static final long END_MILLIS = 2000;

    private NodeRunner() {}

    /**
     * Runs it. When interrupted, it comes back after the operation has ended on its node: interrupting the call itself
     * would bring it back at once, with the operation's last words lost and its files perhaps still open.
     *
     * @param folder on the node
     * @param transfer hears how it ended
     */
    public static <R extends Serializable> R run(FilePath folder, NodeOperation<R> operation, ActiveTransfer transfer)
            throws IOException, InterruptedException {
        try {
            R result = run(folder, operation);
            transfer.succeed();
            return result;
        } catch (IOException | RuntimeException e) {
            transfer.fail(cause(e));
            throw e;
        }
    }

    private static FailureCause cause(Exception e) {
        if (e instanceof TransferFailure failure) {
            return FailureCause.of(failure.kind());
        }
        if (e instanceof NodeLostException) {
            return FailureCause.AGENT_LOST;
        }
        // What a user can mend, beside what the core tells of.
        return e instanceof AbortException ? FailureCause.USAGE : FailureCause.INTERNAL;
    }

    private static <R extends Serializable> R run(FilePath folder, NodeOperation<R> operation)
            throws IOException, InterruptedException {
        AgentClassPreloader.onto(folder.getChannel());
        Future<R> running = Computer.threadPoolForRemoting.submit(() -> folder.act(operation));
        try {
            return running.get();
        } catch (ExecutionException e) {
            throw unwrap(e);
        } catch (InterruptedException e) {
            end(folder, operation.attempt().id(), running);
            throw e;
        }
    }

    private static void end(FilePath folder, String id, Future<?> running) {
        try {
            folder.actAsync(new EndOperation(id));
            running.get(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            LOGGER.log(Level.FINE, "ended", e);
        } catch (InterruptedException e) {
            LOGGER.log(Level.FINE, "in a hurry", e);
        } finally {
            running.cancel(true);
        }
    }

    private static IOException unwrap(ExecutionException e) throws InterruptedException {
        Throwable cause = e.getCause();
        if (cause instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (NodeLostException.isReason(cause)) {
            LOGGER.log(Level.FINE, "the node is lost", cause);
            return new NodeLostException();
        }
        if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException failure ? failure : new IOException(cause);
    }
}
