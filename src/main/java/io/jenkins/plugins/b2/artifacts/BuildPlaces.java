package io.jenkins.plugins.b2.artifacts;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.transfer.PrintableText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where a build's artifacts and stashes go. Immutable; kept with the build, so that a job that is renamed or moved keeps
 * what it has.
 */
final class BuildPlaces {
    private static final Logger LOGGER = Logger.getLogger(BuildPlaces.class.getName());
    private static final String ARTIFACTS = "artifacts/";
    private static final String STASHES = "stashes/";
    private static final int ID_LENGTH = 12;

    private final StoredPlace artifacts;
    private final StoredPlace stashes;

    private BuildPlaces(StoredPlace artifacts, StoredPlace stashes) {
        this.artifacts = artifacts;
        this.stashes = stashes;
    }

    /** Where a move to B2 was begun, that is where it goes on. */
    static BuildPlaces of(Run<?, ?> build, ScopedProfile profile) {
        String within = Util.fixNull(profile.profile().getPrefix());
        String own = PrintableText.forXml(build.getParent().getFullName(), Integer.MAX_VALUE) + "/" + build.getNumber()
                + "/";
        StoredPlace begun = begun(build);
        return new BuildPlaces(
                begun == null ? StoredPlace.of(profile, within + ARTIFACTS + own + id()) : begun,
                StoredPlace.of(profile, within + STASHES + own + id()));
    }

    private static StoredPlace begun(Run<?, ?> build) {
        Path manifest = build.getRootDir().toPath().resolve(Manifest.ARTIFACTS);
        try {
            StoredPlace place = Files.exists(manifest) ? Manifest.readPlace(manifest) : null;
            return place == null || DeletionQueue.get().isPending(place) ? null : place;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What " + build + " may have in B2 stays there");
            return null;
        }
    }

    /**
     * Jobs and builds of the same name come again: after a deletion or a renaming, while what the earlier one had may still be
     * waiting to be deleted.
     */
    private static String id() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, ID_LENGTH) + "/";
    }

    private static StoredPlace renewed(StoredPlace place) {
        String prefix = place.prefix();
        return place.withPrefix(prefix.substring(0, prefix.length() - ID_LENGTH - 1) + id());
    }

    StoredPlace artifacts() {
        return artifacts;
    }

    StoredPlace stashes() {
        return stashes;
    }

    /** For what is archived after all has been deleted. */
    BuildPlaces withNewArtifacts() {
        return new BuildPlaces(renewed(artifacts), stashes);
    }

    /** As above, for stashes. */
    BuildPlaces withNewStashes() {
        return new BuildPlaces(artifacts, renewed(stashes));
    }
}
