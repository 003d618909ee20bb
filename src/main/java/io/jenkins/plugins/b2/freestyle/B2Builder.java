package io.jenkins.plugins.b2.freestyle;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.BuildStepMonitor;
import hudson.tasks.Builder;
import java.io.IOException;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * A build step that does what a Pipeline step does. Pipelines are not offered it: they have the step. So it has no symbol,
 * by which a Pipeline could name it and pass over it without doing anything.
 */
public abstract class B2Builder extends Builder implements B2Action {
    @Override
    public final boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        run(build, listener);
        return true;
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

        @Override
        public final Builder newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
            B2Action.check(this, form);
            return B2Action.complete((B2Builder) super.newInstance(req, form));
        }
    }
}
