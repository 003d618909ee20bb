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
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs work on the controller itself that belongs to no step: with its keys and its share of the bandwidth. */
public final class ControllerWork {
    private ControllerWork() {}

    /**
     * When interrupted, it comes back after all has ended.
     *
     * @param label what the log calls it
     * @param work may hold what can't be sent
     */
    public static <R extends Serializable> R run(Connection connection, String label, NodeOperation.Work<R> work)
            throws IOException, InterruptedException {
        StepRecorder recorder = new StepRecorder(label, connection.displayName());
        try (ControllerServicesImpl services =
                new ControllerServicesImpl(connection, recorder, TaskListener.NULL, label)) {
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
                            TaskListener.NULL));
        }
    }

    /**
     * Derives a key once for all that is read within minutes, such as the many files of a report: to derive one takes a
     * good part of a second.
     */
    private record Remembering(ControllerServices services, Connection connection) implements ControllerServices {
        private static final Duration LIFE = Duration.ofMinutes(5);
        private static final Map<Id, Known> KNOWN = new ConcurrentHashMap<>();

        private record Id(Secret passphrase, KdfParameters parameters) {}

        private record Known(byte[] key, long nanos) {
            boolean isOld() {
                return System.nanoTime() - nanos > LIFE.toNanos();
            }
        }

        @Override
        public AccountAuthorization authorize() throws TransferException, InterruptedException {
            return services.authorize();
        }

        @Override
        public byte[] deriveKey(int index, KdfParameters parameters) throws IOException, InterruptedException {
            KNOWN.values().removeIf(Known::isOld);
            Secret passphrase = connection.passphraseSecret(index);
            if (passphrase == null) {
                return services.deriveKey(index, parameters);
            }
            Id id = new Id(passphrase, parameters);
            Known known = KNOWN.get(id);
            if (known == null) {
                known = new Known(services.deriveKey(index, parameters), System.nanoTime());
                KNOWN.put(id, known);
            }
            // Whoever gets it wipes it.
            return known.key().clone();
        }

        @Override
        public long report(StatusReport pulse) {
            return services.report(pulse);
        }
    }
}
