package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.TestConnectionTask;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2TestConnection}: tests the connection from where the build runs and returns what it found. */
public final class B2TestConnectionStep extends B2Step {
    private static final String NO_PROBE = "none";

    private String probe = NO_PROBE;
    private boolean failOnError = true;

    @DataBoundConstructor
    public B2TestConnectionStep() {}

    /** {@code none}, {@code read} or {@code write}. */
    public String getProbe() {
        return probe;
    }

    @DataBoundSetter
    public void setProbe(String probe) {
        this.probe = Util.fixEmptyAndTrim(probe) == null ? NO_PROBE : probe.strip();
    }

    public boolean isFailOnError() {
        return failOnError;
    }

    @DataBoundSetter
    public void setFailOnError(boolean failOnError) {
        this.failOnError = failOnError;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        return new TestConnectionTask(target(expand), isVerbose(), expand.apply(probe), failOnError);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2TestConnection");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2TestConnectionStep_displayName();
        }

        @POST
        public ListBoxModel doFillProbeItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.B2TestConnectionStep_none(), NO_PROBE);
            items.add(Messages.B2TestConnectionStep_read(), "read");
            items.add(Messages.B2TestConnectionStep_write(), "write");
            return items;
        }
    }
}
