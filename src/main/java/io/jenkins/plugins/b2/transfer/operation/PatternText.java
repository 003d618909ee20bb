package io.jenkins.plugins.b2.transfer.operation;

import java.util.List;

/** Puts patterns into words. */
public final class PatternText {
    private PatternText() {}

    public static String describe(List<String> includes, List<String> excludes) {
        String included = includes.isEmpty() ? "'**'" : "'" + String.join(", ", includes) + "'";
        return excludes.isEmpty() ? included : included + " without '" + String.join(", ", excludes) + "'";
    }

    /** The part of a prefix up to its last slash: patterns and local paths are relative to it. */
    public static String folderOf(String prefix) {
        return prefix.substring(0, prefix.lastIndexOf('/') + 1);
    }
}
