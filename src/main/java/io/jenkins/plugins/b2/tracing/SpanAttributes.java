package io.jenkins.plugins.b2.tracing;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.Snapshot;
import io.jenkins.plugins.b2.progress.TransferObserver;
import io.jenkins.plugins.opentelemetry.job.OtelTraceService;
import io.jenkins.plugins.opentelemetry.job.action.FlowNodeMonitoringAction;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Puts what an operation came to on the span that the plugin opentelemetry has begun for its Pipeline step, when the operation
 * ends, just before the step does. Of one that went on with another run, as after the loss of an agent, the last is told. The
 * names are what queries are made of, see docs/monitoring.md. Thread-safe.
 */
@Extension(optional = true)
public final class SpanAttributes implements TransferObserver {
    private static final Logger LOGGER = Logger.getLogger(SpanAttributes.class.getName());
    private static final String PREFIX = "jenkins.b2.";

    private OtelTraceService spans;

    /** By Jenkins. Public, since Jenkins then finds a class missing where the plugin is, and does without this one. */
    @Inject
    public void setSpans(OtelTraceService spans) {
        this.spans = spans;
    }

    @Override
    public void ended(ActiveTransfer transfer) {
        ActiveTransfer.Build build = transfer.origin().build();
        FlowNode step = build == null || build.step() == null ? null : step(build);
        // The span of a step that has none of its own, as administrators may want it, would be that of a block around
        // it.
        if (step != null && step.getAction(FlowNodeMonitoringAction.class) != null) {
            describe(spans.getSpan(run(build), step), transfer.snapshot());
        }
    }

    @CheckForNull
    private static FlowNode step(ActiveTransfer.Build build) {
        if (!(run(build) instanceof FlowExecutionOwner.Executable executable)) {
            return null;
        }
        FlowExecutionOwner owner = executable.asFlowExecutionOwner();
        try {
            return owner == null ? null : owner.get().getNode(build.step());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "no step " + build.step() + " of " + build.id());
            return null;
        }
    }

    @CheckForNull
    private static Run<?, ?> run(ActiveTransfer.Build build) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Run.fromExternalizableId(build.id());
        }
    }

    private static void describe(Span span, Snapshot end) {
        ActiveTransfer.Origin origin = end.origin();
        span.setAttribute(PREFIX + "operation", origin.verb().words());
        span.setAttribute(PREFIX + "dry_run", origin.dryRun());
        span.setAttribute(PREFIX + "profile", origin.target().profile());
        set(span, "bucket", origin.target().bucket());
        set(span, "node", origin.node());
        span.setAttribute(PREFIX + "files.done", end.filesDone());
        span.setAttribute(PREFIX + "files.failed", end.filesFailed());
        span.setAttribute(PREFIX + "files.encrypted", end.filesEncrypted());
        span.setAttribute(PREFIX + "bytes.moved", end.bytesMoved());
        span.setAttribute(PREFIX + "retries", end.retryCount());
    }

    private static void set(Span span, String name, @CheckForNull String value) {
        if (value != null) {
            span.setAttribute(PREFIX + name, value);
        }
    }
}
