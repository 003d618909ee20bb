package io.jenkins.plugins.b2.transfer;

import java.util.List;

/**
 * Which files to list.
 *
 * @param prefix names begin with it; empty for all
 * @param includes Ant patterns relative to the prefix's folder; none means every file
 * @param excludes Ant patterns of what to leave out
 * @param what newest versions, all versions, or unfinished large files
 * @param maxFiles how many rows at most; 0 for all. What comes behind is not looked through
 */
public record ListRequest(String prefix, List<String> includes, List<String> excludes, What what, long maxFiles) {

    public static final long DEFAULT_MAX_FILES = 1000;

    /** What a listing is made of. */
    public enum What {
        /** The newest version of each file that is not hidden. */
        FILES,
        /** Every file version, hide markers and unfinished large files included. */
        VERSIONS,
        /** Unfinished large files only. */
        UNFINISHED
    }

    public ListRequest {
        prefix = prefix == null ? "" : prefix;
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
        if (maxFiles < 0) {
            throw new IllegalArgumentException("The number of files is " + maxFiles + "; it must be 0 (all) or more");
        }
    }

    /** The first thousand files below a prefix. */
    public static ListRequest of(String prefix) {
        return new ListRequest(prefix, List.of(), List.of(), What.FILES, DEFAULT_MAX_FILES);
    }

    public ListRequest all() {
        return new ListRequest(prefix, includes, excludes, what, 0);
    }

    public ListRequest matching(List<String> moreIncludes, List<String> moreExcludes) {
        return new ListRequest(prefix, moreIncludes, moreExcludes, what, maxFiles);
    }

    public ListRequest of(What kind) {
        return new ListRequest(prefix, includes, excludes, kind, maxFiles);
    }

    public ListRequest max(long files) {
        return new ListRequest(prefix, includes, excludes, what, files);
    }
}
