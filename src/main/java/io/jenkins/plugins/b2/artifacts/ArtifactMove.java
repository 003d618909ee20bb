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
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.ArtifactManager;
import jenkins.model.Jenkins;
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

    /** Bytes that stay free on the controller's disk, and a twentieth of it: Jenkins needs room to go on. */
    private static final long LEAST_ROOM = 1L << 30;

    private static final int ROOM_SHARE = 20;

    private static final int PERMISSIONS = 0777;
    private static final int READABLE = 0600;

    /** Null when it has ended, so that a job that is gone is not kept. */
    private volatile Job<?, ?> job;

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
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, e, () -> "Moving artifacts of " + job.getFullName() + " ended");
            stop();
            throw e;
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
        job = null;
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
        String message = run.getDisplayName() + ": "
                + (e instanceof FileSystemException ? e.toString() : Objects.toString(e.getMessage(), e.toString()));
        if (failures.size() < KEPT_FAILURES) {
            failures.add(message);
        }
        Level level = e instanceof AbortException ? Level.INFO : Level.WARNING;
        LOGGER.log(level, e, () -> LogLine.of("Could not move the artifacts of " + job.getFullName() + " " + message));
    }

    private synchronized void moved(long fileCount, long byteCount) {
        moved++;
        failedInARow = 0;
        files += fileCount;
        bytes += byteCount;
    }

    private static Path folder(Run<?, ?> run) {
        return run.getRootDir().toPath().resolve("archive");
    }

    private void toB2(Run<?, ?> run) throws IOException, InterruptedException {
        ArtifactManager manager = run.getArtifactManager();
        StandardArtifactManager disk = new StandardArtifactManager(run);
        boolean known = manager instanceof B2ArtifactManager;
        if (!known && !(manager instanceof StandardArtifactManager)) {
            return;
        }
        Map<String, String> paths = new TreeMap<>();
        for (String name : disk.root().list("**", null, false)) {
            String path = name.replace(File.separatorChar, '/');
            paths.put(path, path);
        }
        if (manager instanceof B2ArtifactManager there
                && !there.isOnDisk()
                && !there.manifest().entries().isEmpty()) {
            deleteWhatWasMoved(run, there, paths.keySet());
            return;
        }
        if (paths.isEmpty()) {
            adoptWhatWasMoved(run, known);
            return;
        }
        Path folder = folder(run);
        checkNothingElse(folder, paths.keySet());
        long size = 0;
        for (String path : paths.keySet()) {
            size += Files.size(folder.resolve(path));
        }
        B2ArtifactManager ours = known ? (B2ArtifactManager) manager : B2ArtifactManagerFactory.managerOf(run);
        if (!dryRun) {
            StoredPlace place = ours.announceArtifacts();
            List<StoredEntry> entries = upload(run, place, paths);
            if (entries.stream().mapToLong(StoredEntry::size).sum() != size) {
                throw new AbortException(Messages.ArtifactMove_changed());
            }
            // Jenkins deletes a build under this lock.
            synchronized (run) {
                if (!isThere(run)) {
                    DeletionQueue.get().add(List.of(place));
                    return;
                }
                ours.set(entries);
                switchToB2(run, ours, known, paths.keySet());
            }
        }
        moved(paths.size(), size);
    }

    /** Whether the build is still what Jenkins knows under its number: not deleted, nor read anew. */
    private boolean isThere(Run<?, ?> run) {
        return Jenkins.get().getItemByFullName(job.getFullName()) == job
                && job.getBuildByNumber(run.getNumber()) == run;
    }

    private static void switchToB2(Run<?, ?> run, B2ArtifactManager ours, boolean known, Set<String> paths)
            throws IOException, InterruptedException {
        if (known) {
            ours.moveToB2();
        } else {
            // Somebody may have changed the settings since: then nothing is saved.
            B2ArtifactManagerFactory.managerOf(run);
            run.pickArtifactManager();
        }
        deleteFromDisk(run, paths);
    }

    /** Once all of it is in B2 for certain, and the build says so on disk, too. */
    private static void deleteFromDisk(Run<?, ?> run, Set<String> paths) throws IOException, InterruptedException {
        boolean inB2 = run.getArtifactManager() instanceof B2ArtifactManager ours
                && !ours.isOnDisk()
                && ours.manifest().entries().keySet().containsAll(paths);
        if (!inB2) {
            throw new AbortException(Messages.ArtifactMove_changed());
        }
        checkNothingElse(folder(run), paths);
        run.save();
        new StandardArtifactManager(run).delete();
    }

    /** Names that this JVM can't read, and links that lead nowhere, are in no listing and would go with the folder. */
    private static void checkNothingElse(Path folder, Set<String> paths) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Optional<Path> other = all.filter(file -> !Files.isDirectory(file))
                    .filter(file ->
                            !paths.contains(folder.relativize(file).toString().replace(File.separatorChar, '/')))
                    .findFirst();
            if (other.isPresent()) {
                throw new AbortException(Messages.ArtifactMove_unreadable(
                        PrintableText.of(folder.relativize(other.get()).toString())));
            }
        }
    }

    /** The disk was full when the build was to keep that it is in B2. */
    private void adoptWhatWasMoved(Run<?, ?> run, boolean known) throws IOException {
        Manifest left =
                known ? null : Manifest.readIfThere(run.getRootDir().toPath().resolve(Manifest.ARTIFACTS));
        if (!dryRun && left != null && !left.entries().isEmpty()) {
            B2ArtifactManagerFactory.managerOf(run);
            run.pickArtifactManager();
        }
    }

    /** Jenkins ended in between, or the disk was full. */
    private void deleteWhatWasMoved(Run<?, ?> run, B2ArtifactManager there, Set<String> paths)
            throws IOException, InterruptedException {
        if (!dryRun && !paths.isEmpty() && there.manifest().entries().keySet().containsAll(paths)) {
            synchronized (run) {
                if (isThere(run)) {
                    deleteFromDisk(run, paths);
                }
            }
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
            synchronized (run) {
                if (!isThere(run)) {
                    if (job.getBuildByNumber(run.getNumber()) == null) {
                        Util.deleteRecursive(run.getRootDir());
                    }
                    return;
                }
                ours.moveToDisk();
            }
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
            if (entry.path().indexOf('\\') >= 0) {
                // Somewhere a separator, elsewhere a character.
                throw new AbortException(Messages.ArtifactMove_otherName(entry.path()));
            }
            if (!isComplete(folder.resolve(entry.path()), entry)) {
                missing.add(entry);
            }
        }
        long size = missing.stream().mapToLong(StoredEntry::size).sum();
        long room = Files.getFileStore(folder).getUsableSpace();
        if (size > room - Math.max(LEAST_ROOM, Files.getFileStore(folder).getTotalSpace() / ROOM_SHARE)) {
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
        // Where two names are one file, one of them has replaced the other.
        for (StoredEntry entry : manifest.entries().values()) {
            if (!isComplete(folder.resolve(entry.path()), entry)) {
                throw new AbortException(Messages.ArtifactMove_otherName(entry.path()));
            }
        }
        Set<String> names = new HashSet<>();
        for (String name : new StandardArtifactManager(run).root().list("**", null, false)) {
            names.add(name.replace(File.separatorChar, '/'));
        }
        for (String name : manifest.entries().keySet()) {
            if (!names.contains(name)) {
                throw new AbortException(Messages.ArtifactMove_otherName(name));
            }
        }
    }

    /** A file appears at its place once it is complete, and has its time last. */
    private static boolean isComplete(Path file, StoredEntry entry) throws IOException {
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
        // What is in B2 goes soon.
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        if (entry.mode() >= 0) {
            // As a node told it; this user must be able to read it.
            new FilePath(file.toFile()).chmod(entry.mode() & PERMISSIONS | READABLE);
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
