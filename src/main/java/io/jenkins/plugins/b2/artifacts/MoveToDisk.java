package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Set;

/** From B2 to the controller's disk. As on any disk, symbolic links become what they led to. */
final class MoveToDisk extends BuildMove {
    /** Bytes that stay free, and a twentieth of the disk: Jenkins needs room to go on. */
    private static final long LEAST_ROOM = 1L << 30;

    private static final int ROOM_SHARE = 20;

    private static final int PERMISSIONS = 0777;
    private static final int READABLE = 0600;

    @CheckForNull
    @Override
    Moved move(Run<?, ?> run, boolean dryRun) throws IOException, InterruptedException {
        if (!(run.getArtifactManager() instanceof B2ArtifactManager ours) || ours.isOnDisk()) {
            return null;
        }
        Manifest manifest = ours.manifest();
        Collection<StoredEntry> entries = manifest.entries().values();
        if (entries.isEmpty()) {
            return null;
        }
        if (!dryRun) {
            download(run, manifest);
            synchronized (run) {
                if (!isCurrent(run)) {
                    if (run.getParent().getBuildByNumber(run.getNumber()) == null) {
                        Util.deleteRecursive(run.getRootDir());
                    }
                    return null;
                }
                ours.moveToDisk();
            }
        }
        return new Moved(
                entries.size(), entries.stream().mapToLong(StoredEntry::size).sum());
    }

    private static void download(Run<?, ?> run, Manifest manifest) throws IOException, InterruptedException {
        Connection connection = manifest.place().connect(run);
        Path folder = Files.createDirectories(folder(run));
        checkNames(manifest);
        checkRoom(folder, manifest);
        String label = "artifacts from B2: " + run.getFullDisplayName();
        ControllerWork.run(connection, Verb.DOWNLOAD, label, (session, context) -> {
            LocalEnvironment local = in(folder, context.local());
            for (StoredEntry entry : manifest.entries().values()) {
                Path file = folder.resolve(entry.path());
                if (!isComplete(file, entry)) {
                    download(session, local, manifest.place(), entry);
                }
                finish(file, entry);
            }
            return null;
        });
        checkAllThere(run, manifest);
    }

    private static void checkNames(Manifest manifest) throws AbortException {
        for (String path : manifest.entries().keySet()) {
            // On one system it is a separator, on another a character.
            if (path.indexOf('\\') >= 0) {
                throw new AbortException(Messages.MoveToDisk_badName(path));
            }
        }
    }

    private static void checkRoom(Path folder, Manifest manifest) throws IOException {
        long missing = 0;
        for (StoredEntry entry : manifest.entries().values()) {
            missing += isComplete(folder.resolve(entry.path()), entry) ? 0 : entry.size();
        }
        FileStore disk = Files.getFileStore(folder);
        long reserve = Math.max(LEAST_ROOM, disk.getTotalSpace() / ROOM_SHARE);
        long free = disk.getUsableSpace();
        if (missing > free - reserve) {
            throw new AbortException(Messages.MoveToDisk_noRoom(
                    ByteSize.format(missing), ByteSize.format(free), ByteSize.format(reserve)));
        }
    }

    private static void download(B2Session session, LocalEnvironment local, StoredPlace place, StoredEntry entry)
            throws Exception {
        DownloadRequest request = DownloadRequest.builder()
                .name(entry.nameBelow(place))
                .fileId(entry.fileId())
                .file(entry.path())
                .acceptRenamed(entry.copied())
                .build();
        session.download(request, local, TransferListener.SILENT);
    }

    /** Whether an earlier move has brought it: files appear at their place when they are complete. */
    private static boolean isComplete(Path file, StoredEntry entry) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.size() == entry.size() && found.lastModifiedTime().toMillis() == entry.modified();
    }

    private static void finish(Path file, StoredEntry entry) throws IOException, InterruptedException {
        if (Files.size(file) != entry.size()) {
            throw new AbortException(Messages.MoveToDisk_otherSize(entry.path()));
        }
        // What is in B2 is deleted soon.
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        if (entry.mode() >= 0) {
            // A node has told it, and Jenkins must be able to read the file.
            new FilePath(file.toFile()).chmod(entry.mode() & PERMISSIONS | READABLE);
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(entry.modified()));
    }

    /** Where two names are one file, the listing has but one of them. */
    private static void checkAllThere(Run<?, ?> run, Manifest manifest) throws IOException {
        Set<String> there = onDisk(run);
        for (String path : manifest.entries().keySet()) {
            if (!there.contains(path)) {
                throw new AbortException(Messages.MoveToDisk_badName(path));
            }
        }
    }
}
