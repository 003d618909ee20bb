package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;

/**
 * Which files: some by their names, or all below a prefix that match patterns. Immutable.
 *
 * @param names null when files are selected by prefix and patterns
 * @param prefix names begin with it; empty for all
 * @param includes Ant patterns relative to the prefix's folder; empty for every file
 * @param excludes Ant patterns, as above, of what to leave out
 * @param allowEmpty whether it is fine that nothing matches
 * @param newest whether only that one of them is meant that was uploaded last
 */
public record FileSelection(
        List<String> names,
        String prefix,
        List<String> includes,
        List<String> excludes,
        boolean allowEmpty,
        boolean newest)
        implements Serializable {

    public FileSelection {
        names = names == null ? null : names.stream().distinct().toList();
        prefix = prefix == null ? "" : prefix;
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
    }

    /** Whether files are selected by prefix and patterns. */
    public boolean isTree() {
        return names == null;
    }

    /** The part of the prefix up to its last slash: patterns and local paths are relative to it. */
    public String folder() {
        return prefix.substring(0, prefix.lastIndexOf('/') + 1);
    }

    /** The patterns in words, such as {@code '**'} without {@code '*.tmp'}. */
    public String describePatterns() {
        String included = includes.isEmpty() ? "'**'" : "'" + String.join(", ", includes) + "'";
        return excludes.isEmpty() ? included : included + " without '" + String.join(", ", excludes) + "'";
    }
}
