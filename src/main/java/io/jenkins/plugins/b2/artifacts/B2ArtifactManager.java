package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.BuildListener;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.task.B2Task;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.ArtifactManager;
import jenkins.model.StandardArtifactManager;
import jenkins.util.VirtualFile;

/**
 * The artifacts of one build. Bytes go between the node and B2; what there is is kept beside the build, so that pages and
 * listings ask B2 for nothing. Kept in the build's XML. Thread-safe.
 */
class B2ArtifactManager extends ArtifactManager {
    private static final Logger LOGGER = Logger.getLogger(B2ArtifactManager.class.getName());

    private BuildPlaces places;
    /** Whether the artifacts were moved to the controller's disk; stashes stay in B2. */
    private boolean onDisk;

    private transient Run<?, ?> run;
    private transient SoftReference<Manifest> known;

    B2ArtifactManager(BuildPlaces places) {
        this.places = places;
    }

    @Override
    public final synchronized void onLoad(@NonNull Run<?, ?> build) {
        run = build;
    }

    final synchronized Run<?, ?> run() {
        return run;
    }

    final synchronized BuildPlaces places() {
        return places;
    }

    final synchronized boolean isOnDisk() {
        return onDisk;
    }

    private StandardArtifactManager disk() {
        return new StandardArtifactManager(run());
    }

    final Path file(String name) {
        return run().getRootDir().toPath().resolve(name);
    }

    @Override
    public final void archive(
            FilePath workspace, Launcher launcher, BuildListener listener, Map<String, String> artifacts)
            throws IOException, InterruptedException {
        if (isOnDisk()) {
            disk().archive(workspace, launcher, listener, artifacts);
            return;
        }
        for (String path : artifacts.keySet()) {
            if (!StoredEntry.isPath(path)) {
                throw new AbortException(Messages.B2ArtifactManager_badPath(path));
            }
        }
        StoredPlace place = announceArtifacts();
        add(upload(new ArchiveTask(place.spec(), place.prefix(), artifacts), workspace, listener));
    }

    /** Notes that there may be something in B2 from now on, before there is: it is deleted with the build, come what may. */
    final StoredPlace announceArtifacts() throws IOException {
        if (leaveWhatIsToBeDeleted()) {
            // Not under this lock: Jenkins takes that of the build first, then this one.
            run().save();
        }
        return announceArtifactsHere();
    }

    /** Jenkins may have ended between having a place deleted and noting the next one. */
    private synchronized boolean leaveWhatIsToBeDeleted() throws IOException {
        boolean pending = DeletionQueue.get().isPending(places.artifacts());
        if (pending) {
            Files.deleteIfExists(file(Manifest.ARTIFACTS));
            known = null;
            places = places.withNewArtifacts();
        }
        return pending;
    }

    private synchronized StoredPlace announceArtifactsHere() throws IOException {
        if (!Files.exists(file(Manifest.ARTIFACTS))) {
            keep(Manifest.empty(places.artifacts()));
            JobDeletionListener.get().added(run.getParent(), places.artifacts());
        }
        return places.artifacts();
    }

    /** As {@link #announceArtifacts}. */
    final synchronized StoredPlace announceStashes() throws IOException {
        if (!Files.exists(file(Manifest.STASHES))) {
            Manifest.empty(places.stashes()).write(file(Manifest.STASHES));
            JobDeletionListener.get().added(run.getParent(), places.stashes());
        }
        return places.stashes();
    }

    /** What the build has stashed. */
    final synchronized Manifest stashes() throws IOException {
        Manifest stashes = Manifest.readIfThere(file(Manifest.STASHES));
        return stashes == null ? Manifest.empty(places.stashes()) : stashes;
    }

    final synchronized void addStashes(List<StoredEntry> entries) throws IOException {
        stashes().with(entries).write(file(Manifest.STASHES));
    }

    /** Has the stashes deleted; false when there are none. */
    final synchronized boolean forgetStashes() {
        boolean forgotten = forget(Manifest.STASHES, places.stashes());
        if (forgotten) {
            places = places.withNewStashes();
        }
        return forgotten;
    }

    /** Runs a task that uploads, and returns what it says that it has uploaded. */
    final List<StoredEntry> upload(B2Task<ArrayList<StoredEntry>> task, FilePath folder, TaskListener listener)
            throws IOException, InterruptedException {
        List<StoredEntry> entries = new ArrayList<>();
        for (Object entry : (List<?>) task.run(run(), folder, listener)) {
            StoredEntry stored = (StoredEntry) entry;
            stored.check();
            entries.add(stored);
        }
        return entries;
    }

    /** They are artifacts of the build from now on. */
    final synchronized void add(List<StoredEntry> entries) throws IOException {
        keep(manifest().with(entries));
    }

    /** They, and no others, are artifacts of the build from now on. */
    final synchronized void replaceArtifacts(List<StoredEntry> entries) throws IOException {
        keep(Manifest.empty(places.artifacts()).with(entries));
    }

    private synchronized void keep(Manifest manifest) throws IOException {
        manifest.write(file(Manifest.ARTIFACTS));
        known = new SoftReference<>(manifest);
    }

    /** What the build has archived; nothing in it when it has nothing, or nothing any more. */
    final synchronized Manifest manifest() throws IOException {
        Manifest manifest = known == null ? null : known.get();
        if (manifest == null) {
            manifest = Manifest.readIfThere(file(Manifest.ARTIFACTS));
            if (manifest == null) {
                manifest = Manifest.empty(places.artifacts());
            }
            known = new SoftReference<>(manifest);
        }
        return manifest;
    }

    @Override
    public VirtualFile root() {
        return isOnDisk() ? disk().root() : new ArtifactFile(this, "");
    }

    /** What has been archived in B2 is complete there: it counts from now on, and no more what is on disk. */
    final void moveToB2() throws IOException {
        switchTo(false);
    }

    /** All of it is on disk: that counts from now on, and what is in B2 goes as it does when artifacts are deleted. */
    final void moveToDisk() throws IOException {
        StoredPlace before = places().artifacts();
        switchTo(true);
        if (isDeleted()) {
            forget(Manifest.ARTIFACTS, before);
        } else {
            Files.deleteIfExists(file(Manifest.ARTIFACTS));
        }
    }

    /** What goes to disk leaves its place, which is never used again. */
    private void switchTo(boolean disk) throws IOException {
        boolean wasOnDisk;
        BuildPlaces before;
        synchronized (this) {
            wasOnDisk = onDisk;
            before = places;
            places = disk ? places.withNewArtifacts() : places;
            onDisk = disk;
            known = null;
        }
        try {
            run().save();
        } catch (IOException e) {
            synchronized (this) {
                onDisk = wasOnDisk;
                places = before;
                known = null;
            }
            throw e;
        }
    }

    /**
     * Has what the build has archived deleted in the background.
     *
     * @return whether there was something; where it is to stay, false
     */
    @Override
    public final boolean delete() {
        if (isOnDisk()) {
            return deleteFromDisk();
        }
        if (!isDeleted() || !forgetArtifacts()) {
            return false;
        }
        save();
        return true;
    }

    private boolean deleteFromDisk() {
        try {
            return disk().delete();
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not delete the artifacts of " + run());
            return false;
        }
    }

    /** Whether what goes in Jenkins goes in B2, too. */
    final boolean isDeleted() {
        return B2ArtifactManagerFactory.settingsFor(run().getParent()).isDeleteWithBuild();
    }

    private synchronized boolean forgetArtifacts() {
        boolean forgotten = forget(Manifest.ARTIFACTS, places.artifacts());
        if (forgotten) {
            known = null;
            places = places.withNewArtifacts();
        }
        return forgotten;
    }

    /** False when there is nothing, or what lists it can't be deleted. */
    final boolean forget(String manifest, StoredPlace place) {
        Path file = file(manifest);
        try {
            if (!Files.exists(file)) {
                return false;
            }
            DeletionQueue.get().add(List.of(place));
            Files.delete(file);
            return true;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not have " + place + " deleted");
            return false;
        }
    }

    /** What comes next goes to another place. Jenkins may be about to delete the build, and is not to be held up. */
    final void save() {
        try {
            run().save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not keep where the files of " + run() + " go");
        }
    }
}
