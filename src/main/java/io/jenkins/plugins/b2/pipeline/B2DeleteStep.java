package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.ChangeTask;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.InvalidRequestException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2Delete}: deletes or hides files and returns one map a file. */
public final class B2DeleteStep extends B2FilesStep {
    private String name;
    private String fileId;
    private boolean allVersions;
    private boolean hide;
    private Integer olderThanDays;
    private int keepLatest;
    private boolean dryRun;
    private boolean allowBucketPurge;

    @DataBoundConstructor
    public B2DeleteStep() {}

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmpty(name);
    }

    @CheckForNull
    public String getFileId() {
        return fileId;
    }

    @DataBoundSetter
    public void setFileId(String fileId) {
        this.fileId = Util.fixEmpty(fileId);
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

    @Override
    String nameInB2() {
        return name;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        String includes = expand.apply(getIncludes());
        if (includes != null && PatternParser.split(includes).isEmpty()) {
            throw new InvalidRequestException("{includes} is empty, which would mean all files; leave it out if that is"
                    + " meant, or find out why the variable in it is empty");
        }
        DeleteRequest request = fill(DeleteRequest.builder(), expand)
                .name(expand.apply(name))
                .fileId(expand.apply(fileId))
                .allVersions(allVersions)
                .hide(hide)
                .olderThan(olderThanDays == null ? null : Duration.ofDays(olderThanDays))
                .keepLatest(keepLatest)
                .dryRun(dryRun)
                .allowBucketPurge(allowBucketPurge)
                .build();
        return new ChangeTask(target(expand), isVerbose(), "b2Delete", request);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2FilesStepDescriptor {
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
