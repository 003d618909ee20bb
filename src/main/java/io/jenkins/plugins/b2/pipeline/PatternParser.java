package io.jenkins.plugins.b2.pipeline;

import hudson.Util;
import java.util.Arrays;
import java.util.List;

/** Ant patterns as forms and Jenkinsfiles give them: one string, separated by commas. */
final class PatternParser {
    private PatternParser() {}

    static List<String> split(String patterns) {
        return Util.fixEmptyAndTrim(patterns) == null
                ? List.of()
                : Arrays.stream(patterns.split("\\s*,\\s*"))
                        .map(String::strip)
                        .filter(pattern -> !pattern.isEmpty())
                        .toList();
    }
}
