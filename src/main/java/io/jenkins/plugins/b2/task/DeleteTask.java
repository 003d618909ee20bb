package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.session.B2Session;

/** Deletes or hides files. */
public final class DeleteTask extends FilesTask<DeleteRequest> {
    private static final long serialVersionUID = 1L;

    public DeleteTask(ConnectionSpec spec, boolean verbose, DeleteRequest request) {
        super(spec, verbose, request);
    }

    @Override
    public String label() {
        return "b2Delete";
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    @CheckForNull
    @Override
    public String obstacleToRepetition() {
        return request().isRepeatable() ? null : Messages.DeleteTask_notRepeated();
    }

    @Override
    String announce(String displayName, NodeContext context) {
        return (request().dryRun() ? "(dry run) " : "") + place(displayName);
    }

    @Override
    TransferSummary perform(B2Session session, NodeContext context) throws Exception {
        return session.delete(request(), context.console());
    }
}
