package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A lifecycle rule among the arguments of {@code b2Lifecycle}. A null number of days means never. */
public final class B2LifecycleRule implements Describable<B2LifecycleRule> {
    private final String prefix;
    private Integer hideAfterDays;
    private Integer deleteAfterHiddenDays;
    private Integer cancelUnfinishedAfterDays;

    @DataBoundConstructor
    public B2LifecycleRule(String prefix) {
        this.prefix = prefix;
    }

    /** What names begin with; empty for all files of the bucket. */
    public String getPrefix() {
        return prefix;
    }

    @CheckForNull
    public Integer getHideAfterDays() {
        return hideAfterDays;
    }

    @DataBoundSetter
    public void setHideAfterDays(Integer hideAfterDays) {
        this.hideAfterDays = hideAfterDays;
    }

    @CheckForNull
    public Integer getDeleteAfterHiddenDays() {
        return deleteAfterHiddenDays;
    }

    @DataBoundSetter
    public void setDeleteAfterHiddenDays(Integer deleteAfterHiddenDays) {
        this.deleteAfterHiddenDays = deleteAfterHiddenDays;
    }

    @CheckForNull
    public Integer getCancelUnfinishedAfterDays() {
        return cancelUnfinishedAfterDays;
    }

    @DataBoundSetter
    public void setCancelUnfinishedAfterDays(Integer cancelUnfinishedAfterDays) {
        this.cancelUnfinishedAfterDays = cancelUnfinishedAfterDays;
    }

    LifecycleRule rule(UnaryOperator<String> expand) {
        return new LifecycleRule(expand.apply(prefix), hideAfterDays, deleteAfterHiddenDays, cancelUnfinishedAfterDays);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends Descriptor<B2LifecycleRule> {
        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2LifecycleRule_displayName();
        }

        @POST
        public FormValidation doCheckHideAfterDays(@AncestorInPath Item item, @QueryParameter String value) {
            return checkDays(item, value);
        }

        @POST
        public FormValidation doCheckDeleteAfterHiddenDays(@AncestorInPath Item item, @QueryParameter String value) {
            return checkDays(item, value);
        }

        @POST
        public FormValidation doCheckCancelUnfinishedAfterDays(
                @AncestorInPath Item item, @QueryParameter String value) {
            return checkDays(item, value);
        }

        private static FormValidation checkDays(Item item, String value) {
            return B2Step.B2StepDescriptor.mayConfigure(item) && B2Step.B2StepDescriptor.given(value)
                    ? FormValidation.validatePositiveInteger(value.strip())
                    : FormValidation.ok();
        }
    }
}
