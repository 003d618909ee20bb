package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Uploads a file or a tree of the workspace. */
public final class UploadTask extends B2Task<ArrayList<FileResult>> {
    private static final long serialVersionUID = 1L;

    private final Parameters parameters;

    /**
     * What to upload.
     *
     * @param file one file; null for a tree
     * @param name the file name in B2 of the one file; null for its path behind the prefix
     * @param includes Ant patterns of a tree, separated by commas
     * @param encrypt null for as the profile says
     */
    public record Parameters(
            String file,
            String name,
            String includes,
            String excludes,
            String prefix,
            boolean defaultExcludes,
            Boolean encrypt,
            boolean skipUnchanged,
            boolean allowEmpty,
            String contentType,
            Map<String, String> fileInfo)
            implements Serializable {
        public Parameters {
            file = Util.fixEmptyAndTrim(file);
            name = Util.fixEmptyAndTrim(name);
            includes = Util.fixEmptyAndTrim(includes);
            prefix = Util.fixNull(prefix);
            fileInfo = fileInfo == null ? null : new LinkedHashMap<>(fileInfo);
        }
    }

    public UploadTask(ConnectionSpec target, boolean verbose, Parameters parameters) {
        super(target, verbose);
        this.parameters = parameters;
    }

    @Override
    public String label() {
        return "b2Upload";
    }

    @Override
    boolean movesFiles() {
        return true;
    }

    @Override
    String whatRemains() {
        return " " + Messages.UploadTask_whatRemains();
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    protected NodeOperation.Work<ArrayList<FileResult>> work(Connection connection, String workspace)
            throws AbortException {
        if ((parameters.file() == null) == (parameters.includes() == null)) {
            throw new AbortException(Messages.UploadTask_fileOrIncludes());
        }
        if (parameters.name() != null && parameters.file() == null) {
            throw new AbortException(Messages.UploadTask_nameWithoutFile());
        }
        boolean canEncrypt = connection.encryption() != null;
        if (Boolean.TRUE.equals(parameters.encrypt()) && !canEncrypt) {
            throw new AbortException(Messages.UploadTask_cannotEncrypt(connection.displayName()));
        }
        connection.checkPrefix(parameters.name() != null ? parameters.name() : parameters.prefix());
        boolean encrypt = parameters.encrypt() == null ? canEncrypt : parameters.encrypt();
        return new OnNode(parameters, workspace, encrypt, connection.displayName());
    }

    @Override
    public Object result(ArrayList<FileResult> fromNode) {
        return ResultRows.files(fromNode);
    }

    private record OnNode(Parameters parameters, String workspace, boolean encrypt, String displayName)
            implements NodeOperation.Work<ArrayList<FileResult>> {
        @Override
        public ArrayList<FileResult> run(B2Session session, Path folder, NodeContext context) throws Exception {
            Encryption encryption = encrypt ? context.encryption() : null;
            UploadRequest request = Requests.make(
                    context.label(),
                    () -> request(folder)
                            .excludes(PatternParser.split(parameters.excludes()))
                            .defaultExcludes(parameters.defaultExcludes())
                            .contentType(parameters.contentType())
                            .fileInfo(parameters.fileInfo() == null ? Map.of() : parameters.fileInfo())
                            .encryption(encryption)
                            .skipUnchanged(parameters.skipUnchanged())
                            .allowEmpty(parameters.allowEmpty())
                            .doneSince(context.doneSince())
                            .build());
            List<String> details = new ArrayList<>();
            details.add(encryption == null ? "not encrypted" : encryption.toString());
            details.add(context.settings().connections() + " connections");
            context.console()
                    .say(context.label() + " -> " + displayName + ":"
                            + (request.name() == null ? request.prefix() : request.name()) + " ("
                            + String.join(", ", details)
                            + ")");
            TransferSummary summary = session.upload(request, context.console());
            context.console().summary(summary);
            return new ArrayList<>(context.console().results());
        }

        private UploadRequest.Builder request(Path folder) throws AbortException {
            if (parameters.file() == null) {
                return UploadRequest.tree(folder)
                        .prefix(parameters.prefix())
                        .includes(PatternParser.split(parameters.includes()));
            }
            Path file = WorkspacePaths.resolve(folder, workspace, parameters.file());
            String name = parameters.name() != null ? parameters.name() : parameters.prefix() + file.getFileName();
            return UploadRequest.file(file, name);
        }
    }
}
