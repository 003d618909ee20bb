package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Computer;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Counts what is stored through a profile, in the background, and keeps how far it is: whatever ends a count, the next one
 * goes on there. One count of a profile at a time. Thread-safe.
 */
@Extension
public class StorageGatherer {
    private static final Logger LOGGER = Logger.getLogger(StorageGatherer.class.getName());
    /** Between two writes of what may be megabytes; so much is counted again after a crash. */
    private static final Duration BETWEEN_WRITES = Duration.ofSeconds(10);

    /** By the profile's name. */
    private final Map<String, Future<?>> running = new HashMap<>();
    /** When counts were begun since Jenkins started, likewise: also of those that could not be saved. */
    private final Map<String, Long> begun = new HashMap<>();
    /** Why the figures of a count could not be saved, likewise. */
    private final Map<String, String> unsaved = new ConcurrentHashMap<>();

    public static StorageGatherer get() {
        return ExtensionList.lookupSingleton(StorageGatherer.class);
    }

    synchronized boolean isRunning(String profile) {
        return running.containsKey(profile);
    }

    /** Why what was last counted could not be saved; null when it was, or nothing was counted since Jenkins started. */
    @CheckForNull
    String unsaved(String profile) {
        return unsaved.get(profile);
    }

    /** Counts, or goes on with it, unless that is under way. */
    synchronized void start(String profile) {
        begun.put(profile, System.currentTimeMillis());
        running.computeIfAbsent(profile, name -> Computer.threadPoolForRemoting.submit(() -> work(name)));
    }

    /** Ends a count that is under way; what it has found is kept. */
    synchronized void stop(String profile) {
        Future<?> count = running.get(profile);
        if (count != null) {
            count.cancel(true);
        }
    }

    /** What a restart has ended goes on, and what was counted a day ago is counted again, if that is wanted. */
    void startWhatIsDue(boolean daily) {
        long dayAgo = System.currentTimeMillis() - Duration.ofDays(1).toMillis();
        for (Profile profile : GlobalProfiles.all()) {
            StorageRecord record = StorageRecord.read(profile.getName());
            boolean broken = record.partial() != null && !record.isHeld() && unsaved(profile.getName()) == null;
            if (broken || daily && Math.max(record.begun(), begun(profile.getName())) <= dayAgo) {
                start(profile.getName());
            }
        }
    }

    private synchronized long begun(String profile) {
        return begun.getOrDefault(profile, 0L);
    }

    private void work(String profile) {
        StorageRecord record = StorageRecord.read(profile);
        try {
            gather(profile, record);
            record.complete();
        } catch (InterruptedException e) {
            record.stopped();
        } catch (IOException | RuntimeException e) {
            String reason = Objects.toString(e.getMessage(), e.toString());
            LOGGER.log(
                    Level.WARNING, "Could not count the storage of {0}: {1}", new Object[] {profile, LogLine.of(reason)
                    });
            record.failed(reason);
        } finally {
            try {
                save(record);
            } finally {
                synchronized (this) {
                    running.remove(profile);
                }
            }
        }
    }

    private void save(StorageRecord record) {
        String profile = record.profile();
        try {
            record.write();
            unsaved.remove(profile);
        } catch (IOException e) {
            if (unsaved.put(profile, Messages.StorageGatherer_unsaved(e.getMessage())) == null) {
                LOGGER.log(Level.WARNING, e, () -> "Could not save the storage figures of the profile " + profile);
            }
        }
    }

    private void gather(String name, StorageRecord record) throws IOException, InterruptedException {
        Connection connection = Connection.of(Connection.find(name, null));
        StorageFigures figures = record.begin(connection.settings().bucket(), Util.fixNull(connection.prefix()));
        ControllerWork.run(connection, Verb.LIST, Messages.StorageGatherer_label(), (session, context) -> {
            count(session, context, figures, record);
            return null;
        });
    }

    private void count(B2Session session, NodeContext context, StorageFigures figures, StorageRecord record)
            throws TransferException, InterruptedException {
        if (figures.next() == null) {
            figures.setRules(rules(session, context));
        }
        long[] written = {System.nanoTime()};
        session.versions(
                figures.getPrefix(),
                figures.next(),
                (rows, next, serverMillis) -> {
                    figures.add(rows, next, serverMillis);
                    if (System.nanoTime() - written[0] > BETWEEN_WRITES.toNanos()) {
                        save(record);
                        written[0] = System.nanoTime();
                    }
                },
                context.console());
    }

    /** Those that hold for what is counted; null when the key may not read them. */
    private static List<LifecycleRule> rules(B2Session session, NodeContext context)
            throws TransferException, InterruptedException {
        try {
            LifecycleReport report =
                    session.lifecycle(LifecycleRequest.builder().build(), context.console());
            return Stream.concat(report.after().stream(), report.wider().stream())
                    .toList();
        } catch (TransferException e) {
            if (e.kind() != TransferException.Kind.PERMISSION) {
                throw e;
            }
            LOGGER.log(Level.FINE, "Counting without lifecycle rules", e);
            return null;
        }
    }
}
