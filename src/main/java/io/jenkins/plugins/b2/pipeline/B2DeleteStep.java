package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.DeleteTask;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2Delete}: deletes or hides files and returns one map a file. */
public final class B2DeleteStep extends B2Step {
    private String name;
    private String fileId;
    private String prefix;
    private String includes;
    private String excludes;
    private boolean allVersions;
    private boolean hide;
    private Integer olderThanDays;
    private int keepLatest;
    private boolean dryRun;
    private boolean allowBucketPurge;
    private boolean allowEmpty;

    @DataBoundConstructor
    public B2DeleteStep() {}

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    @CheckForNull
    public String getFileId() {
        return fileId;
    }

    @DataBoundSetter
    public void setFileId(String fileId) {
        this.fileId = Util.fixEmptyAndTrim(fileId);
    }

    /** The empty prefix means the whole bucket, and is something else than none. */
    @CheckForNull
    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = prefix;
    }

    @CheckForNull
    public String getIncludes() {
        return includes;
    }

    @DataBoundSetter
    public void setIncludes(String includes) {
        this.includes = Util.fixEmptyAndTrim(includes);
    }

    @CheckForNull
    public String getExcludes() {
        return excludes;
    }

    @DataBoundSetter
    public void setExcludes(String excludes) {
        this.excludes = Util.fixEmptyAndTrim(excludes);
    }

    public boolean isAllVersions() {
        return allVersions;
    }

    @DataBoundSetter
    public void setAllVersions(boolean allVersions) {
        this.allVersions = allVersions;
    }

    public boolean isHide() {
        return hide;
    }

    @DataBoundSetter
    public void setHide(boolean hide) {
        this.hide = hide;
    }

    @CheckForNull
    public Integer getOlderThanDays() {
        return olderThanDays;
    }

    @DataBoundSetter
    public void setOlderThanDays(Integer olderThanDays) {
        this.olderThanDays = olderThanDays;
    }

    public int getKeepLatest() {
        return keepLatest;
    }

    @DataBoundSetter
    public void setKeepLatest(int keepLatest) {
        this.keepLatest = keepLatest;
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    public boolean isAllowBucketPurge() {
        return allowBucketPurge;
    }

    @DataBoundSetter
    public void setAllowBucketPurge(boolean allowBucketPurge) {
        this.allowBucketPurge = allowBucketPurge;
    }

    public boolean isAllowEmpty() {
        return allowEmpty;
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        return new DeleteTask(
                target(expand),
                isVerbose(),
                new DeleteTask.Parameters(
                        expand.apply(name),
                        expand.apply(fileId),
                        expand.apply(prefix),
                        expand.apply(includes),
                        expand.apply(excludes),
                        allVersions,
                        hide,
                        olderThanDays,
                        keepLatest,
                        dryRun,
                        allowBucketPurge,
                        allowEmpty));
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2Delete");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2DeleteStep_displayName();
        }

        @POST
        public FormValidation doCheckName(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String prefix,
                @QueryParameter String includes,
                @QueryParameter boolean allowBucketPurge) {
            boolean tree = given(prefix) || given(includes);
            if (mayConfigure(item) && allowBucketPurge && !given(value) && !tree) {
                return FormValidation.warning(Messages.B2DeleteStep_wholeBucket());
            }
            return checkOneOf(item, given(value), tree, Messages.B2DeleteStep_nameOrPrefix());
        }

        @POST
        public FormValidation doCheckOlderThanDays(@AncestorInPath Item item, @QueryParameter String value) {
            return checkNumber(item, value);
        }

        @POST
        public FormValidation doCheckKeepLatest(@AncestorInPath Item item, @QueryParameter String value) {
            return checkNumber(item, value);
        }
    }
}
