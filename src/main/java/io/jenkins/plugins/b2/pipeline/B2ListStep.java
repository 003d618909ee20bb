package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.ListTask;
import io.jenkins.plugins.b2.transfer.ListRequest;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2List}: lists files and returns one map a file. */
public final class B2ListStep extends B2Step {
    private String prefix;
    private String includes;
    private String excludes;
    private boolean versions;
    private int maxFiles = (int) ListRequest.DEFAULT_MAX_FILES;
    private String toFile;

    @DataBoundConstructor
    public B2ListStep() {}

    @CheckForNull
    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = Util.fixEmptyAndTrim(prefix);
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

    public boolean isVersions() {
        return versions;
    }

    @DataBoundSetter
    public void setVersions(boolean versions) {
        this.versions = versions;
    }

    public int getMaxFiles() {
        return maxFiles;
    }

    @DataBoundSetter
    public void setMaxFiles(int maxFiles) {
        this.maxFiles = maxFiles;
    }

    @CheckForNull
    public String getToFile() {
        return toFile;
    }

    @DataBoundSetter
    public void setToFile(String toFile) {
        this.toFile = Util.fixEmptyAndTrim(toFile);
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        return new ListTask(
                target(expand),
                isVerbose(),
                new ListTask.Parameters(
                        expand.apply(prefix),
                        expand.apply(includes),
                        expand.apply(excludes),
                        versions,
                        maxFiles,
                        expand.apply(toFile)));
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2List");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2ListStep_displayName();
        }

        @POST
        public FormValidation doCheckMaxFiles(@AncestorInPath Item item, @QueryParameter String value) {
            return checkNumber(item, value);
        }
    }
}
