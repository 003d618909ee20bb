package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.b2.agent.ConsoleListener;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;

/** Lists files, into the result or, for a great many, into a file of the workspace. */
public final class ListTask extends B2Task<ArrayList<RemoteFile>> {
    private static final long serialVersionUID = 1L;

    private final Parameters parameters;

    /**
     * What to list.
     *
     * @param maxFiles 0 for all
     * @param toFile a file in the workspace that gets a JSON object a line instead of a result; null for a result
     */
    public record Parameters(
            String prefix, String includes, String excludes, boolean versions, long maxFiles, String toFile)
            implements Serializable {
        public Parameters {
            prefix = Util.fixNull(prefix);
            toFile = Util.fixEmptyAndTrim(toFile);
        }
    }

    public ListTask(ConnectionSpec target, boolean verbose, Parameters parameters) {
        super(target, verbose);
        this.parameters = parameters;
    }

    @Override
    public String label() {
        return "b2List";
    }

    @Override
    public boolean needsWorkspace() {
        return parameters.toFile() != null;
    }

    @Override
    protected NodeOperation.Work<ArrayList<RemoteFile>> work(Connection connection, String workspace)
            throws AbortException {
        if (parameters.maxFiles() < 0) {
            throw new AbortException(Messages.ListTask_maxFiles(parameters.maxFiles()));
        }
        connection.checkPrefix(parameters.prefix());
        return new OnNode(parameters, workspace, connection.displayName());
    }

    @Override
    public Object result(ArrayList<RemoteFile> fromNode) {
        List<Map<String, Object>> rows = new ArrayList<>(fromNode.size());
        fromNode.forEach(file -> rows.add(ResultRows.row(file)));
        return rows;
    }

    private record OnNode(Parameters parameters, String workspace, String displayName)
            implements NodeOperation.Work<ArrayList<RemoteFile>> {
        @Override
        public ArrayList<RemoteFile> run(B2Session session, Path folder, NodeContext context) throws Exception {
            ListRequest request = Requests.make(
                    context.label(),
                    () -> new ListRequest(
                            parameters.prefix(),
                            PatternParser.split(parameters.includes()),
                            PatternParser.split(parameters.excludes()),
                            parameters.versions() ? ListRequest.What.VERSIONS : ListRequest.What.FILES,
                            parameters.maxFiles()));
            ArrayList<RemoteFile> rows = new ArrayList<>();
            ListResult result;
            if (parameters.toFile() == null) {
                result = session.list(request, rows::add, context.console());
            } else {
                Path file = WorkspacePaths.resolve(folder, workspace, parameters.toFile());
                result = write(session, request, file, context.console());
            }
            context.console()
                    .say(context.label() + " " + displayName + ":" + parameters.prefix() + " "
                            + ConsoleListener.count(result.files())
                            + (result.truncated() ? " (there may be more; maxFiles: 0 lists all)" : ""));
            return rows;
        }

        private static ListResult write(B2Session session, ListRequest request, Path file, TransferListener listener)
                throws Exception {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            try (BufferedWriter out = Files.newBufferedWriter(file)) {
                return session.list(request, row -> write(out, row), listener);
            }
        }

        private static void write(BufferedWriter out, RemoteFile row) {
            try {
                out.write(JSONObject.fromObject(ResultRows.row(row)).toString());
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
