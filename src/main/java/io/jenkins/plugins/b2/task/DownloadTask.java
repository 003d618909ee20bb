package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.session.B2Session;

/** Downloads a file, a version or a tree into the workspace. */
public final class DownloadTask extends FilesTask<DownloadRequest> {
    private static final long serialVersionUID = 1L;

    public DownloadTask(ConnectionSpec spec, boolean verbose, DownloadRequest request) {
        super(spec, verbose, request);
    }

    @Override
    public String label() {
        return "b2Download";
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    public void checkComplete() throws AbortException {
        boolean nothing = request().isTree()
                && request().prefix().isEmpty()
                && request().files().includes().isEmpty();
        if (nothing || request().fileId() != null && request().name() == null) {
            throw new AbortException(Messages.DownloadTask_nameOrPrefix());
        }
    }

    @Override
    String announce(String displayName, NodeContext context) {
        return "<- " + place(displayName) + " ("
                + context.settings().connections().describe() + ")";
    }

    @Override
    TransferSummary perform(B2Session session, NodeContext context) throws Exception {
        return session.download(request(), context.local(), context.console());
    }
}
