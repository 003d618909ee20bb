package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.ChangeTask;
import io.jenkins.plugins.b2.transfer.UnhideRequest;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code b2Unhide}: makes hidden files visible again and returns one map a file. */
public final class B2UnhideStep extends B2FilesStep {
    private String name;
    private boolean dryRun;

    @DataBoundConstructor
    public B2UnhideStep() {}

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmpty(name);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    @Override
    String nameInB2() {
        return name;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        UnhideRequest request = fill(UnhideRequest.builder(), expand)
                .name(expand.apply(name))
                .dryRun(dryRun)
                .build();
        return new ChangeTask(target(expand), isVerbose(), "b2Unhide", request);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2FilesStepDescriptor {
        public DescriptorImpl() {
            super("b2Unhide");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2UnhideStep_displayName();
        }
    }
}
