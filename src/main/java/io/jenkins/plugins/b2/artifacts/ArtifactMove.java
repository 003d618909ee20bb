package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.LocalFolder;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.ArtifactManager;
import jenkins.model.StandardArtifactManager;

/**
 * Moves the artifacts that builds of one job have from the controller's disk to B2, or back, one build after the other. Of a
 * build, all is moved or nothing; what is moved is deleted where it was once it is complete where it goes. Whoever does it
 * again goes on with the builds that are left. Thread-safe.
 */
public final class ArtifactMove {
    private static final Logger LOGGER = Logger.getLogger(ArtifactMove.class.getName());

    /** After so many in a row it is B2 or the disk, and no matter of single builds. */
    private static final int MAX_FAILURES_IN_A_ROW = 3;

    private static final int KEPT_FAILURES = 20;

    private final Job<?, ?> job;
    private final boolean toB2;
    private final boolean dryRun;

    private int looked;
    private int moved;
    private int failed;
    private int failedInARow;
    private long files;
    private long bytes;
    private long ended;
    private boolean stopped;
    private String current;
    private final List<String> failures = new ArrayList<>();

    ArtifactMove(Job<?, ?> job, boolean toB2, boolean dryRun) {
        this.job = job;
        this.toB2 = toB2;
        this.dryRun = dryRun;
    }

    /** Returns when all builds have been looked at, or it was stopped, also by an interrupt. */
    void run() {
        try {
            for (Run<?, ?> run : job.getBuilds()) {
                if (!goesOnWith(run)) {
                    return;
                }
                move(run);
            }
        } catch (InterruptedException e) {
            stop();
        } finally {
            end();
        }
    }

    private synchronized boolean goesOnWith(Run<?, ?> run) {
        current = run.getDisplayName();
        return !stopped && failedInARow < MAX_FAILURES_IN_A_ROW;
    }

    private synchronized void end() {
        ended = System.currentTimeMillis();
        current = null;
        LOGGER.log(Level.INFO, "{0}: {1}", new Object[] {LogLine.of(job.getFullName()), getSummary()});
    }

    /** No further build is begun. */
    synchronized void stop() {
        stopped = true;
    }

    private void move(Run<?, ?> run) throws InterruptedException {
        try {
            if (!run.isBuilding() && !run.isLogUpdated()) {
                if (toB2) {
                    toB2(run);
                } else {
                    toDisk(run);
                }
            }
            synchronized (this) {
                failedInARow = 0;
            }
        } catch (IOException | RuntimeException e) {
            failed(run, e);
        }
        synchronized (this) {
            looked++;
        }
    }

    private synchronized void failed(Run<?, ?> run, Exception e) {
        failed++;
        failedInARow++;
        String message = run.getDisplayName() + ": " + Objects.toString(e.getMessage(), e.toString());
        if (failures.size() < KEPT_FAILURES) {
            failures.add(message);
        }
        Level level = e instanceof AbortException ? Level.INFO : Level.WARNING;
        LOGGER.log(level, e, () -> LogLine.of("Could not move the artifacts of " + job.getFullName() + " " + message));
    }

    private synchronized void moved(long fileCount, long byteCount) {
        moved++;
        files += fileCount;
        bytes += byteCount;
    }

    private static Path folder(Run<?, ?> run) {
        return run.getRootDir().toPath().resolve("archive");
    }

    private void toB2(Run<?, ?> run) throws IOException, InterruptedException {
        ArtifactManager manager = run.getArtifactManager();
        StandardArtifactManager disk = new StandardArtifactManager(run);
        if (manager instanceof B2ArtifactManager there && !there.isOnDisk()) {
            deleteWhatWasMoved(there, disk);
            return;
        }
        boolean here = manager instanceof StandardArtifactManager || manager instanceof B2ArtifactManager;
        Collection<String> names = here ? disk.root().list("**", null, false) : List.of();
        if (names.isEmpty()) {
            return;
        }
        Path folder = folder(run);
        long size = 0;
        Map<String, String> paths = new TreeMap<>();
        for (String name : names) {
            String path = name.replace('\\', '/');
            paths.put(path, path);
            size += Files.size(folder.resolve(name));
        }
        if (!dryRun) {
            B2ArtifactManager ours =
                    manager instanceof B2ArtifactManager known ? known : B2ArtifactManagerFactory.managerOf(run);
            StoredPlace place = ours.announceArtifacts();
            List<StoredEntry> entries = upload(run, place, paths);
            if (entries.stream().mapToLong(StoredEntry::size).sum() != size) {
                throw new AbortException(Messages.ArtifactMove_changed());
            }
            ours.add(entries);
            if (job.getBuildByNumber(run.getNumber()) == null) {
                DeletionQueue.get().add(List.of(place));
                return;
            }
            if (manager instanceof B2ArtifactManager) {
                ours.moveToB2();
            } else {
                // Finds the list of what is there, and keeps that in the build.
                run.pickArtifactManager();
            }
            disk.delete();
        }
        moved(paths.size(), size);
    }

    /** Jenkins ended in between. */
    private void deleteWhatWasMoved(B2ArtifactManager there, StandardArtifactManager disk)
            throws IOException, InterruptedException {
        Map<String, StoredEntry> entries = there.manifest().entries();
        Collection<String> names = disk.root().list("**", null, false);
        if (!dryRun && !names.isEmpty() && entries.keySet().containsAll(names)) {
            disk.delete();
        }
    }

    private List<StoredEntry> upload(Run<?, ?> run, StoredPlace place, Map<String, String> paths)
            throws IOException, InterruptedException {
        Connection connection = Connection.of(place.spec(), run);
        connection.checkPrefix(place.prefix());
        if (connection.encryption() != null) {
            connection.requirePassphrase();
        }
        Path folder = folder(run);
        ArtifactUpload upload = new ArtifactUpload(place.prefix(), paths);
        return ControllerWork.run(connection, Verb.UPLOAD, label(run), (session, context) -> {
            LocalEnvironment local = in(folder, context.local());
            UploadResults results = new UploadResults(TransferListener.SILENT);
            upload.send(session, local, results);
            return upload.entries(local, results);
        });
    }

    private static LocalEnvironment in(Path folder, LocalEnvironment local) {
        return new LocalEnvironment(LocalFolder.within(folder, folder), local.encryption(), null);
    }

    private String label(Run<?, ?> run) {
        return (toB2 ? "artifacts to B2: " : "artifacts from B2: ") + run.getFullDisplayName();
    }

    private void toDisk(Run<?, ?> run) throws IOException, InterruptedException {
        if (!(run.getArtifactManager() instanceof B2ArtifactManager ours) || ours.isOnDisk()) {
            return;
        }
        Manifest manifest = ours.manifest();
        Collection<StoredEntry> entries = manifest.entries().values();
        if (entries.isEmpty()) {
            return;
        }
        long size = entries.stream().mapToLong(StoredEntry::size).sum();
        if (!dryRun) {
            download(run, manifest);
            ours.moveToDisk();
        }
        moved(entries.size(), size);
    }

    /** As on any disk, links come back as what they led to. */
    private void download(Run<?, ?> run, Manifest manifest) throws IOException, InterruptedException {
        StoredPlace place = manifest.place();
        Connection connection = place.connect(run);
        Path folder = Files.createDirectories(folder(run));
        List<StoredEntry> missing = new ArrayList<>();
        for (StoredEntry entry : manifest.entries().values()) {
            if (!isThere(folder.resolve(entry.path()), entry)) {
                missing.add(entry);
            }
        }
        long size = missing.stream().mapToLong(StoredEntry::size).sum();
        long room = Files.getFileStore(folder).getUsableSpace();
        if (size > room) {
            throw new AbortException(Messages.ArtifactMove_noRoom(ByteSize.format(size), ByteSize.format(room)));
        }
        ControllerWork.run(connection, Verb.DOWNLOAD, label(run), (session, context) -> {
            for (StoredEntry entry : missing) {
                session.download(
                        DownloadRequest.builder()
                                .name(entry.nameBelow(place))
                                .fileId(entry.fileId())
                                .file(entry.path())
                                .acceptRenamed(entry.copied())
                                .build(),
                        in(folder, context.local()),
                        TransferListener.SILENT);
                finish(folder.resolve(entry.path()), entry);
            }
            return null;
        });
    }

    /** A file appears at its place once it is complete, and has its time last. */
    private static boolean isThere(Path file, StoredEntry entry) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.size() == entry.size() && found.lastModifiedTime().toMillis() == entry.modified();
    }

    private static void finish(Path file, StoredEntry entry) throws IOException, InterruptedException {
        if (Files.size(file) != entry.size()) {
            throw new AbortException(Messages.ArtifactMove_otherSize(entry.path()));
        }
        if (entry.mode() >= 0) {
            new FilePath(file.toFile()).chmod(entry.mode());
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(entry.modified()));
    }

    synchronized boolean isRunning() {
        return ended == 0;
    }

    /** How often what {@link #getSummary} says has changed. */
    synchronized int version() {
        return looked;
    }

    public synchronized String getSummary() {
        String size = ByteSize.format(bytes);
        if (dryRun) {
            return toB2
                    ? Messages.ArtifactMove_wouldMoveToB2(moved, files, size, looked)
                    : Messages.ArtifactMove_wouldMoveToDisk(moved, files, size, looked);
        }
        return toB2
                ? Messages.ArtifactMove_movedToB2(moved, files, size, looked)
                : Messages.ArtifactMove_movedToDisk(moved, files, size, looked);
    }

    /** The build that it is at, or how it ended. */
    public synchronized String getState() {
        if (ended == 0) {
            return current == null ? Messages.ArtifactMove_begins() : Messages.ArtifactMove_isAt(current);
        }
        String age = Util.getTimeSpanString(Math.max(0, System.currentTimeMillis() - ended));
        if (failedInARow == MAX_FAILURES_IN_A_ROW) {
            return Messages.ArtifactMove_gaveUp(age, MAX_FAILURES_IN_A_ROW);
        }
        return stopped ? Messages.ArtifactMove_stopped(age) : Messages.ArtifactMove_ended(age);
    }

    /** How many builds could not be moved. */
    public synchronized int getFailed() {
        return failed;
    }

    /** Of the first builds that could not be moved, which and why. */
    public synchronized List<String> getFailures() {
        return List.copyOf(failures);
    }

    /** Null when all failures are listed. */
    @CheckForNull
    public synchronized Integer getMoreFailures() {
        return failed > failures.size() ? Integer.valueOf(failed - failures.size()) : null;
    }
}
