package io.jenkins.plugins.b2.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.pipeline.B2Step;
import io.jenkins.plugins.b2.pipeline.B2TestConnectionStep;
import org.kohsuke.stapler.DataBoundConstructor;

/** The build step <em>Test the Backblaze B2 connection</em>. */
public final class TestConnectionBuilder extends B2Builder {
    private final B2TestConnectionStep test;

    @DataBoundConstructor
    public TestConnectionBuilder(B2TestConnectionStep test) {
        this.test = test == null ? new B2TestConnectionStep() : test;
    }

    public B2TestConnectionStep getTest() {
        return test;
    }

    @Override
    public B2Step step() {
        return test;
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2BuilderDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.TestConnectionBuilder_displayName();
        }
    }
}
