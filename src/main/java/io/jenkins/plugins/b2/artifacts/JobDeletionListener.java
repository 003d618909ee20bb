package io.jenkins.plugins.b2.artifacts;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.TopLevelItem;
import hudson.model.listeners.ItemListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has what a job's builds have in B2 deleted with the job. Jenkins asks no build about that, and when it tells of the deletion,
 * nothing is left that could say where the builds' files are; so that is looked up before.
 */
@Extension
public class JobDeletionListener extends ItemListener {
    private static final Logger LOGGER = Logger.getLogger(JobDeletionListener.class.getName());

    /** Of jobs that are about to be deleted, or were to be, which somebody else may still prevent. */
    private final Map<Item, Set<StoredPlace>> places = new WeakHashMap<>();

    static JobDeletionListener get() {
        return ExtensionList.lookupSingleton(JobDeletionListener.class);
    }

    @Override
    public void onCheckDelete(Item item) {
        Set<StoredPlace> found = new HashSet<>();
        collect(item, found);
        synchronized (this) {
            places.put(item, found);
        }
    }

    /** A build that runs while its job is deleted may archive until it has been stopped. */
    synchronized void added(Item job, StoredPlace place) {
        Set<StoredPlace> known = places.get(job);
        if (known != null) {
            known.add(place);
        }
    }

    @Override
    public void onDeleted(Item item) {
        Set<StoredPlace> found;
        synchronized (this) {
            found = places.remove(item);
        }
        if (found != null) {
            DeletionQueue.get().add(found);
        }
    }

    /** Jobs in folders are told of one by one, those inside of other jobs are not. */
    private static void collect(Item item, Set<StoredPlace> found) {
        if (item instanceof Job<?, ?> job
                && B2ArtifactManagerFactory.settingsFor(job).isDeleteWithBuild()) {
            collectBuilds(job, found);
        }
        if (item instanceof ItemGroup<?> group) {
            group.getItems().stream()
                    .filter(inner -> !(inner instanceof TopLevelItem))
                    .forEach(inner -> collect(inner, found));
        }
    }

    /** From the files, because to load thousands of builds takes long. */
    private static void collectBuilds(Job<?, ?> job, Set<StoredPlace> found) {
        try (DirectoryStream<Path> builds =
                Files.newDirectoryStream(job.getBuildDir().toPath(), Files::isDirectory)) {
            for (Path build : builds) {
                collect(build.resolve(Manifest.ARTIFACTS), found);
                collect(build.resolve(Manifest.STASHES), found);
            }
        } catch (NoSuchFileException e) {
            LOGGER.log(Level.FINE, "no builds", e);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not look up what " + job.getFullName() + " has in B2");
        }
    }

    private static void collect(Path manifest, Set<StoredPlace> found) {
        try {
            if (Files.exists(manifest)) {
                found.add(Manifest.readPlace(manifest));
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not look up what is in B2", e);
        }
    }
}
