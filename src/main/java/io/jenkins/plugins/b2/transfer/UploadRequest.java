package io.jenkins.plugins.b2.transfer;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What to upload, and as what. Immutable; made by {@link #builder} or, for short, {@link #file} or {@link #tree}. */
public final class UploadRequest extends TransferRequest {
    private static final long serialVersionUID = 1L;

    /** Lets B2 choose the content type by the file name's extension. */
    public static final String AUTOMATIC_TYPE = "b2/x-auto";

    private final String file;
    private final String dir;
    private final boolean stream;
    private final LinkedHashMap<String, String> paths;
    private final boolean defaultExcludes;
    private final boolean followLinks;
    private final String contentType;
    private final LinkedHashMap<String, String> fileInfo;
    private final Boolean encrypt;
    private final LargeFileHash largeFileHash;
    private final boolean serverSideEncryption;

    private UploadRequest(Builder builder) {
        super(builder);
        file = builder.file;
        dir = builder.dir;
        stream = builder.stream;
        paths = builder.paths == null ? null : new LinkedHashMap<>(builder.paths);
        defaultExcludes = builder.defaultExcludes;
        followLinks = builder.followLinks;
        contentType = builder.contentType;
        fileInfo = new LinkedHashMap<>(builder.fileInfo);
        encrypt = builder.encrypt;
        largeFileHash = builder.largeFileHash;
        serverSideEncryption = builder.serverSideEncryption;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** One file under exactly this file name (the suffix of encrypted files is added to it). */
    public static Builder file(Path source, String name) {
        return builder().file(source.toString()).name(name);
    }

    /** A folder and what is below it; each file's name is the prefix and its path relative to the folder. */
    public static Builder tree(Path folder) {
        return builder().dir(folder.toString());
    }

    /**
     * Many files, each with a name of its own.
     *
     * @param prefix what all names begin with
     * @param paths where each file lies, relative to the caller's folder, by the rest of its name
     */
    public static Builder files(String prefix, Map<String, String> paths) {
        Builder builder = builder().prefix(prefix);
        builder.paths = paths;
        return builder;
    }

    @Override
    public Verb verb() {
        return Verb.UPLOAD;
    }

    /** The path of one file; null for a tree or a stream. */
    public String file() {
        return file;
    }

    /** The path of the folder with the files; empty for the one to which paths are relative. */
    public String dir() {
        return dir;
    }

    /** Whether the content comes from a stream that the caller hands over. */
    public boolean isStream() {
        return stream;
    }

    /** The paths of many files by what follows the prefix in their names; null for one file, a stream or a tree. */
    public Map<String, String> paths() {
        return paths == null ? null : Collections.unmodifiableMap(paths);
    }

    /** Whether files are found by patterns in a folder. */
    public boolean isTree() {
        return file == null && !stream && paths == null;
    }

    public boolean defaultExcludes() {
        return defaultExcludes;
    }

    public boolean followLinks() {
        return followLinks;
    }

    public String contentType() {
        return contentType;
    }

    public Map<String, String> fileInfo() {
        return Map.copyOf(fileInfo);
    }

    /** Null for whenever there is something to encrypt with. */
    public Boolean encrypt() {
        return encrypt;
    }

    public LargeFileHash largeFileHash() {
        return largeFileHash;
    }

    public boolean serverSideEncryption() {
        return serverSideEncryption;
    }

    /** Collects the options of an upload. */
    public static final class Builder extends TransferRequest.Builder<UploadRequest, Builder> {
        private String file;
        private String dir = "";
        private boolean stream;
        private Map<String, String> paths;
        private boolean defaultExcludes;
        private boolean followLinks = true;
        private String contentType = AUTOMATIC_TYPE;
        private Map<String, String> fileInfo = Map.of();
        private Boolean encrypt;
        private LargeFileHash largeFileHash = LargeFileHash.AUTO;
        private boolean serverSideEncryption;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** The path of one file, relative to the caller's folder. Null for files by patterns. */
        public Builder file(String path) {
            file = path;
            return this;
        }

        /** The path of the folder in which patterns look for files, relative to the caller's folder. */
        public Builder dir(String path) {
            dir = path == null ? "" : path;
            return this;
        }

        /** The content comes from a stream, and the name is given. */
        public Builder stream() {
            stream = true;
            return this;
        }

        /** Whether to leave out what Ant leaves out by default, such as {@code .git} folders. */
        public Builder defaultExcludes(boolean value) {
            defaultExcludes = value;
            return this;
        }

        /** Whether symbolic links are followed, as they are by default, or left out and named. */
        public Builder followLinks(boolean value) {
            followLinks = value;
            return this;
        }

        /** A MIME type; by default, or when empty, B2 chooses by the file name's extension. */
        public Builder contentType(String value) {
            contentType = value == null || value.isBlank() ? AUTOMATIC_TYPE : value;
            return this;
        }

        /** Pairs kept with the file version, keys in lower case as B2 makes them; see B2's rules for file info. */
        public Builder fileInfo(Map<String, String> pairs) {
            Map<String, String> info = new LinkedHashMap<>();
            if (pairs != null) {
                pairs.forEach((key, value) -> info.put(key.toLowerCase(Locale.ROOT), value));
            }
            fileInfo = info;
            return this;
        }

        /** True fails when there is nothing to encrypt with, false sends plain data, null encrypts when it can. */
        public Builder encrypt(Boolean value) {
            encrypt = value;
            return this;
        }

        /** Whether a large file is hashed as a whole before it is sent. */
        public Builder largeFileHash(LargeFileHash value) {
            largeFileHash = value;
            return this;
        }

        /** Whether B2 is to encrypt the file at rest with its own keys (SSE-B2), whatever the bucket's default. */
        public Builder serverSideEncryption(boolean value) {
            serverSideEncryption = value;
            return this;
        }

        @Override
        public UploadRequest build() {
            boolean single = file != null || stream;
            if (single && hasPatterns()) {
                throw new InvalidRequestException(
                        "{file} cannot be combined with {includes} or {excludes}: name one file, or select many");
            }
            if (names != null && !single) {
                throw new InvalidRequestException("{name} is for a single {file}; use {prefix} for many");
            }
            if (names != null && prefix != null) {
                throw new InvalidRequestException(
                        "{name} and {prefix} cannot be combined: {name} is the whole file name");
            }
            checkComparison();
            if (comparesContent() && largeFileHash == LargeFileHash.NEVER) {
                throw new InvalidRequestException(
                        "Without {largeFileHash}, {skipUnchanged} can't compare the content of large files: set"
                                + " {compare} to size,time");
            }
            if (stream && names == null) {
                throw new InvalidRequestException("A stream has no name of its own: give {name}");
            }
            checkNames();
            return new UploadRequest(this);
        }
    }
}
