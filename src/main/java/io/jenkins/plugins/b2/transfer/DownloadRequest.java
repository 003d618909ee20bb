package io.jenkins.plugins.b2.transfer;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What to download, and to where. Immutable; made by {@link #builder} or, for short, {@link #name}, {@link #version} or
 * {@link #tree}.
 */
public final class DownloadRequest extends TransferRequest {
    private static final long serialVersionUID = 1L;

    private final String fileId;
    private final String file;
    private final String dir;
    private final boolean stream;
    private final boolean decrypt;
    private final boolean acceptRenamed;
    private final boolean allowPlain;
    private final boolean verify;

    private DownloadRequest(Builder builder) {
        super(builder);
        fileId = builder.fileId;
        file = builder.file;
        dir = builder.dir;
        stream = builder.stream;
        decrypt = builder.decrypt;
        acceptRenamed = builder.acceptRenamed;
        allowPlain = builder.allowPlain;
        verify = builder.verify;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The newest version of one file, to exactly this file. */
    public static Builder name(String name, Path targetFile) {
        return builder().name(Objects.requireNonNull(name, "name")).file(targetFile.toString());
    }

    /** One version of a file, by its file id, to exactly this file. */
    public static Builder version(String fileId, Path targetFile) {
        return builder().fileId(fileId).file(targetFile.toString());
    }

    /**
     * Every file whose name begins with the prefix, into this folder; paths below it are the names from the prefix's
     * last slash on.
     */
    public static Builder tree(String prefix, Path targetFolder) {
        return builder().prefix(prefix).dir(targetFolder.toString());
    }

    @Override
    public Verb verb() {
        return Verb.DOWNLOAD;
    }

    /** Whether every file below a prefix is asked for, instead of one. */
    public boolean isTree() {
        return files().isTree() && fileId == null;
    }

    /** Null unless one version is asked for. */
    public String fileId() {
        return fileId;
    }

    /** The path to which a single file goes; null for the last part of its name, in {@link #dir}. */
    public String file() {
        return file;
    }

    /** The path of the folder to which files go; empty for the one to which paths are relative. */
    public String dir() {
        return dir;
    }

    /** Whether the content goes to a stream that the caller hands over. */
    public boolean isStream() {
        return stream;
    }

    public boolean decrypt() {
        return decrypt;
    }

    public boolean acceptRenamed() {
        return acceptRenamed;
    }

    public boolean allowPlain() {
        return allowPlain;
    }

    public boolean verify() {
        return verify;
    }

    /** Collects the options of a download. */
    public static final class Builder extends TransferRequest.Builder<DownloadRequest, Builder> {
        private String fileId;
        private String file;
        private String dir = "";
        private boolean stream;
        private boolean decrypt = true;
        private boolean acceptRenamed;
        private boolean allowPlain;
        private boolean verify = true;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** One version, by its file id; with a name, only if it is a version of that file. */
        public Builder fileId(String value) {
            fileId = value;
            return this;
        }

        /** The path of the file to write, relative to the caller's folder. */
        public Builder file(String path) {
            file = path;
            return this;
        }

        /** The path of the folder to write to, relative to the caller's folder. */
        public Builder dir(String path) {
            dir = path == null ? "" : path;
            return this;
        }

        /** The content of one file goes to a stream that the caller hands over. */
        public Builder stream() {
            stream = true;
            return this;
        }

        /** False writes encrypted files as they are stored; true (the default) decrypts what is encrypted. */
        public Builder decrypt(boolean value) {
            decrypt = value;
            return this;
        }

        /**
         * Whether to take an encrypted file that was encrypted under another name than it has in B2 (AES256_GCM only):
         * it was renamed or copied since, or somebody put it in the place of another one.
         */
        public Builder acceptRenamed(boolean value) {
            acceptRenamed = value;
            return this;
        }

        /** Whether to fetch, of all files that match, only the one that was uploaded last. */
        public Builder newest(boolean value) {
            newest = value;
            return this;
        }

        /** Whether to take plain content under a name that ends with the suffix of encrypted files. */
        public Builder allowPlain(boolean value) {
            allowPlain = value;
            return this;
        }

        /**
         * False delivers, with a warning, a file that does not have the SHA-1 that its uploader claimed but B2 has not
         * checked. What B2 itself has hashed, and what is encrypted, is always verified. True by default.
         */
        public Builder verify(boolean value) {
            verify = value;
            return this;
        }

        @Override
        public DownloadRequest build() {
            checkNamedOrSelected();
            if (stream && (names == null && fileId == null || file != null || !dir.isEmpty())) {
                throw new InvalidRequestException(
                        "A stream takes a single file, given by {name} or {fileId}, and no {file} or {dir}");
            }
            if (fileId != null && (prefix != null || hasPatterns())) {
                throw new InvalidRequestException(
                        "{fileId} is one version of one file; it cannot be combined with {prefix}, {includes} or"
                                + " {excludes}");
            }
            if (newest && (names != null || fileId != null)) {
                throw new InvalidRequestException(
                        "{newest} chooses among many files: give {prefix}, and no {name} or" + " {fileId}");
            }
            if (file != null && names == null && fileId == null) {
                throw new InvalidRequestException("{file} is where a single file goes; many go to {dir}");
            }
            if (file != null && !dir.isEmpty()) {
                throw new InvalidRequestException("{file} and {dir} cannot be combined: give the whole path in {file}");
            }
            if (fileId != null && names == null && file == null && !stream) {
                throw new InvalidRequestException("{fileId} alone tells no file name: give {file}, or the {name} too");
            }
            checkComparison();
            if (stream && skipsUnchanged()) {
                throw new InvalidRequestException("A stream holds nothing to compare with: leave {skipUnchanged} away");
            }
            return new DownloadRequest(this);
        }
    }
}
