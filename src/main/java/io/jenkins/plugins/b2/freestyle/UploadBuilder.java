package io.jenkins.plugins.b2.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.pipeline.B2Step;
import io.jenkins.plugins.b2.pipeline.B2UploadStep;
import org.kohsuke.stapler.DataBoundConstructor;

/** The build step <em>Upload to Backblaze B2</em>. */
public final class UploadBuilder extends B2Builder {
    private final B2UploadStep upload;

    @DataBoundConstructor
    public UploadBuilder(B2UploadStep upload) {
        this.upload = upload == null ? new B2UploadStep() : upload;
    }

    public B2UploadStep getUpload() {
        return upload;
    }

    @Override
    public B2Step step() {
        return upload;
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2BuilderDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.UploadBuilder_displayName();
        }
    }
}
