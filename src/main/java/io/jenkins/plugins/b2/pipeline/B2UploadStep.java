package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.UploadTask;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code b2Upload}: uploads a file or a tree of the workspace and returns one map a file. */
public final class B2UploadStep extends B2Step {
    private String file;
    private String name;
    private String includes;
    private String excludes;
    private String prefix;
    private boolean defaultExcludes = true;
    private Boolean encrypt;
    private boolean skipUnchanged;
    private boolean allowEmpty;
    private String contentType;
    private Map<String, String> fileInfo;

    @DataBoundConstructor
    public B2UploadStep() {}

    @CheckForNull
    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmptyAndTrim(file);
    }

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmptyAndTrim(name);
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
    public String getPrefix() {
        return prefix;
    }

    @DataBoundSetter
    public void setPrefix(String prefix) {
        this.prefix = Util.fixEmptyAndTrim(prefix);
    }

    public boolean isDefaultExcludes() {
        return defaultExcludes;
    }

    @DataBoundSetter
    public void setDefaultExcludes(boolean defaultExcludes) {
        this.defaultExcludes = defaultExcludes;
    }

    /** Null for as the profile says. */
    @CheckForNull
    public Boolean getEncrypt() {
        return encrypt;
    }

    @DataBoundSetter
    public void setEncrypt(Boolean encrypt) {
        this.encrypt = encrypt;
    }

    public boolean isSkipUnchanged() {
        return skipUnchanged;
    }

    @DataBoundSetter
    public void setSkipUnchanged(boolean skipUnchanged) {
        this.skipUnchanged = skipUnchanged;
    }

    public boolean isAllowEmpty() {
        return allowEmpty;
    }

    @DataBoundSetter
    public void setAllowEmpty(boolean allowEmpty) {
        this.allowEmpty = allowEmpty;
    }

    @CheckForNull
    public String getContentType() {
        return contentType;
    }

    @DataBoundSetter
    public void setContentType(String contentType) {
        this.contentType = Util.fixEmptyAndTrim(contentType);
    }

    @CheckForNull
    public Map<String, String> getFileInfo() {
        return fileInfo == null ? null : Map.copyOf(fileInfo);
    }

    @DataBoundSetter
    public void setFileInfo(Map<String, String> fileInfo) {
        this.fileInfo = fileInfo == null || fileInfo.isEmpty() ? null : new LinkedHashMap<>(fileInfo);
    }

    @Override
    B2Task<?> task() {
        return new UploadTask(
                target(),
                isVerbose(),
                new UploadTask.Parameters(
                        file,
                        name,
                        includes,
                        excludes,
                        prefix,
                        defaultExcludes,
                        encrypt,
                        skipUnchanged,
                        allowEmpty,
                        contentType,
                        fileInfo));
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2StepDescriptor {
        public DescriptorImpl() {
            super("b2Upload");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2UploadStep_displayName();
        }
    }
}
