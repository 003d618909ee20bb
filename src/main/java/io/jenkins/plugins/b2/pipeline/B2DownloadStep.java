package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.DownloadTask;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2Download}: downloads a file, a version or a tree into the workspace and returns one map a file. */
public final class B2DownloadStep extends B2Step {
    private String name;
    private String fileId;
    private String file;
    private String prefix;
    private String includes;
    private String excludes;
    private String dir;
    private boolean decrypt = true;
    private boolean allowEmpty;

    @DataBoundConstructor
    public B2DownloadStep() {}

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

    @CheckForNull
    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

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

    @CheckForNull
    public String getDir() {
        return dir;
    }

    @DataBoundSetter
    public void setDir(String dir) {
        this.dir = Util.fixEmptyAndTrim(dir);
    }

    public boolean isDecrypt() {
        return decrypt;
    }

    @DataBoundSetter
    public void setDecrypt(boolean decrypt) {
        this.decrypt = decrypt;
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
        return new DownloadTask(
                target(expand),
                isVerbose(),
                new DownloadTask.Parameters(
                        expand.apply(name),
                        expand.apply(fileId),
                        expand.apply(file),
                        expand.apply(prefix),
                        expand.apply(includes),
                        expand.apply(excludes),
                        expand.apply(dir),
                        decrypt,
                        allowEmpty));
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2Download");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2DownloadStep_displayName();
        }

        @POST
        public FormValidation doCheckName(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String prefix,
                @QueryParameter String includes) {
            return checkOneOf(
                    item, given(value), given(prefix) || given(includes), Messages.B2DownloadStep_nameOrPrefix());
        }
    }
}
