package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tests a connection from the node on which the build runs. */
public final class TestConnectionTask extends B2Task<ConnectionReport> {
    private static final long serialVersionUID = 1L;

    private final String probe;
    private final boolean failOnError;

    /**
     * @param probe {@code none}, {@code read} or {@code write}
     */
    public TestConnectionTask(ConnectionSpec target, boolean verbose, String probe, boolean failOnError) {
        super(target, verbose);
        this.probe = probe;
        this.failOnError = failOnError;
    }

    @Override
    public String label() {
        return "b2TestConnection";
    }

    @Override
    protected Verb verb() {
        return Verb.TEST_CONNECTION;
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    @Override
    protected NodeOperation.Work<ConnectionReport> work(Connection connection) throws AbortException {
        return new OnNode(parse(probe), connection.prefix(), connection.displayName(), failOnError);
    }

    private static ConnectionReport.Probe parse(String probe) throws AbortException {
        return Arrays.stream(ConnectionReport.Probe.values())
                .filter(value -> value.name().equalsIgnoreCase(probe))
                .findFirst()
                .orElseThrow(() -> new AbortException(Messages.TestConnectionTask_badProbe(probe)));
    }

    @Override
    protected Object result(ConnectionReport report, List<FileResult> files) {
        List<Map<String, Object>> stages = new ArrayList<>();
        for (ConnectionReport.Stage stage : report.stages()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", stage.name());
            row.put("ok", stage.ok());
            row.put("millis", stage.millis());
            row.put("message", stage.message());
            stages.add(row);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ok", report.ok());
        result.put("message", report.ok() ? null : report.failure().message());
        result.put("stages", stages);
        return result;
    }

    private record OnNode(ConnectionReport.Probe probe, String prefix, String displayName, boolean failOnError)
            implements NodeOperation.Work<ConnectionReport> {
        @Override
        public ConnectionReport run(B2Session session, NodeContext context) throws Exception {
            context.console().say(context.label() + " " + displayName);
            ConnectionReport report = session.testConnection(probe, prefix);
            for (ConnectionReport.Stage stage : report.stages()) {
                context.console()
                        .say(String.format(
                                Locale.ROOT,
                                "%-6s %s (%d ms): %s",
                                stage.ok() ? "ok" : "FAILED",
                                stage.name(),
                                stage.millis(),
                                stage.message()));
            }
            if (failOnError && !report.ok()) {
                throw new AbortException(report.failure().message());
            }
            return report;
        }
    }
}
