package io.jenkins.plugins.b2.agent;

import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.b2.connection.ControllerServices;
import io.jenkins.plugins.b2.connection.StatusReport;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.LocalFolder;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.agents.ControllerToAgentFileCallable;

/**
 * Runs a piece of work on the node that has the files. Bytes go between that node and B2; the controller is asked for
 * authorizations, a first upload URL, derived keys and bandwidth only.
 *
 * @param settings how to reach the bucket; holds no key
 * @param services the controller's side
 * @param encryption null when nothing is encrypted or decrypted
 * @param work what to do
 * @param label how the console calls it, such as {@code b2Upload}
 * @param verbose whether the console shows each request
 * @param attempt which run of the operation it is
 * @param root the folder on the node out of which no path may lead; null where none is needed
 */
public record NodeOperation<R extends Serializable>(
        ConnectionSettings settings,
        ControllerServices services,
        NodeEncryption encryption,
        Work<R> work,
        String label,
        boolean verbose,
        OperationRun attempt,
        String root,
        TaskListener listener)
        implements ControllerToAgentFileCallable<R> {

    /** What is to be done with an open session. Serialisable; holds plain values only. */
    public interface Work<R extends Serializable> extends Serializable {
        /**
         * @param session open on the node
         */
        R run(B2Session session, NodeContext context) throws Exception;
    }

    @Override
    public R invoke(File folder, VirtualChannel channel) throws IOException, InterruptedException {
        try (OperationThread ignored = OperationThread.enter(attempt)) {
            return work(folder.toPath());
        } finally {
            listener.getLogger().flush();
        }
    }

    private R work(Path folder) throws IOException, InterruptedException {
        if (root != null) {
            // The workspace of a node that never had the job comes into being with the first file in it.
            Files.createDirectories(folder);
        }
        BandwidthLimiter limiter = new BandwidthLimiter(BandwidthLimiter.UNLIMITED);
        Heartbeat.apply(services.report(StatusReport.FIRST), limiter);
        PendingReport news = new PendingReport();
        ConsoleListener console = new ConsoleListener(label, listener.getLogger(), news, System::nanoTime);
        try (ConsoleRequestLog ignored = verbose ? ConsoleRequestLog.to(listener.getLogger()) : null;
                B2Session session = B2Session.open(settings, new NodeAuthorizer(services), limiter);
                Heartbeat heartbeat = new Heartbeat(services, session, limiter, news, console)) {
            LocalFolder workspace =
                    root == null ? LocalFolder.unbounded(folder) : LocalFolder.within(Path.of(root), folder);
            LocalEnvironment local = new LocalEnvironment(
                    workspace, encryption == null ? null : encryption.open(services), attempt.doneSince());
            NodeContext context = new NodeContext(label, console, local, settings);
            return heartbeat.guard(() -> {
                R result = work.run(session, context);
                session.returnUploadUrl();
                return result;
            });
        }
    }
}
