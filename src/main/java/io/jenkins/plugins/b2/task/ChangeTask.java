package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.FilesRequest;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.session.B2Session;

/** Changes what B2 keeps, and moves no bytes: deletes files, hides them, and so on. */
public final class ChangeTask extends FilesTask<FilesRequest> {
    private static final long serialVersionUID = 1L;

    private final String label;

    /**
     * @param label the name of the step
     */
    public ChangeTask(ConnectionSpec spec, boolean verbose, String label, FilesRequest request) {
        super(spec, verbose, request);
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    @CheckForNull
    @Override
    public String obstacleToRepetition() {
        return request().isRepeatable() ? null : Messages.ChangeTask_notRepeated(label);
    }

    @Override
    String announce(String displayName, NodeContext context) {
        return (request().dryRun() ? "(dry run) " : "") + place(displayName);
    }

    @Override
    TransferSummary perform(B2Session session, NodeContext context) throws Exception {
        return session.change(request(), context.console());
    }
}
