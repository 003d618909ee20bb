package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.session.B2Session;

/** Uploads a file or a tree of the workspace. */
public final class UploadTask extends FilesTask<UploadRequest> {
    private static final long serialVersionUID = 1L;

    public UploadTask(ConnectionSpec spec, boolean verbose, UploadRequest request) {
        super(spec, verbose, request);
    }

    @Override
    public String label() {
        return "b2Upload";
    }

    @Override
    protected String whatRemains() {
        return " " + Messages.UploadTask_whatRemains();
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    public void checkComplete() throws AbortException {
        if (request().isTree() && request().files().includes().isEmpty()) {
            throw new AbortException(Messages.UploadTask_fileOrIncludes());
        }
    }

    @Override
    protected NodeOperation.Work<TransferSummary> work(Connection connection) throws AbortException {
        if (Boolean.TRUE.equals(request().encrypt()) && connection.encryption() == null) {
            throw new AbortException(Messages.UploadTask_cannotEncrypt(connection.displayName()));
        }
        if (!Boolean.FALSE.equals(request().encrypt()) && connection.encryption() != null) {
            // Once and now, instead of for each file.
            connection.requirePassphrase();
        }
        return super.work(connection);
    }

    @Override
    String announce(String displayName, NodeContext context) {
        boolean encrypts =
                !Boolean.FALSE.equals(request().encrypt()) && context.local().encryption() != null;
        return "-> " + place(displayName) + " ("
                + (encrypts ? context.local().encryption() : "not encrypted") + ", "
                + context.settings().connections().describe() + ")";
    }

    @Override
    TransferSummary perform(B2Session session, NodeContext context) throws Exception {
        return session.upload(request(), context.local(), context.console());
    }
}
