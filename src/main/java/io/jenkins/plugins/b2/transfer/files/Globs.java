package io.jenkins.plugins.b2.transfer.files;

import java.io.File;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.tools.ant.DirectoryScanner;
import org.apache.tools.ant.types.selectors.SelectorUtils;
import org.apache.tools.ant.types.selectors.TokenizedPath;
import org.apache.tools.ant.types.selectors.TokenizedPattern;

/**
 * Ant patterns, as Jenkins' users know them, on relative paths with slashes: {@code *} within a folder, {@code **} across
 * folders, {@code ?} one character, a trailing slash for all below. A pattern without any of these is one path, letter
 * by letter: {@code a/b} is not {@code a//b}, which is another name in B2. Immutable.
 */
public final class Globs {
    private final List<Glob> includes;
    private final List<Glob> excludes;

    /**
     * A pattern as it is written here, and cut at its slashes.
     *
     * @param beginnings with one of which all that it matches begins
     */
    private record Glob(String text, TokenizedPattern tokens, List<Beginning> beginnings) {
        static Glob of(String pattern) {
            // As in Ant, people write patterns with the slashes they are used to; in names, a backslash is a letter.
            String local = local(pattern.strip().replace('\\', '/'));
            String text = local.endsWith(File.separator) ? local + "**" : local;
            return new Glob(text, new TokenizedPattern(text), beginningsOf(text));
        }

        /** Empty parts mean nothing in a pattern with wildcards, so what comes behind one is not counted on. */
        private static List<Beginning> beginningsOf(String text) {
            if (!SelectorUtils.hasWildcards(text)) {
                return List.of(new Beginning(text, true));
            }
            int end = 0;
            while (text.charAt(end) != '*' && text.charAt(end) != '?') {
                boolean emptyPart =
                        text.startsWith(File.separator, end) && (end == 0 || text.startsWith(File.separator, end + 1));
                if (emptyPart) {
                    return List.of(new Beginning(text.substring(0, end), false));
                }
                end++;
            }
            Beginning beginning = new Beginning(text.substring(0, end), false);
            // All below a folder includes, with Ant, what has the folder's own name.
            boolean allBelow = end > 0
                    && text.startsWith(File.separator, end - 1)
                    && text.substring(end).matches("[*" + Pattern.quote(File.separator) + "]+");
            return allBelow ? List.of(new Beginning(text.substring(0, end - 1), true), beginning) : List.of(beginning);
        }

        boolean matches(TokenizedPath path) {
            return beginnings.stream().anyMatch(beginning -> beginning.isOf(path.toString()))
                    && (!SelectorUtils.hasWildcards(text) || tokens.matchPath(path, true));
        }

        /** Whether all below the folder matches. */
        boolean takesAllBelow(TokenizedPath folder) {
            return tokens.endsWith("**") && tokens.withoutLastToken().matchPath(folder, true);
        }
    }

    /**
     * How paths that a pattern matches begin.
     *
     * @param whole whether that is all of the path
     */
    public record Beginning(String text, boolean whole) {
        public boolean isOf(String path) {
            return whole ? path.equals(text) : path.startsWith(text);
        }
    }

    /**
     * @param includes none means everything
     */
    public Globs(List<String> includes, List<String> excludes) {
        this.includes = includes.stream().map(Glob::of).toList();
        this.excludes = excludes.stream().map(Glob::of).toList();
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
        return matchesEither(relativePath, relativePath);
    }

    /** Whether something that goes by two names is included by one of them and excluded by none. */
    public boolean matchesEither(String relativePath, String otherPath) {
        if (matchEverything()) {
            return true;
        }
        TokenizedPath path = new TokenizedPath(local(relativePath));
        TokenizedPath other = new TokenizedPath(local(otherPath));
        return (includes.isEmpty() || includes.stream().anyMatch(glob -> glob.matches(path) || glob.matches(other)))
                && excludes.stream().noneMatch(glob -> glob.matches(path) || glob.matches(other));
    }

    /**
     * Whether a folder may hold matching files: those that no include leads into need not be looked at, and {@code x/**}
     * among the excludes leaves out all below x.
     */
    boolean mayMatchBelow(String relativeFolder) {
        TokenizedPath folder = new TokenizedPath(local(relativeFolder));
        boolean led = includes.isEmpty()
                || includes.stream().anyMatch(glob -> glob.tokens().matchStartOf(folder, true));
        return led && excludes.stream().noneMatch(glob -> glob.takesAllBelow(folder));
    }

    /** How paths with slashes begin that may match; what begins otherwise does not. In no order, and some within others. */
    public List<Beginning> beginnings() {
        return includes.isEmpty()
                ? List.of(new Beginning("", false))
                : includes.stream()
                        .flatMap(glob -> glob.beginnings().stream())
                        .map(local -> new Beginning(local.text().replace(File.separatorChar, '/'), local.whole()))
                        .toList();
    }

    /** Whether each include begins with text that stands in every name it matches, so that together they reach no more. */
    public boolean haveLiteralBeginnings() {
        return !includes.isEmpty()
                && includes.stream().noneMatch(glob -> glob.text().matches("[*?].*|\\s*"));
    }

    /** The exclude that names this folder, in whose last part is no wildcard; null for none. Empty parts name nothing. */
    String excludeNaming(String relativeFolder) {
        TokenizedPath folder = new TokenizedPath(local(relativeFolder));
        return excludes.stream()
                .filter(glob -> !glob.text().contains(File.separator + File.separator))
                .filter(glob -> !SelectorUtils.hasWildcards(
                        glob.text().substring(glob.text().lastIndexOf(File.separatorChar) + 1)))
                .filter(glob -> glob.matches(folder))
                .map(Glob::text)
                .findFirst()
                .orElse(null);
    }

    private static String local(String path) {
        return path.replace('/', File.separatorChar);
    }
}
