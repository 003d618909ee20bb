package io.jenkins.plugins.b2.standalone;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which files of many. */
final class PatternOptions {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only files that match, such as '**/*.tgz'; relative to the folder. May be repeated.")
    List<String> includes = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Leave out files that match. May be repeated.")
    List<String> excludes = new ArrayList<>();

    boolean given() {
        return !includes.isEmpty() || !excludes.isEmpty();
    }
}
