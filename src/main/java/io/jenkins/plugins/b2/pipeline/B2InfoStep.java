package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.InfoTask;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code b2Info}: returns what B2 tells about account, key and bucket. */
public final class B2InfoStep extends B2Step {
    private boolean usage;

    @DataBoundConstructor
    public B2InfoStep() {}

    /** Whether to add up what the bucket holds, which takes a call for each thousand file versions. */
    public boolean isUsage() {
        return usage;
    }

    @DataBoundSetter
    public void setUsage(boolean usage) {
        this.usage = usage;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        return new InfoTask(target(expand), isVerbose(), usage);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2Info");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2InfoStep_displayName();
        }
    }
}
