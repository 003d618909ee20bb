package io.jenkins.plugins.b2.artifacts;

import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.b2.config.ScopedProfile;
import java.util.UUID;

/**
 * Where a build's artifacts and stashes go. Immutable; kept with the build, so that a job that is renamed or moved keeps
 * what it has.
 */
final class BuildPlaces {
    private static final String ARTIFACTS = "artifacts/";
    private static final String STASHES = "stashes/";
    private static final int ID_LENGTH = 12;

    private final StoredPlace artifacts;
    private final StoredPlace stashes;

    private BuildPlaces(StoredPlace artifacts, StoredPlace stashes) {
        this.artifacts = artifacts;
        this.stashes = stashes;
    }

    static BuildPlaces of(Run<?, ?> build, ScopedProfile profile) {
        String within = Util.fixNull(profile.profile().getPrefix());
        String own = build.getParent().getFullName() + "/" + build.getNumber() + "/";
        return new BuildPlaces(
                StoredPlace.of(profile, within + ARTIFACTS + own + id()),
                StoredPlace.of(profile, within + STASHES + own + id()));
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
