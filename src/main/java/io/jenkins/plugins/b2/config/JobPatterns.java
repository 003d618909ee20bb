package io.jenkins.plugins.b2.config;

import hudson.Util;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.tools.ant.types.selectors.SelectorUtils;

/**
 * Which jobs may use a profile: Ant patterns of full job names, one a line. A line that begins with {@code !} excludes, and
 * wins. Without a line that includes, every job is included. Immutable.
 */
public final class JobPatterns {
    private static final String NOT = "!";

    /**
     * A path from the root, an empty name, a comment, another separator; or several patterns. Commas alone may be of matrix
     * jobs.
     */
    private static final Pattern IDLE = Pattern.compile("|/.*|.*//.*|#.*|!.*|.*[\\\\;].*|.*,\\s.*|.*,.*/.*");

    private final List<String> includes;
    private final List<String> excludes;

    private JobPatterns(List<String> includes, List<String> excludes) {
        this.includes = includes;
        this.excludes = excludes;
    }

    /**
     * @param text null or empty for every job
     */
    public static JobPatterns parse(String text) {
        List<String> lines = Arrays.stream(Util.fixNull(text).split("[\r\n]+"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return new JobPatterns(
                lines.stream().filter(line -> !line.startsWith(NOT)).toList(),
                lines.stream()
                        .filter(line -> line.startsWith(NOT))
                        .map(line -> line.substring(NOT.length()).strip())
                        .toList());
    }

    public boolean allow(String job) {
        return (includes.isEmpty() || includes.stream().anyMatch(pattern -> matches(pattern, job)))
                && excludes.stream().noneMatch(pattern -> matches(pattern, job));
    }

    /** Whether some job in a folder may be allowed. */
    boolean mayAllowBelow(String folder) {
        return includes.isEmpty()
                || includes.stream()
                        .anyMatch(pattern -> SelectorUtils.matchPatternStart(local(pattern), local(folder + "/x")));
    }

    /** Those that include jobs of folders that are not named, which may be made by people that nobody thought of. */
    List<String> open() {
        return includes.stream()
                .filter(pattern -> pattern.split("/", 2)[0].matches(".*[*?].*"))
                .toList();
    }

    /** Whether there are lines and none of them includes, so that all jobs but the excluded ones may use it. */
    boolean onlyExclude() {
        return includes.isEmpty() && !excludes.isEmpty();
    }

    /** Lines that, as far as can be told, match no job, whatever jobs there are. */
    public List<String> idle() {
        return Stream.concat(
                        includes.stream().filter(JobPatterns::isIdle),
                        excludes.stream().filter(JobPatterns::isIdle).map(NOT::concat))
                .toList();
    }

    private static boolean isIdle(String pattern) {
        return IDLE.matcher(pattern).matches();
    }

    private static boolean matches(String pattern, String job) {
        return SelectorUtils.matchPath(local(pattern), local(job));
    }

    /** As Ant has it, a folder stands for all in it. */
    private static String local(String path) {
        return (path.endsWith("/") ? path + "**" : path).replace('/', File.separatorChar);
    }
}
