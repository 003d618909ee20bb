package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;

/** Downloads a file, a version or a tree into the workspace. */
public final class DownloadTask extends B2Task<ArrayList<FileResult>> {
    private static final long serialVersionUID = 1L;

    private final Parameters parameters;

    /**
     * What to download.
     *
     * @param name of one file; null for a tree
     * @param fileId of one version of it; null for the newest
     * @param file where the one file goes; null for the last part of its name
     * @param prefix of a tree; null for one file
     * @param dir where a tree goes; null for the current folder
     */
    public record Parameters(
            String name,
            String fileId,
            String file,
            String prefix,
            String includes,
            String excludes,
            String dir,
            boolean decrypt,
            boolean allowEmpty)
            implements Serializable {
        public Parameters {
            name = Util.fixEmptyAndTrim(name);
            fileId = Util.fixEmptyAndTrim(fileId);
            file = Util.fixEmptyAndTrim(file);
            prefix = Util.fixEmptyAndTrim(prefix);
            includes = Util.fixEmptyAndTrim(includes);
            dir = Util.fixEmptyAndTrim(dir);
        }

        boolean isTree() {
            return name == null;
        }
    }

    public DownloadTask(ConnectionSpec target, boolean verbose, Parameters parameters) {
        super(target, verbose);
        this.parameters = parameters;
    }

    @Override
    public String label() {
        return "b2Download";
    }

    @Override
    boolean movesFiles() {
        return true;
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    protected NodeOperation.Work<ArrayList<FileResult>> work(Connection connection, String workspace)
            throws AbortException {
        boolean tree = parameters.prefix() != null || parameters.includes() != null;
        if (tree == (parameters.name() != null)) {
            throw new AbortException(Messages.DownloadTask_nameOrPrefix());
        }
        connection.checkPrefix(tree ? Util.fixNull(parameters.prefix()) : parameters.name());
        return new OnNode(parameters, workspace, connection.displayName());
    }

    @Override
    public Object result(ArrayList<FileResult> fromNode) {
        return ResultRows.files(fromNode);
    }

    private record OnNode(Parameters parameters, String workspace, String displayName)
            implements NodeOperation.Work<ArrayList<FileResult>> {
        @Override
        public ArrayList<FileResult> run(B2Session session, Path folder, NodeContext context) throws Exception {
            DownloadRequest request = Requests.make(
                    context.label(),
                    () -> request(folder, context.encryption())
                            .includes(PatternParser.split(parameters.includes()))
                            .excludes(PatternParser.split(parameters.excludes()))
                            .encryption(context.encryption())
                            .decrypt(parameters.decrypt())
                            .allowEmpty(parameters.allowEmpty())
                            .build());
            context.console()
                    .say(context.label() + " <- " + displayName + ":"
                            + (parameters.isTree() ? request.prefix() : parameters.name()) + " ("
                            + context.settings().connections() + " connections)");
            TransferSummary summary = session.download(request, context.console());
            context.console().summary(summary);
            return new ArrayList<>(context.console().results());
        }

        private DownloadRequest.Builder request(Path folder, Encryption encryption) throws AbortException {
            if (parameters.isTree()) {
                String dir = parameters.dir() == null ? "" : parameters.dir();
                return DownloadRequest.tree(parameters.prefix(), WorkspacePaths.resolve(folder, workspace, dir));
            }
            Path target = parameters.file() == null
                    ? WorkspacePaths.named(folder, plainName(encryption))
                    : WorkspacePaths.resolve(folder, workspace, parameters.file());
            return parameters.fileId() != null
                    ? DownloadRequest.version(parameters.fileId(), target)
                    : DownloadRequest.name(parameters.name(), target);
        }

        private String plainName(Encryption encryption) {
            String last = parameters.name().substring(parameters.name().lastIndexOf('/') + 1);
            String suffix = encryption == null ? "" : encryption.suffix();
            return parameters.decrypt() && last.endsWith(suffix) && last.length() > suffix.length()
                    ? last.substring(0, last.length() - suffix.length())
                    : last;
        }
    }
}
