package io.jenkins.plugins.b2.transfer;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** What to download, and to where. Immutable; made by {@link #name}, {@link #version} or {@link #tree}. */
public final class DownloadRequest {
    private final String name;
    private final String fileId;
    private final String prefix;
    private final Path target;
    private final List<String> includes;
    private final List<String> excludes;
    private final Encryption encryption;
    private final boolean decrypt;
    private final boolean allowEmpty;

    private DownloadRequest(Builder builder) {
        name = builder.name;
        fileId = builder.fileId;
        prefix = builder.prefix;
        target = builder.target;
        includes = List.copyOf(builder.includes);
        excludes = List.copyOf(builder.excludes);
        encryption = builder.encryption;
        decrypt = builder.decrypt;
        allowEmpty = builder.allowEmpty;
    }

    /** The newest version of one file, to exactly this file. */
    public static Builder name(String name, Path targetFile) {
        Builder builder = new Builder(targetFile);
        builder.name = Objects.requireNonNull(name, "name");
        return builder;
    }

    /** One version of a file, by its file id, to exactly this file. */
    public static Builder version(String fileId, Path targetFile) {
        Builder builder = new Builder(targetFile);
        builder.fileId = Objects.requireNonNull(fileId, "fileId");
        return builder;
    }

    /**
     * Every file whose name begins with the prefix, into this folder; paths below it are the names from the prefix's
     * last slash on.
     */
    public static Builder tree(String prefix, Path targetFolder) {
        Builder builder = new Builder(targetFolder);
        builder.prefix = prefix == null ? "" : prefix;
        return builder;
    }

    /** Null unless one file is asked for by name. */
    public String name() {
        return name;
    }

    /** Null unless one version is asked for. */
    public String fileId() {
        return fileId;
    }

    /** Null unless a tree is asked for. */
    public String prefix() {
        return prefix;
    }

    public Path target() {
        return target;
    }

    public List<String> includes() {
        return includes;
    }

    public List<String> excludes() {
        return excludes;
    }

    /** What to decrypt with; null when no passphrase is at hand. */
    public Encryption encryption() {
        return encryption;
    }

    public boolean decrypt() {
        return decrypt;
    }

    public boolean allowEmpty() {
        return allowEmpty;
    }

    /** Collects the options of a download. */
    public static final class Builder {
        private final Path target;
        private String name;
        private String fileId;
        private String prefix;
        private List<String> includes = List.of();
        private List<String> excludes = List.of();
        private Encryption encryption;
        private boolean decrypt = true;
        private boolean allowEmpty;

        private Builder(Path target) {
            this.target = Objects.requireNonNull(target, "target");
        }

        /** Ant patterns relative to the prefix's folder; none means every file. */
        public Builder includes(List<String> patterns) {
            includes = patterns;
            return this;
        }

        /** Ant patterns relative to the prefix's folder of what to leave out. */
        public Builder excludes(List<String> patterns) {
            excludes = patterns;
            return this;
        }

        public Builder encryption(Encryption value) {
            encryption = value;
            return this;
        }

        /** False writes encrypted files as they are stored; true (the default) decrypts what is encrypted. */
        public Builder decrypt(boolean value) {
            decrypt = value;
            return this;
        }

        /** Whether it is fine that no file matches the prefix and patterns. */
        public Builder allowEmpty(boolean value) {
            allowEmpty = value;
            return this;
        }

        public DownloadRequest build() {
            return new DownloadRequest(this);
        }
    }
}
