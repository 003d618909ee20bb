package io.jenkins.plugins.b2.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.Result;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.BuildStepMonitor;
import hudson.tasks.Publisher;
import hudson.tasks.Recorder;
import io.jenkins.plugins.b2.pipeline.B2Step;
import io.jenkins.plugins.b2.pipeline.B2UploadStep;
import java.io.IOException;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The post-build action <em>Upload to Backblaze B2</em>. */
public final class UploadPublisher extends Recorder implements B2Action {
    private final B2UploadStep upload;
    private boolean onlyIfSuccessful = true;

    @DataBoundConstructor
    public UploadPublisher(B2UploadStep upload) {
        this.upload = upload == null ? new B2UploadStep() : upload;
    }

    public B2UploadStep getUpload() {
        return upload;
    }

    public boolean isOnlyIfSuccessful() {
        return onlyIfSuccessful;
    }

    @DataBoundSetter
    public void setOnlyIfSuccessful(boolean onlyIfSuccessful) {
        this.onlyIfSuccessful = onlyIfSuccessful;
    }

    @Override
    public B2Step step() {
        return upload;
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        Result result = build.getResult();
        if (onlyIfSuccessful && result != null && result.isWorseThan(Result.SUCCESS)) {
            listener.getLogger().println("[b2] " + Messages.UploadPublisher_notSuccessful(result));
        } else {
            run(build, listener);
        }
        return true;
    }

    @Override
    public BuildStepMonitor getRequiredMonitorService() {
        return BuildStepMonitor.NONE;
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Publisher> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.UploadPublisher_displayName();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }

        @Override
        public Publisher newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
            B2Action.check(this, form);
            return B2Action.complete((UploadPublisher) super.newInstance(req, form));
        }
    }
}
