package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.FilesRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which files of many: the options that all verbs on files have. */
final class SelectionOptions {
    @Option(
            names = "--prefix",
            paramLabel = "P",
            description = "What file names in B2 begin with. Ends with a slash where a folder is meant.")
    String prefix;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "Only files that match, such as '**/*.tgz'; relative to the prefix, or to the"
                    + " folder that is uploaded. May be repeated.")
    List<String> includes = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Exclude files that match. May be repeated.")
    List<String> excludes = new ArrayList<>();

    @Option(names = "--allow-empty", description = "Exit 0 if nothing matches.")
    boolean allowEmpty;

    /** Whether many files are meant. */
    boolean given() {
        return prefix != null || hasPatterns();
    }

    boolean hasPatterns() {
        return !includes.isEmpty() || !excludes.isEmpty();
    }

    <B extends FilesRequest.Builder<?, B>> B fill(B request) {
        return request.prefix(prefix).includes(includes).excludes(excludes).allowEmpty(allowEmpty);
    }

    /** As {@code bucket:prefix} ends; empty for the whole bucket. */
    String describe() {
        return prefix == null ? "" : prefix;
    }
}
