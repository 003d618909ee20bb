package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.ArtifactManager;
import jenkins.model.StandardArtifactManager;

/** From the controller's disk to where new builds of the job keep their artifacts. */
final class MoveToB2 extends BuildMove {
    @CheckForNull
    @Override
    Moved move(Run<?, ?> run, boolean dryRun) throws IOException, InterruptedException {
        ArtifactManager manager = run.getArtifactManager();
        Set<String> paths = onDisk(run);
        if (manager instanceof B2ArtifactManager ours) {
            boolean inB2 = !ours.isOnDisk() && !ours.manifest().entries().isEmpty();
            if (!inB2) {
                return move(run, ours, paths, dryRun);
            }
            if (!dryRun) {
                deleteLeftover(run, ours, paths);
            }
            return null;
        }
        if (!(manager instanceof StandardArtifactManager)) {
            return null;
        }
        if (!paths.isEmpty()) {
            return move(run, B2ArtifactManagerFactory.managerOf(run), paths, dryRun);
        }
        if (!dryRun) {
            adopt(run);
        }
        return null;
    }

    @CheckForNull
    private static Moved move(Run<?, ?> run, B2ArtifactManager ours, Set<String> paths, boolean dryRun)
            throws IOException, InterruptedException {
        Path folder = folder(run);
        if (paths.isEmpty()) {
            return null;
        }
        checkNothingElse(folder, paths);
        long size = 0;
        for (String path : paths) {
            size += Files.size(folder.resolve(path));
        }
        if (!dryRun) {
            StoredPlace place = ours.announceArtifacts();
            List<StoredEntry> entries = upload(run, place, paths);
            if (entries.stream().mapToLong(StoredEntry::size).sum() != size) {
                throw new AbortException(Messages.MoveToB2_changed());
            }
            if (!finish(run, ours, place, entries, paths)) {
                return null;
            }
        }
        return new Moved(paths.size(), size);
    }

    private static List<StoredEntry> upload(Run<?, ?> run, StoredPlace place, Set<String> paths)
            throws IOException, InterruptedException {
        Connection connection = Connection.of(place.spec(), run);
        connection.checkPrefix(place.prefix());
        if (connection.encryption() != null) {
            connection.requirePassphrase();
        }
        Path folder = folder(run);
        ArtifactUpload upload = new ArtifactUpload(
                place.prefix(), paths.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
        String label = "artifacts to B2: " + run.getFullDisplayName();
        return ControllerWork.run(connection, Verb.UPLOAD, label, (session, context) -> {
            LocalEnvironment local = in(folder, context.local());
            UploadResults results = new UploadResults(TransferListener.SILENT);
            upload.send(session, local, results);
            return upload.entries(local, results);
        });
    }

    /** False when the build has gone meanwhile. */
    private static boolean finish(
            Run<?, ?> run, B2ArtifactManager ours, StoredPlace place, List<StoredEntry> entries, Set<String> paths)
            throws IOException, InterruptedException {
        // Jenkins deletes a build under this lock.
        synchronized (run) {
            if (!isCurrent(run)) {
                DeletionQueue.get().add(List.of(place));
                return false;
            }
            ours.replaceArtifacts(entries);
            if (run.getArtifactManager() == ours) {
                ours.moveToB2();
            } else {
                pick(run);
            }
            deleteFromDisk(run, paths);
            return true;
        }
    }

    /** Has the build find the list of what is in B2; changes nothing where the settings would give it another manager. */
    private static void pick(Run<?, ?> run) throws IOException {
        B2ArtifactManagerFactory.managerOf(run);
        run.pickArtifactManager();
    }

    /** Once all of it is in B2, and the build says so in its XML. */
    private static void deleteFromDisk(Run<?, ?> run, Set<String> paths) throws IOException, InterruptedException {
        boolean inB2 = run.getArtifactManager() instanceof B2ArtifactManager ours
                && !ours.isOnDisk()
                && ours.manifest().entries().keySet().containsAll(paths);
        if (!inB2) {
            throw new AbortException(Messages.MoveToB2_changed());
        }
        checkNothingElse(folder(run), paths);
        run.save();
        new StandardArtifactManager(run).delete();
    }

    /** What came later than the listing, or has a name that this JVM can't read, would go with the folder. */
    private static void checkNothingElse(Path folder, Set<String> paths) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            Optional<String> other = all.filter(file -> !Files.isDirectory(file))
                    .map(file -> withSlashes(folder.relativize(file).toString()))
                    .filter(path -> !paths.contains(path))
                    .findFirst();
            if (other.isPresent()) {
                throw new AbortException(Messages.MoveToB2_unlisted(PrintableText.of(other.get())));
            }
        }
    }

    /** The disk was full when the build was to be saved: all is in B2, and the build does not know it. */
    private static void adopt(Run<?, ?> run) throws IOException {
        Manifest left = Manifest.readIfThere(run.getRootDir().toPath().resolve(Manifest.ARTIFACTS));
        if (left != null && !left.entries().isEmpty()) {
            pick(run);
        }
    }

    /** Jenkins ended before the files were deleted. */
    private static void deleteLeftover(Run<?, ?> run, B2ArtifactManager ours, Set<String> paths)
            throws IOException, InterruptedException {
        if (!paths.isEmpty() && ours.manifest().entries().keySet().containsAll(paths)) {
            synchronized (run) {
                if (isCurrent(run)) {
                    deleteFromDisk(run, paths);
                }
            }
        }
    }
}
