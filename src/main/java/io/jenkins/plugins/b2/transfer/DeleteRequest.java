package io.jenkins.plugins.b2.transfer;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** What to delete. Immutable; made by {@link #names}, {@link #version} or {@link #tree}. */
public final class DeleteRequest {

    /** What deleting a file means. */
    public enum Mode {
        /** The newest version goes; an older one, if any, becomes visible again. */
        NEWEST_VERSION,
        /**
         * The file goes with every version of it, and with unfinished large files of its name. Of these, without an age
         * to delete by, those begun in the last 24 hours stay, because somebody may be uploading them.
         */
        ALL_VERSIONS,
        /** Nothing goes; a hide marker makes the file invisible. */
        HIDE
    }

    private final List<String> names;
    private final String fileId;
    private final String prefix;
    private final List<String> includes;
    private final List<String> excludes;
    private final Mode mode;
    private final Duration olderThan;
    private final int keepLatest;
    private final boolean dryRun;
    private final boolean allowBucketPurge;
    private final boolean allowEmpty;

    private DeleteRequest(Builder builder) {
        names = builder.names == null ? null : builder.names.stream().distinct().toList();
        fileId = builder.fileId;
        prefix = builder.prefix;
        includes = List.copyOf(builder.includes);
        excludes = List.copyOf(builder.excludes);
        mode = builder.mode;
        olderThan = builder.olderThan;
        keepLatest = builder.keepLatest;
        dryRun = builder.dryRun;
        allowBucketPurge = builder.allowBucketPurge;
        allowEmpty = builder.allowEmpty;
    }

    /** These files. A name that does not exist fails. */
    public static Builder names(List<String> names) {
        Builder builder = new Builder();
        builder.names = names;
        return builder;
    }

    /** Exactly this version of this file. */
    public static Builder version(String name, String fileId) {
        Builder builder = new Builder();
        builder.names = List.of(name);
        builder.fileId = Objects.requireNonNull(fileId, "fileId");
        return builder;
    }

    /** Every file whose name begins with the prefix. */
    public static Builder tree(String prefix) {
        Builder builder = new Builder();
        builder.prefix = prefix == null ? "" : prefix;
        return builder;
    }

    /** Null for a tree. */
    public List<String> names() {
        return names;
    }

    /** Null unless one version is meant. */
    public String fileId() {
        return fileId;
    }

    /** Null unless a tree is meant. */
    public String prefix() {
        return prefix;
    }

    public List<String> includes() {
        return includes;
    }

    public List<String> excludes() {
        return excludes;
    }

    public Mode mode() {
        return mode;
    }

    /** Null for any age. */
    public Duration olderThan() {
        return olderThan;
    }

    public int keepLatest() {
        return keepLatest;
    }

    public boolean dryRun() {
        return dryRun;
    }

    public boolean allowBucketPurge() {
        return allowBucketPurge;
    }

    public boolean allowEmpty() {
        return allowEmpty;
    }

    /** Collects the options of a deletion. */
    public static final class Builder {
        private List<String> names;
        private String fileId;
        private String prefix;
        private List<String> includes = List.of();
        private List<String> excludes = List.of();
        private Mode mode = Mode.NEWEST_VERSION;
        private Duration olderThan;
        private int keepLatest;
        private boolean dryRun;
        private boolean allowBucketPurge;
        private boolean allowEmpty;

        private Builder() {}

        public Builder includes(List<String> patterns) {
            includes = patterns;
            return this;
        }

        public Builder excludes(List<String> patterns) {
            excludes = patterns;
            return this;
        }

        public Builder mode(Mode value) {
            mode = Objects.requireNonNull(value, "mode");
            return this;
        }

        /** Spares files that were uploaded more recently; null spares none. */
        public Builder olderThan(Duration age) {
            if (age != null && age.isNegative()) {
                throw new IllegalArgumentException("The age of files to delete is " + age + "; it must be 0 or more");
            }
            olderThan = age;
            return this;
        }

        /** Spares this many of the matching files, those that were uploaded last. */
        public Builder keepLatest(int count) {
            if (count < 0) {
                throw new IllegalArgumentException(
                        "The number of files to keep is " + count + "; it must be 0 or more");
            }
            keepLatest = count;
            return this;
        }

        /** Only tells what would be deleted. */
        public Builder dryRun(boolean value) {
            dryRun = value;
            return this;
        }

        /** Has to be true for a request that could empty the whole bucket. */
        public Builder allowBucketPurge(boolean value) {
            allowBucketPurge = value;
            return this;
        }

        /** Whether it is fine that no file matches the prefix and patterns. */
        public Builder allowEmpty(boolean value) {
            allowEmpty = value;
            return this;
        }

        /**
         * @throws IllegalArgumentException when an option is given that would not be obeyed
         */
        public DeleteRequest build() {
            boolean selects = olderThan != null || keepLatest > 0 || !includes.isEmpty() || !excludes.isEmpty();
            if (names != null && selects) {
                throw new IllegalArgumentException(
                        "Files to delete are given by name: patterns, an age and a number to keep need a prefix");
            }
            if (fileId != null && mode != Mode.NEWEST_VERSION) {
                throw new IllegalArgumentException("The version " + fileId
                        + " of a file can only be deleted itself, neither hidden nor with all the others");
            }
            return new DeleteRequest(this);
        }
    }
}
