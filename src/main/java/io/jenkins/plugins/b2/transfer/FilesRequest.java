package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;

/**
 * What is asked of a verb that deals with files: plain values that can be kept and sent. Made by name with a builder,
 * whose setters are the options that steps and commands offer. Immutable.
 */
public abstract class FilesRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final FileSelection files;

    FilesRequest(Builder<?, ?> builder) {
        files = new FileSelection(
                builder.names, builder.prefix, builder.includes, builder.excludes, builder.allowEmpty, builder.newest);
    }

    public abstract Verb verb();

    /** Whether it may be done a second time when it is not known how much of the first time was done. */
    public boolean isRepeatable() {
        return verb().isRepeatable();
    }

    /** Whether nothing is to be done but to tell what would be. */
    public boolean dryRun() {
        return false;
    }

    public final FileSelection files() {
        return files;
    }

    /** The one name that is given; null when none or several are. */
    public final String name() {
        return files.isTree() || files.names().size() != 1
                ? null
                : files.names().get(0);
    }

    public final String prefix() {
        return files.prefix();
    }

    /**
     * Collects the options that all such verbs have.
     *
     * @param <R> what is built
     * @param <B> the builder itself
     */
    public abstract static class Builder<R extends FilesRequest, B extends Builder<R, B>> {
        List<String> names;
        String prefix;
        List<String> includes = List.of();
        List<String> excludes = List.of();
        boolean allowEmpty;
        boolean newest;

        Builder() {}

        abstract B self();

        /**
         * @throws InvalidRequestException when options contradict each other, or one would not be obeyed
         */
        public abstract R build();

        /** One file, by its name in B2; null for files by prefix and patterns. */
        public B name(String value) {
            return names(value == null ? null : List.of(value));
        }

        B names(List<String> value) {
            names = value;
            return self();
        }

        /** What names begin with, as it is: it ends with a slash where a folder is meant. Null when not given. */
        public B prefix(String value) {
            prefix = value;
            return self();
        }

        /** Ant patterns relative to the prefix's folder; empty means every file. */
        public B includes(List<String> patterns) {
            includes = patterns;
            return self();
        }

        /** Ant patterns relative to the prefix's folder of what to leave out. */
        public B excludes(List<String> patterns) {
            excludes = patterns;
            return self();
        }

        /** Whether it is fine that no file matches. */
        public B allowEmpty(boolean value) {
            allowEmpty = value;
            return self();
        }

        final boolean hasPatterns() {
            return !includes.isEmpty() || !excludes.isEmpty();
        }

        /** Files are either named or selected, never both. */
        final void checkNamedOrSelected() {
            if (names != null && (prefix != null || hasPatterns())) {
                throw new InvalidRequestException(
                        "{name} cannot be combined with {prefix}, {includes} or {excludes}: name one file, or select"
                                + " many");
            }
            checkNames();
        }

        final void checkNames() {
            if (names != null && names.stream().anyMatch(String::isEmpty)) {
                throw new InvalidRequestException("{name} is empty");
            }
        }
    }
}
