package io.jenkins.plugins.b2.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What to delete or hide. Immutable; made by {@link #builder} or, for short, {@link #names}, {@link #version} or
 * {@link #tree}.
 */
public final class DeleteRequest extends FilesRequest {
    private static final long serialVersionUID = 1L;

    private final String fileId;
    private final boolean allVersions;
    private final boolean hide;
    private final Duration olderThan;
    private final int keepLatest;
    private final boolean dryRun;
    private final boolean allowBucketPurge;

    private DeleteRequest(Builder builder) {
        super(builder);
        fileId = builder.fileId;
        allVersions = builder.allVersions;
        hide = builder.hide;
        olderThan = builder.olderThan;
        keepLatest = builder.keepLatest;
        dryRun = builder.dryRun;
        allowBucketPurge = builder.allowBucketPurge;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** These files. A name that does not exist fails. */
    public static Builder names(List<String> names) {
        return builder().names(names);
    }

    /** Exactly this version of this file. */
    public static Builder version(String name, String fileId) {
        return builder().name(name).fileId(Objects.requireNonNull(fileId, "fileId"));
    }

    /** Every file whose name begins with the prefix. */
    public static Builder tree(String prefix) {
        return builder().prefix(prefix == null ? "" : prefix);
    }

    @Override
    public Verb verb() {
        return hide ? Verb.HIDE : Verb.DELETE;
    }

    /** Deleting newest versions twice would delete the versions that came to light the first time. */
    @Override
    public boolean isRepeatable() {
        return verb().isRepeatable() || dryRun || fileId != null || allVersions;
    }

    /** Null unless one version is meant. */
    public String fileId() {
        return fileId;
    }

    public boolean allVersions() {
        return allVersions;
    }

    public boolean hide() {
        return hide;
    }

    /** Null for any age. */
    public Duration olderThan() {
        return olderThan;
    }

    public int keepLatest() {
        return keepLatest;
    }

    @Override
    public boolean dryRun() {
        return dryRun;
    }

    public boolean allowBucketPurge() {
        return allowBucketPurge;
    }

    /** Collects the options of a deletion. */
    public static final class Builder extends FilesRequest.Builder<DeleteRequest, Builder> {
        private String fileId;
        private boolean allVersions;
        private boolean hide;
        private Duration olderThan;
        private int keepLatest;
        private boolean dryRun;
        private boolean allowBucketPurge;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Files by their names in B2. */
        @Override
        public Builder names(List<String> values) {
            return super.names(values);
        }

        /** One version of the one file that is named. */
        public Builder fileId(String value) {
            fileId = value;
            return this;
        }

        /**
         * The file goes with every version of it, and with unfinished large files of its name. Of these, without an age
         * to delete by, those begun in the last 24 hours stay, because somebody may be uploading them. Without this, the
         * newest version goes, and an older one, if any, becomes current again.
         */
        public Builder allVersions(boolean value) {
            allVersions = value;
            return this;
        }

        /** Nothing goes; a hide marker makes the file invisible. */
        public Builder hide(boolean value) {
            hide = value;
            return this;
        }

        /** Keeps files that were uploaded more recently; null keeps none. */
        public Builder olderThan(Duration age) {
            if (age != null && age.isNegative()) {
                throw new InvalidRequestException("{olderThan} must be 0 or more");
            }
            olderThan = age;
            return this;
        }

        /** Keeps this many of the matching files, those that were uploaded last. */
        public Builder keepLatest(int count) {
            if (count < 0) {
                throw new InvalidRequestException("{keepLatest} is " + count + "; it must be 0 or more");
            }
            keepLatest = count;
            return this;
        }

        /** Only tells what would be deleted. */
        public Builder dryRun(boolean value) {
            dryRun = value;
            return this;
        }

        /** Has to be true for a request that no prefix narrows, because it could empty the whole bucket. */
        public Builder allowBucketPurge(boolean value) {
            allowBucketPurge = value;
            return this;
        }

        @Override
        public DeleteRequest build() {
            checkNamedOrSelected();
            if (names != null && (olderThan != null || keepLatest > 0)) {
                throw new InvalidRequestException(
                        "{olderThan} and {keepLatest} choose among many files: give {prefix} instead of {name}");
            }
            if (names == null && prefix == null && !hasPatterns() && !allowBucketPurge) {
                throw new InvalidRequestException(
                        "Nothing says what to delete: give the {name} of a file, or {prefix} for many");
            }
            if (fileId != null && (names == null || names.size() != 1 || allVersions || hide)) {
                throw new InvalidRequestException("{fileId} is one version: give it with the one {name} it belongs to,"
                        + " without {hide} and {allVersions}");
            }
            if (hide && allVersions) {
                throw new InvalidRequestException("{hide} and {allVersions} cannot be combined");
            }
            return new DeleteRequest(this);
        }
    }
}
