package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import io.jenkins.plugins.b2.agent.ConsoleListener;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.LocalFolder;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.files.WholeFile;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;

/** Lists files, into the result or, for a great many, into a file of the workspace. */
public final class ListTask extends B2Task<ArrayList<RemoteFile>> {
    private static final long serialVersionUID = 1L;

    /** More than that fills the memory of the controller, which keeps what a Pipeline holds on disk too. */
    private static final int MAX_ROWS = 10_000;

    private final ListRequest request;
    private final String toFile;

    /**
     * @param toFile a file in the workspace that gets a JSON object a line instead of a result; null for a result
     */
    public ListTask(ConnectionSpec spec, boolean verbose, ListRequest request, @CheckForNull String toFile) {
        super(spec, verbose);
        this.request = request;
        this.toFile = toFile;
    }

    /**
     * How many rows to ask for, where they become a result: enough to tell that there are too many.
     *
     * @param maxFiles as the author wrote it; 0 for all
     */
    public static long rowsWanted(long maxFiles) {
        return maxFiles == 0 ? MAX_ROWS + 1 : Math.min(maxFiles, MAX_ROWS + 1);
    }

    @Override
    protected Verb verb() {
        return Verb.LIST;
    }

    @Override
    public String label() {
        return "b2List";
    }

    @Override
    public boolean needsWorkspace() {
        return toFile != null;
    }

    @Override
    protected NodeOperation.Work<ArrayList<RemoteFile>> work(Connection connection) throws AbortException {
        connection.checkPrefix(request.prefix());
        return new OnNode(request, toFile, connection.displayName());
    }

    @Override
    protected Object result(ArrayList<RemoteFile> fromNode, List<FileResult> files) {
        List<Map<String, Object>> rows = new ArrayList<>(fromNode.size());
        fromNode.forEach(file -> rows.add(file.fields()));
        return rows;
    }

    private record OnNode(ListRequest request, String toFile, String displayName)
            implements NodeOperation.Work<ArrayList<RemoteFile>> {
        @Override
        public ArrayList<RemoteFile> run(B2Session session, NodeContext context) throws Exception {
            ArrayList<RemoteFile> rows = new ArrayList<>();
            ListResult result =
                    toFile == null ? session.list(request, rows::add, context.console()) : write(session, context);
            if (rows.size() > MAX_ROWS) {
                throw new AbortException(Messages.ListTask_tooMany(MAX_ROWS));
            }
            context.console()
                    .say(context.label() + " " + displayName + ":" + request.prefix() + " "
                            + ConsoleListener.count(result.files())
                            + (result.truncated() ? " (there may be more; maxFiles: 0 lists all)" : ""));
            return rows;
        }

        /** What was there stays until the list is complete. */
        private ListResult write(B2Session session, NodeContext context) throws Exception {
            try (WholeFile file = file(context);
                    BufferedWriter out = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8))) {
                ListResult result = session.list(request, row -> write(out, row), context.console());
                out.flush();
                file.commit().forEach(context.console()::warning);
                return result;
            }
        }

        private WholeFile file(NodeContext context) throws AbortException, InterruptedException {
            try {
                LocalFolder folder = context.local().folder();
                return WholeFile.begin(folder.resolve(toFile), folder.root());
            } catch (IOException e) {
                throw new AbortException(Messages.ListTask_cannotWrite(toFile, e.getMessage()));
            }
        }

        private static void write(BufferedWriter out, RemoteFile row) {
            try {
                out.write(JSONObject.fromObject(row.fields()).toString());
                out.write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
