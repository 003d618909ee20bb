package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;
import hudson.util.IOUtils;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
                            + context.settings().connections() + " connections)");
            UploadResults results = new UploadResults(context.console());
            TransferSummary summary =
                    session.upload(UploadRequest.files(prefix, paths).build(), context.local(), results);
            context.console().summary(summary);
            String suffix = encryption == null ? "" : encryption.suffix();
            ArrayList<StoredEntry> entries = new ArrayList<>(paths.size());
            for (Map.Entry<String, String> file : paths.entrySet()) {
                FileResult.Uploaded uploaded = results.of(prefix + file.getKey() + suffix);
                Path path = context.local().folder().resolve(file.getValue());
                entries.add(new StoredEntry(
                        file.getKey(),
                        uploaded.size(),
                        uploaded.storedSize(),
                        Files.getLastModifiedTime(path).toMillis(),
                        IOUtils.mode(path.toFile()),
                        link(file.getKey(), path),
                        uploaded.sha1(),
                        uploaded.fileId(),
                        suffix,
                        false));
            }
            return entries;
        }

        /** Where a link leads, if to another one of these files; what is copied elsewhere then leads somewhere, too. */
        private String link(String archived, Path path) throws IOException {
            if (!Files.isSymbolicLink(path)) {
                return null;
            }
            Path target = Files.readSymbolicLink(path);
            if (target.isAbsolute()) {
                return null;
            }
            String name = Path.of(archived).resolveSibling(target).normalize().toString();
            String other = paths.get(name.replace('\\', '/'));
            Path folder = path.getParent();
            boolean among = other != null
                    && folder != null
                    && folder.resolve(target)
                            .normalize()
                            .endsWith(Path.of(other).normalize())
                    && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            return among ? target.toString().replace('\\', '/') : null;
        }
    }
}
