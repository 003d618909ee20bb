package io.jenkins.plugins.b2.transfer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What to upload, and as what. Immutable; made by {@link #file} or {@link #tree}. */
public final class UploadRequest {
    private final Path source;
    private final String name;
    private final String prefix;
    private final List<String> includes;
    private final List<String> excludes;
    private final boolean defaultExcludes;
    private final String contentType;
    private final Map<String, String> fileInfo;
    private final Encryption encryption;
    private final boolean skipUnchanged;
    private final boolean allowEmpty;
    private final boolean resume;
    private final Instant doneSince;

    private UploadRequest(Builder builder) {
        source = builder.source;
        name = builder.name;
        prefix = builder.prefix;
        includes = List.copyOf(builder.includes);
        excludes = List.copyOf(builder.excludes);
        defaultExcludes = builder.defaultExcludes;
        contentType = builder.contentType;
        fileInfo = Map.copyOf(builder.fileInfo);
        encryption = builder.encryption;
        skipUnchanged = builder.skipUnchanged;
        allowEmpty = builder.allowEmpty;
        resume = builder.resume;
        doneSince = builder.doneSince;
    }

    /** One file under exactly this file name (the suffix of encrypted files is added to it). */
    public static Builder file(Path source, String name) {
        return new Builder(source, Objects.requireNonNull(name, "name"));
    }

    /** A folder and what is below it; each file's name is the prefix and its path relative to the folder. */
    public static Builder tree(Path folder) {
        return new Builder(folder, null);
    }

    public Path source() {
        return source;
    }

    /** Null for a tree. */
    public String name() {
        return name;
    }

    public String prefix() {
        return prefix;
    }

    public List<String> includes() {
        return includes;
    }

    public List<String> excludes() {
        return excludes;
    }

    public boolean defaultExcludes() {
        return defaultExcludes;
    }

    public String contentType() {
        return contentType;
    }

    public Map<String, String> fileInfo() {
        return fileInfo;
    }

    /** Null to send the bytes as they are. */
    public Encryption encryption() {
        return encryption;
    }

    public boolean skipUnchanged() {
        return skipUnchanged;
    }

    public boolean allowEmpty() {
        return allowEmpty;
    }

    public boolean resume() {
        return resume;
    }

    /** Null when nothing has been done of it yet. */
    public Instant doneSince() {
        return doneSince;
    }

    /** Collects the options of an upload. */
    public static final class Builder {
        private final Path source;
        private final String name;
        private String prefix = "";
        private List<String> includes = List.of();
        private List<String> excludes = List.of();
        private boolean defaultExcludes;
        private String contentType = "b2/x-auto";
        private final Map<String, String> fileInfo = new LinkedHashMap<>();
        private Encryption encryption;
        private boolean skipUnchanged;
        private boolean allowEmpty;
        private boolean resume = true;
        private Instant doneSince;

        private Builder(Path source, String name) {
            this.source = Objects.requireNonNull(source, "source");
            this.name = name;
        }

        /** Put before each name of a tree, as it is: it ends with a slash where a folder is meant. */
        public Builder prefix(String value) {
            prefix = value == null ? "" : value;
            return this;
        }

        /** Ant patterns relative to the folder; none means every file. */
        public Builder includes(List<String> patterns) {
            includes = patterns;
            return this;
        }

        /** Ant patterns relative to the folder of what to leave out. */
        public Builder excludes(List<String> patterns) {
            excludes = patterns;
            return this;
        }

        /** Whether to leave out what Ant leaves out by default, such as {@code .git} folders. */
        public Builder defaultExcludes(boolean value) {
            defaultExcludes = value;
            return this;
        }

        /** A MIME type, or {@code b2/x-auto} to let B2 choose by the file name's extension. */
        public Builder contentType(String value) {
            contentType = value == null || value.isBlank() ? "b2/x-auto" : value;
            return this;
        }

        /** Pairs kept with the file version, keys in lower case as B2 makes them; see B2's rules for file info. */
        public Builder fileInfo(Map<String, String> pairs) {
            pairs.forEach((key, value) -> fileInfo.put(key.toLowerCase(Locale.ROOT), value));
            return this;
        }

        public Builder encryption(Encryption value) {
            encryption = value;
            return this;
        }

        /** Whether to leave alone a file whose newest version in B2 has the same size and hash. */
        public Builder skipUnchanged(boolean value) {
            skipUnchanged = value;
            return this;
        }

        /** Whether it is fine that no file matches. */
        public Builder allowEmpty(boolean value) {
            allowEmpty = value;
            return this;
        }

        /** Whether to take up an interrupted upload of the same file again; true by default. */
        public Builder resume(boolean value) {
            resume = value;
            return this;
        }

        /**
         * This is the same upload once more, after it was interrupted: a file whose newest version is not older than that
         * and has the same size and hash is one that had gone through, and is left alone.
         */
        public Builder doneSince(Instant value) {
            doneSince = value;
            return this;
        }

        public UploadRequest build() {
            return new UploadRequest(this);
        }
    }
}
