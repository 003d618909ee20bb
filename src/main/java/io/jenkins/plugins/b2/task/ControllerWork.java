package io.jenkins.plugins.b2.task;

import hudson.FilePath;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.agent.NodeRunner;
import io.jenkins.plugins.b2.agent.OperationRun;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ControllerServices;
import io.jenkins.plugins.b2.connection.ControllerServicesImpl;
import io.jenkins.plugins.b2.connection.StatusReport;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jenkins.util.Timer;

/** Runs work on the controller itself that belongs to no step: with its keys and its share of the bandwidth. */
public final class ControllerWork {
    private ControllerWork() {}

    /**
     * When interrupted, it comes back after all has ended.
     *
     * @param label what the log calls it
     * @param work may hold what can't be sent
     */
    public static <R extends Serializable> R run(
            Connection connection, Verb verb, String label, NodeOperation.Work<R> work)
            throws IOException, InterruptedException {
        return run(connection, verb, label, false, work);
    }

    /**
     * As {@link #run}, for what is tried again and again until it succeeds: it is not counted among the operations that
     * succeeded or failed.
     */
    public static <R extends Serializable> R attempt(
            Connection connection, Verb verb, String label, NodeOperation.Work<R> work)
            throws IOException, InterruptedException {
        return run(connection, verb, label, true, work);
    }

    private static <R extends Serializable> R run(
            Connection connection, Verb verb, String label, boolean untilDone, NodeOperation.Work<R> work)
            throws IOException, InterruptedException {
        ActiveTransfer.Origin origin =
                new ActiveTransfer.Origin(verb, label, false, untilDone, connection.target(), null, NodeNames.of(null));
        try (ActiveTransfer transfer = ActiveTransfers.get().begin(origin);
                ControllerServicesImpl services = new ControllerServicesImpl(
                        connection, transfer, new StepRecorder(origin), TaskListener.NULL, label)) {
            return NodeRunner.run(
                    new FilePath(new File(".")),
                    new NodeOperation<>(
                            connection.settings(),
                            new Remembering(services, connection),
                            B2Task.encryption(connection),
                            work,
                            label,
                            false,
                            OperationRun.first(),
                            null,
                            TaskListener.NULL),
                    transfer);
        }
    }

    /**
     * Derives a key once for all that is read within minutes, such as the many files of a report: to derive one takes a
     * good part of a second. Then the key is wiped.
     */
    private record Remembering(ControllerServices services, Connection connection) implements ControllerServices {
        private static final Duration LIFE = Duration.ofMinutes(5);
        private static final int MOST = 100;
        private static final Map<Id, byte[]> KNOWN = new HashMap<>();

        private record Id(Secret passphrase, KdfParameters parameters) {}

        @Override
        public AccountAuthorization authorize() throws TransferException, InterruptedException {
            return services.authorize();
        }

        @Override
        public String bucketId() throws TransferException, InterruptedException {
            return services.bucketId();
        }

        @Override
        public void bucketRefused(String id) {
            services.bucketRefused(id);
        }

        @Override
        public UploadUrl borrowUploadUrl() throws TransferException, InterruptedException {
            return services.borrowUploadUrl();
        }

        @Override
        public void returnUploadUrl() {
            services.returnUploadUrl();
        }

        @Override
        public byte[] deriveKey(int index, KdfParameters parameters) throws IOException, InterruptedException {
            Secret passphrase = connection.passphraseSecret(index);
            Id id = passphrase == null ? null : new Id(passphrase, parameters);
            byte[] known = known(id);
            if (known != null) {
                return known;
            }
            byte[] key = services.deriveKey(index, parameters);
            if (id != null) {
                remember(id, key.clone());
            }
            return key;
        }

        /** A copy, since whoever gets it wipes it; null when it is not known. */
        private static byte[] known(Id id) {
            synchronized (KNOWN) {
                byte[] key = KNOWN.get(id);
                return key == null ? null : key.clone();
            }
        }

        private static void remember(Id id, byte[] key) {
            synchronized (KNOWN) {
                if (KNOWN.size() < MOST && KNOWN.putIfAbsent(id, key) == null) {
                    Timer.get().schedule(() -> forget(id), LIFE.toSeconds(), TimeUnit.SECONDS);
                } else {
                    Arrays.fill(key, (byte) 0);
                }
            }
        }

        private static void forget(Id id) {
            synchronized (KNOWN) {
                Arrays.fill(KNOWN.remove(id), (byte) 0);
            }
        }

        @Override
        public long report(StatusReport pulse) {
            return services.report(pulse);
        }
    }
}
