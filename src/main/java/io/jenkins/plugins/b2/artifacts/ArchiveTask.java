package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Uploads artifacts from the workspace, all or, as far as the build is concerned, none. */
final class ArchiveTask extends B2Task<ArrayList<StoredEntry>> {
    private static final long serialVersionUID = 1L;
    private static final String LABEL = "archiveArtifacts";

    private final String prefix;
    private final LinkedHashMap<String, String> paths;

    /**
     * @param prefix of the build's artifacts
     * @param paths in the workspace, by paths among the artifacts
     */
    ArchiveTask(ConnectionSpec target, String prefix, Map<String, String> paths) {
        super(target, false);
        this.prefix = prefix;
        this.paths = new LinkedHashMap<>(paths);
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    protected Verb verb() {
        return Verb.UPLOAD;
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    protected String whatRemains() {
        return " " + Messages.ArchiveTask_whatRemains();
    }

    @Override
    protected NodeOperation.Work<ArrayList<StoredEntry>> work(Connection connection) throws AbortException {
        connection.checkPrefix(prefix);
        if (connection.encryption() != null) {
            // Once and now, instead of for each file.
            connection.requirePassphrase();
        }
        return new OnNode(prefix, paths, connection.displayName());
    }

    @Override
    protected Object result(ArrayList<StoredEntry> fromNode, List<FileResult> files) {
        return fromNode;
    }

    private record OnNode(String prefix, LinkedHashMap<String, String> paths, String displayName)
            implements NodeOperation.Work<ArrayList<StoredEntry>> {
        @Override
        public ArrayList<StoredEntry> run(B2Session session, NodeContext context) throws Exception {
            Encryption encryption = context.local().encryption();
            context.console()
                    .say(context.label() + " -> " + displayName + ":" + prefix + " ("
                            + (encryption == null ? "not encrypted" : encryption) + ", "
                            + context.settings().connections().describe() + ")");
            ArtifactUpload upload = new ArtifactUpload(prefix, paths);
            UploadResults results = new UploadResults(context.console());
            context.console().summary(upload.send(session, context.local(), results));
            return upload.entries(context.local(), results);
        }
    }
}
