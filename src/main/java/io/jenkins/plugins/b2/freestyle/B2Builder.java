package io.jenkins.plugins.b2.freestyle;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.BuildStepMonitor;
import hudson.tasks.Builder;
import io.jenkins.plugins.b2.pipeline.B2Step;
import java.io.IOException;

/**
 * A build step that does what a Pipeline step does. Pipelines are not offered it: they have the step. So it has no symbol,
 * by which a Pipeline could name it and pass over it without doing anything.
 */
public abstract class B2Builder extends Builder {
    abstract B2Step step();

    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        perform(step(), build, listener);
        return true;
    }

    static void perform(B2Step step, AbstractBuild<?, ?> build, BuildListener listener)
            throws InterruptedException, IOException {
        FilePath workspace = build.getWorkspace();
        step.validTask(build.getEnvironment(listener)::expand).run(build, workspace, listener);
    }

    @Override
    public final BuildStepMonitor getRequiredMonitorService() {
        return BuildStepMonitor.NONE;
    }

    /** Every job may have it. */
    public abstract static class B2BuilderDescriptor extends BuildStepDescriptor<Builder> {
        @Override
        @SuppressWarnings("rawtypes")
        public final boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
