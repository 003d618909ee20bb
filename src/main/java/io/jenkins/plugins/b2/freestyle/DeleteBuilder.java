package io.jenkins.plugins.b2.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.pipeline.B2DeleteStep;
import io.jenkins.plugins.b2.pipeline.B2Step;
import org.kohsuke.stapler.DataBoundConstructor;

/** The build step <em>Delete from Backblaze B2</em>. */
public final class DeleteBuilder extends B2Builder {
    private final B2DeleteStep delete;

    @DataBoundConstructor
    public DeleteBuilder(B2DeleteStep delete) {
        this.delete = delete == null ? new B2DeleteStep() : delete;
    }

    public B2DeleteStep getDelete() {
        return delete;
    }

    @Override
    public B2Step step() {
        return delete;
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2BuilderDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeleteBuilder_displayName();
        }
    }
}
