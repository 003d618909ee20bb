package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.task.UploadTask;
import io.jenkins.plugins.b2.transfer.LargeFileHash;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code b2Upload}: uploads a file or a tree of the workspace and returns one map a file. */
public final class B2UploadStep extends B2TransferStep {
    private String file;
    private String name;
    private boolean defaultExcludes = true;
    private Boolean encrypt;
    private String largeFileHash;
    private boolean followLinks = true;
    private boolean serverSideEncryption;
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
        this.file = Util.fixEmpty(file);
    }

    @CheckForNull
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(String name) {
        this.name = Util.fixEmpty(name);
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

    /** {@code auto}, {@code always} or {@code never}; null for the first. */
    @CheckForNull
    public String getLargeFileHash() {
        return largeFileHash;
    }

    @DataBoundSetter
    public void setLargeFileHash(String largeFileHash) {
        String given = Util.fixEmptyAndTrim(largeFileHash);
        this.largeFileHash = LargeFileHash.AUTO.text().equals(given) ? null : given;
    }

    public boolean isFollowLinks() {
        return followLinks;
    }

    @DataBoundSetter
    public void setFollowLinks(boolean followLinks) {
        this.followLinks = followLinks;
    }

    public boolean isServerSideEncryption() {
        return serverSideEncryption;
    }

    @DataBoundSetter
    public void setServerSideEncryption(boolean serverSideEncryption) {
        this.serverSideEncryption = serverSideEncryption;
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
        return fileInfo == null ? null : Collections.unmodifiableMap(fileInfo);
    }

    @DataBoundSetter
    public void setFileInfo(Map<String, String> fileInfo) {
        this.fileInfo = fileInfo == null || fileInfo.isEmpty() ? null : new LinkedHashMap<>(fileInfo);
    }

    /** As the form shows it: one {@code key=value} a line. */
    @Restricted(NoExternalUse.class)
    public String getFileInfoText() {
        return fileInfo == null
                ? ""
                : fileInfo.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n"));
    }

    /**
     * @throws IllegalArgumentException naming the line that can't be understood
     */
    static Map<String, String> parseFileInfo(String text) {
        Map<String, String> entries = new LinkedHashMap<>();
        for (String line : text.split("[\r\n]+")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                entries.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            } else if (!line.isBlank()) {
                throw new IllegalArgumentException(Messages.B2UploadStep_badFileInfo(line.strip()));
            }
        }
        return entries;
    }

    private static Map<String, String> expanded(Map<String, String> entries, UnaryOperator<String> expand) {
        if (entries == null) {
            return null;
        }
        Map<String, String> expanded = new LinkedHashMap<>();
        entries.forEach((key, value) -> expanded.put(key, expand.apply(value)));
        return expanded;
    }

    @Override
    String nameInB2() {
        return name;
    }

    @Override
    public B2Task<?> task(UnaryOperator<String> expand) {
        UploadRequest request = fillTransfer(UploadRequest.builder(), expand)
                .file(expand.apply(file))
                .name(expand.apply(name))
                .defaultExcludes(defaultExcludes)
                .followLinks(followLinks)
                .encrypt(encrypt)
                .largeFileHash(LargeFileHash.parse(expand.apply(largeFileHash)))
                .serverSideEncryption(serverSideEncryption)
                .contentType(expand.apply(contentType))
                .fileInfo(expanded(fileInfo, expand))
                .build();
        return new UploadTask(target(expand), isVerbose(), request);
    }

    /** The form. */
    @Extension
    public static final class DescriptorImpl extends B2TransferStepDescriptor {
        public DescriptorImpl() {
            super("b2Upload");
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.B2UploadStep_displayName();
        }

        /** A map has no form control of its own. */
        @Override
        Map<String, Object> arguments(JSONObject form) throws AbortException {
            Map<String, Object> arguments = super.arguments(form);
            Object text = arguments.remove("fileInfoText");
            if (text != null) {
                try {
                    arguments.put("fileInfo", parseFileInfo(text.toString()));
                } catch (IllegalArgumentException e) {
                    throw new AbortException(e.getMessage());
                }
            }
            return arguments;
        }

        @POST
        public ListBoxModel doFillEncryptItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.B2UploadStep_encryptAsProfile(), "");
            items.add(Messages.B2UploadStep_encryptYes(), "true");
            items.add(Messages.B2UploadStep_encryptNo(), "false");
            return items;
        }

        @POST
        public ListBoxModel doFillLargeFileHashItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Messages.B2UploadStep_hashAuto(), "");
            items.add(Messages.B2UploadStep_hashAlways(), LargeFileHash.ALWAYS.text());
            items.add(Messages.B2UploadStep_hashNever(), LargeFileHash.NEVER.text());
            return items;
        }

        @POST
        public FormValidation doCheckIncludes(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String file) {
            return checkOneOf(item, given(value), given(file), Messages.B2UploadStep_fileOrIncludes());
        }

        @POST
        public FormValidation doCheckName(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String file) {
            return mayConfigure(item) && given(value) && !given(file)
                    ? FormValidation.error(Messages.B2UploadStep_nameNeedsFile())
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckFileInfoText(@AncestorInPath Item item, @QueryParameter String value) {
            if (mayConfigure(item)) {
                try {
                    parseFileInfo(Util.fixNull(value));
                } catch (IllegalArgumentException e) {
                    return FormValidation.error(e.getMessage());
                }
            }
            return FormValidation.ok();
        }
    }
}
