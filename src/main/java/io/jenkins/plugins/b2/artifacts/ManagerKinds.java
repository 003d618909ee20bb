package io.jenkins.plugins.b2.artifacts;

import hudson.PluginWrapper;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Run;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Managers keep stashes where there are Pipelines. In a build's XML both kinds have the same name, so that a build is readable
 * when the plugin that knows stashes has come or gone since.
 */
@Restricted(NoExternalUse.class)
public final class ManagerKinds {
    private static final String NAME = "backblazeB2";

    private ManagerKinds() {}

    private static boolean hasStashes() {
        PluginWrapper pipelines = Jenkins.get().getPluginManager().getPlugin("workflow-api");
        return pipelines != null && pipelines.isActive();
    }

    static B2ArtifactManager create(Run<?, ?> build, BuildPlaces places) {
        B2ArtifactManager manager =
                hasStashes() ? StashingArtifactManager.create(places) : new B2ArtifactManager(places);
        manager.onLoad(build);
        return manager;
    }

    /** Before builds are read. */
    @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.JOB_LOADED)
    public static void nameInXml() {
        Run.XSTREAM2.alias(NAME, hasStashes() ? StashingArtifactManager.type() : B2ArtifactManager.class);
    }
}
