package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import jenkins.model.ArtifactManager;
import org.jenkinsci.plugins.workflow.flow.StashManager;

/** Keeps stashes, too. Exists only where there are Pipelines. */
final class StashingArtifactManager extends B2ArtifactManager implements StashManager.StashAwareArtifactManager {
    private StashingArtifactManager(BuildPlaces places) {
        super(places);
    }

    /** In words that load this class no sooner than they are heard. */
    static B2ArtifactManager create(BuildPlaces places) {
        return new StashingArtifactManager(places);
    }

    /** As above. */
    static Class<? extends B2ArtifactManager> type() {
        return StashingArtifactManager.class;
    }

    @Override
    public void stash(
            @NonNull String name,
            @NonNull FilePath workspace,
            @NonNull Launcher launcher,
            @NonNull EnvVars env,
            @NonNull TaskListener listener,
            String includes,
            String excludes,
            boolean useDefaultExcludes,
            boolean allowEmpty)
            throws IOException, InterruptedException {
        if (stashes().entries().containsKey(name)) {
            listener.getLogger().println("[b2] " + Messages.StashingArtifactManager_overwritten(name));
        }
        StoredPlace place = announceStashes();
        addStashes(upload(
                new StashTask(place.spec(), place.prefix(), name, includes, excludes, useDefaultExcludes, allowEmpty),
                workspace,
                listener));
    }

    @Override
    public void unstash(
            @NonNull String name,
            @NonNull FilePath workspace,
            @NonNull Launcher launcher,
            @NonNull EnvVars env,
            @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        Manifest stashes = stashes();
        StoredEntry stash = stashes.entries().get(name);
        if (stash == null) {
            throw new AbortException(Messages.StashingArtifactManager_noSuchStash(name));
        }
        StoredPlace place = stashes.place();
        new UnstashTask(place.spec(), place, stash).run(run(), workspace, listener);
    }

    @Override
    public void clearAllStashes(@NonNull TaskListener listener) {
        if (isDeleted() && forgetStashes()) {
            save();
        }
    }

    @Override
    public void copyAllArtifactsAndStashes(@NonNull Run<?, ?> to, @NonNull TaskListener listener)
            throws IOException, InterruptedException {
        ArtifactManager target = to.pickArtifactManager();
        if (!(target instanceof StashingArtifactManager other)) {
            throw new AbortException(Messages.StashingArtifactManager_cannotCopy(
                    to, target.getClass().getName()));
        }
        if (isOnDisk() && root().list().length > 0) {
            throw new AbortException(Messages.StashingArtifactManager_onDisk(run()));
        }
        Manifest artifacts = manifest();
        Manifest stashes = stashes();
        Copying copying = new Copying(run(), to, listener);
        if (!artifacts.entries().isEmpty()) {
            other.add(copying.copy(artifacts, other.announceArtifacts()));
        }
        if (!stashes.entries().isEmpty()) {
            other.addStashes(copying.copy(stashes, other.announceStashes()));
        }
    }
}
