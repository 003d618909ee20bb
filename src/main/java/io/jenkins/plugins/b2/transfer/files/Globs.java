package io.jenkins.plugins.b2.transfer.files;

import java.io.File;
import java.util.List;
import org.apache.tools.ant.DirectoryScanner;
import org.apache.tools.ant.types.selectors.TokenizedPath;
import org.apache.tools.ant.types.selectors.TokenizedPattern;

/**
 * Ant patterns, as Jenkins' users know them, on relative paths with slashes: {@code *} within a folder, {@code **} across
 * folders, {@code ?} one character, a trailing slash for all below. Immutable.
 */
public final class Globs {
    private final List<TokenizedPattern> includes;
    private final List<TokenizedPattern> excludes;

    /**
     * @param includes none means everything
     */
    public Globs(List<String> includes, List<String> excludes) {
        this.includes = includes.stream().map(Globs::compile).toList();
        this.excludes = excludes.stream().map(Globs::compile).toList();
    }

    /** What Ant leaves out unless told otherwise, such as {@code .git} folders and editors' backups. */
    public static List<String> defaultExcludes() {
        return List.of(DirectoryScanner.getDefaultExcludes());
    }

    /** Whether some pattern could decide against a path; false means that all paths match. */
    public boolean matchEverything() {
        return includes.isEmpty() && excludes.isEmpty();
    }

    public boolean matches(String relativePath) {
        if (matchEverything()) {
            return true;
        }
        TokenizedPath path = new TokenizedPath(local(relativePath));
        return (includes.isEmpty() || includes.stream().anyMatch(pattern -> pattern.matchPath(path, true)))
                && excludes.stream().noneMatch(pattern -> pattern.matchPath(path, true));
    }

    /** Whether a folder may hold matching files; {@code x/**} among the excludes leaves out all below x. */
    boolean mayMatchBelow(String relativeFolder) {
        TokenizedPath folder = new TokenizedPath(local(relativeFolder));
        return excludes.stream()
                .noneMatch(pattern ->
                        pattern.endsWith("**") && pattern.withoutLastToken().matchPath(folder, true));
    }

    private static TokenizedPattern compile(String pattern) {
        // As in Ant, people write patterns with the slashes they are used to; in names, a backslash is a letter.
        String local = local(pattern.strip().replace('\\', '/'));
        return new TokenizedPattern(local.endsWith(File.separator) ? local + "**" : local);
    }

    private static String local(String path) {
        return path.replace('/', File.separatorChar);
    }
}
