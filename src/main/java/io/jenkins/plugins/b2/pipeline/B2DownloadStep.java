package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.DownloadTask;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2Download}: downloads a file, a version or a tree into the workspace and returns one map a file. */
public final class B2DownloadStep extends B2TransferStep {
    private String name;
    private String fileId;
    private String file;
    private String dir;
    private boolean decrypt = true;
    private boolean acceptRenamed;
    private boolean allowPlain;
    private boolean verify = true;
    private boolean newest;

    @DataBoundConstructor
    public B2DownloadStep() {}

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

    @CheckForNull
    public String getFile() {
        return file;
    }

    @DataBoundSetter
    public void setFile(String file) {
        this.file = Util.fixEmpty(file);
    }

    @CheckForNull
    public String getDir() {
        return dir;
    }

    @DataBoundSetter
    public void setDir(String dir) {
        this.dir = Util.fixEmpty(dir);
    }

    public boolean isDecrypt() {
        return decrypt;
    }

    @DataBoundSetter
    public void setDecrypt(boolean decrypt) {
        this.decrypt = decrypt;
    }

    public boolean isAcceptRenamed() {
        return acceptRenamed;
    }

    @DataBoundSetter
    public void setAcceptRenamed(boolean acceptRenamed) {
        this.acceptRenamed = acceptRenamed;
    }

    public boolean isAllowPlain() {
        return allowPlain;
    }

    @DataBoundSetter
    public void setAllowPlain(boolean allowPlain) {
        this.allowPlain = allowPlain;
    }

    public boolean isVerify() {
        return verify;
    }

    @DataBoundSetter
    public void setVerify(boolean verify) {
        this.verify = verify;
    }

    public boolean isNewest() {
        return newest;
    }

    @DataBoundSetter
    public void setNewest(boolean newest) {
        this.newest = newest;
    }

    @Override
    String nameInB2() {
        return name;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        DownloadRequest request = fillTransfer(DownloadRequest.builder(), expand)
                .name(expand.apply(name))
                .fileId(expand.apply(fileId))
                .file(expand.apply(file))
                .dir(expand.apply(dir))
                .decrypt(decrypt)
                .acceptRenamed(acceptRenamed)
                .allowPlain(allowPlain)
                .verify(verify)
                .newest(newest)
                .build();
        return new DownloadTask(target(expand), isVerbose(), request);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2TransferStepDescriptor {
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
