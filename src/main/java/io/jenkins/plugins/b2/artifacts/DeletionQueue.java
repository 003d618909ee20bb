package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Computer;
import io.jenkins.plugins.b2.agent.TransferFailure;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * What is to go from B2, worked off in the background until it is gone, across restarts. Whoever deletes a build neither waits
 * for B2 nor hears of its troubles; {@link DeletionMonitor} tells of those. Thread-safe.
 */
@Extension
public class DeletionQueue {
    private static final Logger LOGGER = Logger.getLogger(DeletionQueue.class.getName());

    private static final int SAVED_TOGETHER = 50;

    private List<PendingDeletion> pending;
    private boolean working;
    /** Why the list could not be written; null when it was. What is on it is worked off all the same. */
    private String unsaved;

    public static DeletionQueue get() {
        return ExtensionList.lookupSingleton(DeletionQueue.class);
    }

    private static XmlFile file() {
        return new XmlFile(
                Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), DeletionQueue.class.getName() + ".xml"));
    }

    /**
     * What it tells to administrators.
     *
     * @param count how many builds' artifacts or stashes there are
     * @param oldestMillis since when the first of them waits, milliseconds since 1970; 0 for none
     * @param error why an end of Jenkins would lose what waits; else of what failed last of the oldest that failed; null when
     *     all is well
     */
    public record State(
            int count, long oldestMillis, @CheckForNull String error) {}

    /**
     * How many builds' artifacts or stashes could not be deleted when that was last tried, by the cause.
     *
     * @param profile the global one by which they were tried; null for all, those by profiles of folders among them
     */
    public synchronized Map<Kind, Long> failures(@CheckForNull String profile) {
        Map<Kind, Long> all = new EnumMap<>(Kind.class);
        pending().stream()
                .filter(deletion -> deletion.kind() != null && (profile == null || deletion.wasTriedBy(profile)))
                .forEach(deletion -> all.merge(deletion.kind(), 1L, Long::sum));
        return all;
    }

    /** How much waits, and how it fares. */
    public synchronized State state() {
        List<PendingDeletion> all = pending();
        return new State(
                all.size(),
                all.stream().mapToLong(PendingDeletion::since).min().orElse(0),
                unsaved != null && !all.isEmpty()
                        ? Messages.DeletionQueue_unsaved(file().getFile(), unsaved)
                        : failure(all));
    }

    @CheckForNull
    private static String failure(List<PendingDeletion> all) {
        return all.stream()
                .filter(deletion -> deletion.error() != null)
                .min(Comparator.comparingLong(PendingDeletion::since))
                .map(deletion -> deletion.place() + ": " + deletion.error())
                .orElse(null);
    }

    /**
     * Has all files below the prefixes deleted, sooner or later. Where the list can't be written, such as on a full disk, on
     * which builds are deleted to make room, that is told and tried again, and only an end of Jenkins would lose it.
     */
    void add(Collection<StoredPlace> places) {
        if (places.isEmpty()) {
            return;
        }
        synchronized (this) {
            List<PendingDeletion> all = pending();
            places.forEach(place -> all.add(new PendingDeletion(place, System.currentTimeMillis())));
            save();
        }
        begin();
    }

    /** Whether all below the place is to go: nothing may be put there any more. */
    synchronized boolean isPending(StoredPlace place) {
        return pending().stream().anyMatch(deletion -> deletion.place().equals(place));
    }

    /** Works off what is due, in the background, unless that is under way; what could not be written is written first. */
    void start() {
        synchronized (this) {
            if (unsaved != null) {
                save();
            }
        }
        begin();
    }

    private void begin() {
        synchronized (this) {
            if (working || next() == null) {
                return;
            }
            working = true;
        }
        Computer.threadPoolForRemoting.submit(this::work);
    }

    /** Tries all of it now, whenever it would have been due. */
    void retryNow() {
        synchronized (this) {
            pending().forEach(PendingDeletion::makeDue);
        }
        start();
    }

    private void work() {
        boolean ended = false;
        try {
            workOff();
            ended = true;
        } finally {
            if (!ended) {
                // By a fault that nobody expected; what comes next begins anew.
                synchronized (this) {
                    working = false;
                }
            }
        }
    }

    private void workOff() {
        int untold = 0;
        PendingDeletion deletion;
        while ((deletion = nextOrEnd()) != null) {
            DeletionFailure failure = attempt(deletion.place());
            synchronized (this) {
                if (failure == null) {
                    pending().remove(deletion);
                    makeDue(deletion.place().bucket());
                } else {
                    deletion.failed(failure, System.currentTimeMillis());
                }
                untold++;
                // To delete a second time what has been deleted does no harm, and thousands may be waiting.
                if (failure != null || untold == SAVED_TOGETHER || next() == null) {
                    save();
                    untold = 0;
                }
                if (failure != null && failure.concernsAll()) {
                    working = false;
                    return;
                }
            }
        }
    }

    /** B2 answers again. What failed for another reason waits as long as it would. */
    private void makeDue(String bucket) {
        pending().stream()
                .filter(deletion -> deletion.kind() == Kind.REMOTE
                        && deletion.place().bucket().equals(bucket))
                .forEach(PendingDeletion::makeDue);
    }

    private synchronized PendingDeletion nextOrEnd() {
        PendingDeletion next = next();
        working = next != null;
        return next;
    }

    private synchronized PendingDeletion next() {
        long now = System.currentTimeMillis();
        return pending().stream()
                .filter(deletion -> deletion.isDue(now))
                .findFirst()
                .orElse(null);
    }

    /** Null when all is gone. */
    @CheckForNull
    private static DeletionFailure attempt(StoredPlace place) {
        String profile = place.globalProfile();
        try {
            Connection connection = place.connect();
            profile = connection.isGlobal() ? connection.displayName() : null;
            if (delete(connection, place)) {
                return null;
            }
            return failed(place, profile, Kind.PARTIAL, Messages.DeletionQueue_somethingCame(), false);
        } catch (TransferFailure e) {
            return failed(place, profile, e.kind(), e.getMessage(), e.kind() == Kind.REMOTE);
        } catch (AbortException e) {
            return failed(place, profile, Kind.USAGE, e.getMessage(), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new DeletionFailure(profile, null, Messages.DeletionQueue_interrupted(), true);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not delete " + place);
            return new DeletionFailure(profile, Kind.INTERNAL, e.toString(), false);
        }
    }

    private static DeletionFailure failed(
            StoredPlace place, @CheckForNull String profile, Kind kind, String message, boolean concernsAll) {
        LOGGER.log(
                Level.WARNING, "Could not delete {0} yet: {1}", new Object[] {place, LogLine.of(String.valueOf(message))
                });
        return new DeletionFailure(profile, kind, message, concernsAll);
    }

    /** Whether nothing is left. */
    private static boolean delete(Connection connection, StoredPlace place) throws IOException, InterruptedException {
        return ControllerWork.attempt(connection, Verb.DELETE, Messages.DeletionQueue_label(), (session, context) -> {
            session.delete(request(place).build(), context.console());
            if (isLeft(session, place)) {
                // Unfinished large files of the last day stay unless an age is given; nobody is uploading these any
                // more.
                session.delete(request(place).olderThan(Duration.ZERO).build(), context.console());
            }
            return !isLeft(session, place);
        });
    }

    private static DeleteRequest.Builder request(StoredPlace place) {
        return DeleteRequest.tree(place.prefix()).allVersions(true).allowEmpty(true);
    }

    private static boolean isLeft(B2Session session, StoredPlace place) throws TransferException, InterruptedException {
        return session.list(
                                ListRequest.below(place.prefix())
                                        .versions(true)
                                        .maxFiles(1)
                                        .build(),
                                row -> {},
                                TransferListener.SILENT)
                        .files()
                > 0;
    }

    private List<PendingDeletion> pending() {
        if (pending == null) {
            pending = new ArrayList<>();
            XmlFile file = file();
            try {
                if (file.exists()) {
                    for (Object deletion : (List<?>) file.read()) {
                        pending.add((PendingDeletion) deletion);
                    }
                }
            } catch (IOException | ClassCastException e) {
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "Could not read " + file + ", which is kept as *.unreadable: what it"
                                + " lists stays in B2 until somebody deletes it there");
                keepAside(file.getFile().toPath());
            }
        }
        return pending;
    }

    /** Rather than to write over it. */
    private static void keepAside(Path file) {
        try {
            Files.move(
                    file, file.resolveSibling(file.getFileName() + ".unreadable"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not keep " + file, e);
        }
    }

    private void save() {
        try {
            file().write(new ArrayList<>(pending));
            unsaved = null;
        } catch (IOException e) {
            if (unsaved == null) {
                LOGGER.log(Level.WARNING, "Could not note what is to be deleted from B2", e);
            }
            unsaved = Objects.toString(e.getMessage(), e.toString());
        }
    }
}
