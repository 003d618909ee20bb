package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Computer;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
     * @param error of what failed last of the oldest that failed; null when nothing did
     */
    public record State(
            int count, long oldestMillis, @CheckForNull String error) {}

    /** How much waits, and how it fares. */
    public synchronized State state() {
        List<PendingDeletion> all = pending();
        return new State(
                all.size(),
                all.stream().mapToLong(PendingDeletion::since).min().orElse(0),
                all.stream()
                        .filter(deletion -> deletion.error() != null)
                        .min(Comparator.comparingLong(PendingDeletion::since))
                        .map(deletion -> deletion.place() + ": " + deletion.error())
                        .orElse(null));
    }

    /**
     * Has all files below the prefixes deleted, sooner or later.
     *
     * @throws IOException when that can't be kept in mind
     */
    void add(Collection<StoredPlace> places) throws IOException {
        if (places.isEmpty()) {
            return;
        }
        synchronized (this) {
            List<PendingDeletion> all = pending();
            int before = all.size();
            places.forEach(place -> all.add(new PendingDeletion(place, System.currentTimeMillis())));
            try {
                save();
            } catch (IOException e) {
                all.subList(before, all.size()).clear();
                throw e;
            }
        }
        start();
    }

    /** Whether all below the place is to go: nothing may be put there any more. */
    synchronized boolean isPending(StoredPlace place) {
        return pending().stream().anyMatch(deletion -> deletion.place().equals(place));
    }

    /** Works off what is due, in the background, unless that is under way. */
    void start() {
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
            Failure failure = attempt(deletion.place());
            synchronized (this) {
                if (failure == null) {
                    pending().remove(deletion);
                    makeDue(deletion.place().bucket());
                } else {
                    deletion.failed(failure.message(), System.currentTimeMillis());
                }
                untold++;
                // To delete a second time what has been deleted does no harm, and thousands may be waiting.
                if (failure != null || untold == SAVED_TOGETHER || next() == null) {
                    saveOrTell();
                    untold = 0;
                }
                if (failure != null && failure.concernsAll()) {
                    working = false;
                    return;
                }
            }
        }
    }

    /** B2 answers again, or the key works again. */
    private void makeDue(String bucket) {
        pending().stream()
                .filter(deletion -> deletion.place().bucket().equals(bucket))
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

    /**
     * @param concernsAll whether it is B2 or the network, so that others would be tried in vain, too
     */
    private record Failure(String message, boolean concernsAll) {}

    /** Null when all is gone. */
    @CheckForNull
    private static Failure attempt(StoredPlace place) {
        try {
            delete(place);
            return null;
        } catch (AbortException | TransferException e) {
            LOGGER.log(Level.WARNING, "Could not delete {0} yet: {1}", new Object[] {
                place, LogLine.of(String.valueOf(e.getMessage()))
            });
            return new Failure(Objects.toString(e.getMessage(), e.toString()), e instanceof TransferException);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failure(Messages.DeletionQueue_interrupted(), true);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not delete " + place);
            return new Failure(e.toString(), false);
        }
    }

    private static void delete(StoredPlace place) throws AbortException, TransferException, InterruptedException {
        Connection connection = place.connect();
        try (B2Session session = B2Session.open(connection.settings(), connection.authorizer(), Throttle.NONE)) {
            session.delete(request(place).build(), TransferListener.SILENT);
            if (isLeft(session, place)) {
                // Unfinished large files of the last day stay unless an age is given; nobody is uploading these any
                // more.
                session.delete(request(place).olderThan(Duration.ZERO).build(), TransferListener.SILENT);
                if (isLeft(session, place)) {
                    throw new AbortException(Messages.DeletionQueue_somethingCame());
                }
            }
        }
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

    private void save() throws IOException {
        file().write(new ArrayList<>(pending));
    }

    private void saveOrTell() {
        try {
            save();
        } catch (IOException e) {
            // What is kept is too much: what is gone is tried again after a restart.
            LOGGER.log(Level.WARNING, "Could not note what is left to delete", e);
        }
    }
}
