package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import io.jenkins.plugins.b2.agent.ConsoleListener;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a bucket's lifecycle rules, or sets them. */
public final class LifecycleTask extends B2Task<LifecycleReport> {
    private static final long serialVersionUID = 1L;

    private final LifecycleRequest request;

    public LifecycleTask(ConnectionSpec spec, boolean verbose, LifecycleRequest request) {
        super(spec, verbose);
        this.request = request;
    }

    @Override
    public String label() {
        return "b2Lifecycle";
    }

    @Override
    protected Verb verb() {
        return Verb.LIFECYCLE;
    }

    @Override
    public boolean needsWorkspace() {
        return false;
    }

    @Override
    protected NodeOperation.Work<LifecycleReport> work(Connection connection) throws AbortException {
        if (request.rules() != null) {
            for (LifecycleRule rule : request.rules()) {
                connection.checkPrefix(rule.fileNamePrefix());
            }
        }
        return new OnNode(request, connection.displayName());
    }

    @Override
    protected Object result(LifecycleReport fromNode, List<FileResult> files) {
        List<Map<String, Object>> rows = new ArrayList<>();
        fromNode.after().forEach(rule -> rows.add(row(rule)));
        return rows;
    }

    /** As the step's argument takes it, so that what is never is left out. */
    private static Map<String, Object> row(LifecycleRule rule) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("prefix", rule.fileNamePrefix());
        row.put("hideAfterDays", rule.daysFromUploadingToHiding());
        row.put("deleteAfterHiddenDays", rule.daysFromHidingToDeleting());
        row.put("cancelUnfinishedAfterDays", rule.daysFromStartingToCancelingUnfinishedLargeFiles());
        row.values().removeIf(value -> value == null);
        return row;
    }

    private record OnNode(LifecycleRequest request, String displayName) implements NodeOperation.Work<LifecycleReport> {
        @Override
        public LifecycleReport run(B2Session session, NodeContext context) throws Exception {
            ConsoleListener console = context.console();
            console.say(context.label() + " " + (request.dryRun() ? "(dry run) " : "") + displayName);
            LifecycleReport report = session.lifecycle(request, console);
            if (request.rules() == null) {
                report.after().forEach(rule -> console.say(rule.sentence()));
            } else {
                report.changes().forEach(change -> console.say(change.sentence(report.dryRun())));
            }
            report.wider().forEach(rule -> console.say("Of a wider prefix, not changed: " + rule.sentence()));
            if (request.rules() == null && report.after().isEmpty()) {
                console.say("No lifecycle rules" + (report.wider().isEmpty() ? "" : " within the prefix"));
            } else if (request.rules() != null && report.changes().isEmpty()) {
                console.say("Nothing to change");
            }
            return report;
        }
    }
}
