package io.jenkins.plugins.b2.transfer.operation;

import java.util.List;

/** Puts patterns into words. */
final class Patterns {
    private Patterns() {}

    static String describe(List<String> includes, List<String> excludes) {
        String included = includes.isEmpty() ? "'**'" : "'" + String.join(", ", includes) + "'";
        return excludes.isEmpty() ? included : included + " without '" + String.join(", ", excludes) + "'";
    }

    /** The part of a prefix up to its last slash: patterns and local paths are relative to it. */
    static String folderOf(String prefix) {
        return prefix.substring(0, prefix.lastIndexOf('/') + 1);
    }
}
