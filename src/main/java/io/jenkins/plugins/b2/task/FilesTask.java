package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesRequest;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.List;

/**
 * A verb that deals with files one by one, each of which has an outcome.
 *
 * @param <Q> what is asked
 */
abstract class FilesTask<Q extends FilesRequest> extends B2Task<TransferSummary> {
    private static final long serialVersionUID = 1L;

    private final Q request;

    FilesTask(ConnectionSpec spec, boolean verbose, Q request) {
        super(spec, verbose);
        this.request = request;
    }

    final Q request() {
        return request;
    }

    @Override
    protected final Verb verb() {
        return request.verb();
    }

    @Override
    protected NodeOperation.Work<TransferSummary> work(Connection connection) throws AbortException {
        connection.checkPrefix(request.name() != null ? request.name() : request.prefix());
        return new OnNode<>(this, connection.displayName());
    }

    /** What the console says first, behind the step's name and profile. */
    abstract String announce(String displayName, NodeContext context);

    /** Does it, on the node. */
    abstract TransferSummary perform(B2Session session, NodeContext context) throws Exception;

    @Override
    final boolean isDryRun() {
        return request.dryRun();
    }

    @Override
    final boolean isResultOfFiles() {
        return true;
    }

    @Override
    protected final Object result(TransferSummary fromNode, List<FileResult> files) {
        return ResultRows.files(files);
    }

    /** Such as {@code main:releases/42/}. */
    final String place(String displayName) {
        return displayName + ":" + (request.name() != null ? request.name() : request.prefix());
    }

    private record OnNode<Q extends FilesRequest>(FilesTask<Q> task, String displayName)
            implements NodeOperation.Work<TransferSummary> {
        @Override
        public TransferSummary run(B2Session session, NodeContext context) throws Exception {
            context.console().say(context.label() + " " + task.announce(displayName, context));
            TransferSummary summary = task.perform(session, context);
            context.console().summary(summary);
            return summary;
        }
    }
}
