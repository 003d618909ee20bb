package io.jenkins.plugins.b2.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.pipeline.B2DownloadStep;
import io.jenkins.plugins.b2.pipeline.B2Step;
import org.kohsuke.stapler.DataBoundConstructor;

/** The build step <em>Download from Backblaze B2</em>. */
public final class DownloadBuilder extends B2Builder {
    private final B2DownloadStep download;

    @DataBoundConstructor
    public DownloadBuilder(B2DownloadStep download) {
        this.download = download == null ? new B2DownloadStep() : download;
    }

    public B2DownloadStep getDownload() {
        return download;
    }

    @Override
    public B2Step step() {
        return download;
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2BuilderDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DownloadBuilder_displayName();
        }
    }
}
