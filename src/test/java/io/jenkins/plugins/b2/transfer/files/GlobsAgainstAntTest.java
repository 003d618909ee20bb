package io.jenkins.plugins.b2.transfer.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.tools.ant.DirectoryScanner;

/** Patterns choose what Ant itself would choose on the same tree. */
class GlobsAgainstAntTest {
    private static Path tree;

    @BeforeContainer
    static void plant() throws IOException {
        tree = Files.createTempDirectory("globs");
        for (String name : List.of(
                "a",
                "b.txt",
                "a.txt",
                "ab",
                ".hidden",
                "with space",
                "ümlaut.txt",
                "dir/a",
                "dir/b.txt",
                "dir/sub/a.txt",
                "dir/sub/a/b",
                "dir/dir/a",
                "dir/dir/dir/b.txt",
                ".git/config",
                "dir/.git/a",
                "x/y/z/a.txt",
                "x/y/a",
                "x/a.txt~",
                "x/#a#",
                "[a]/{b}",
                "b/ab/a.b.txt")) {
            Path file = tree.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        Files.createSymbolicLink(tree.resolve("link"), tree.resolve("x/y"));
        Files.createSymbolicLink(tree.resolve("a.link"), tree.resolve("b.txt"));
        Files.createSymbolicLink(tree.resolve("dangling"), tree.resolve("nowhere"));
    }

    @AfterContainer
    static void cut() throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> segment = Arbitraries.of(
                "**", "**", "**", "*", "*", "?", "a", "b", "ab", "dir", "sub", "x", "y", ".git", "link", "*.txt", "a*",
                "*b*", "?.txt", "**.txt", "a**", "*.*", ".*", "*~", "#*#", "[a]", "{b}", "* *", "ü*", "");
        Arbitrary<String> path = Combinators.combine(
                        segment.list().ofMinSize(1).ofMaxSize(5), Arbitraries.of("/", "/", "/", "\\"))
                .as((segments, slash) -> String.join(slash, segments));
        return Combinators.combine(path, Arbitraries.of("", "", "", "/"))
                .as(String::concat)
                .filter(pattern -> !pattern.isEmpty());
    }

    private static Set<String> ants(List<String> includes, List<String> excludes) {
        DirectoryScanner scanner = new DirectoryScanner();
        scanner.setBasedir(tree.toFile());
        if (!includes.isEmpty()) {
            // Without a pattern that begins with a wildcard, Ant takes a short cut and misses a file 'a' for 'a/**'.
            scanner.setIncludes(
                    Stream.concat(includes.stream(), Stream.of("*.nothing")).toArray(String[]::new));
        }
        // An exclude that names a folder leaves out all in it here, which Ant wants to be told.
        scanner.setExcludes(excludes.stream()
                .flatMap(exclude -> namesAFolder(exclude) ? Stream.of(exclude, exclude + "/**") : Stream.of(exclude))
                .toArray(String[]::new));
        scanner.scan();
        return files(scanner);
    }

    private static boolean namesAFolder(String pattern) {
        String last = pattern.strip().replace('\\', '/');
        last = last.substring(last.lastIndexOf('/') + 1);
        return !last.isEmpty()
                && !pattern.replace('\\', '/').contains("//")
                && last.indexOf('*') < 0
                && last.indexOf('?') < 0;
    }

    /** Ant also names links that lead nowhere; there is nothing to send of them. */
    private static Set<String> files(DirectoryScanner scanner) {
        Set<String> found = new TreeSet<>(Arrays.asList(scanner.getIncludedFiles()));
        found.remove("dangling");
        return found;
    }

    private static Set<String> ours(List<String> includes, List<String> excludes) {
        FileTree files = new FileTree(tree, new Globs(includes, excludes), true, link -> {});
        Set<String> found = new TreeSet<>();
        FileTree.Entry entry;
        while ((entry = files.next()) != null) {
            found.add(entry.path());
        }
        return found;
    }

    @Property(tries = 1500)
    void findsWhatAntFinds(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("patterns") String> includes,
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("patterns") String> excludes) {
        assertEquals(ants(includes, excludes), ours(includes, excludes));
    }

    @Example
    void defaultExcludesAreAnts() {
        DirectoryScanner scanner = new DirectoryScanner();
        scanner.setBasedir(tree.toFile());
        scanner.addDefaultExcludes();
        scanner.scan();
        Set<String> found = ours(List.of(), Globs.defaultExcludes());
        assertEquals(files(scanner), found);
        assertFalse(found.contains(".git/config"));
        assertFalse(found.contains("x/a.txt~"));
    }

    @Example
    void patternsMayBeWrittenWithBackslashes() {
        assertEquals(
                Set.of("dir/b.txt", "dir/sub/a.txt", "dir/dir/dir/b.txt"), ours(List.of("dir\\**\\*.txt"), List.of()));
        assertEquals(Set.of("dir/b.txt", "dir/sub/a.txt"), ours(List.of("dir/**/*.txt"), List.of("dir\\dir\\")));
        assertTrue(new Globs(List.of("dist\\**\\*.tgz"), List.of()).matches("dist/a/b.tgz"));
    }

    @Example
    void aPatternWithoutWildcardsIsOnePath() {
        assertTrue(new Globs(List.of("a//b"), List.of()).matches("a//b"));
        assertFalse(new Globs(List.of("a/b"), List.of()).matches("a//b"));
        assertFalse(new Globs(List.of("a//b"), List.of()).matches("a/b"));
    }

    @Example
    void blanksAroundAPatternAreNotPartOfIt() {
        assertEquals(ours(List.of("dir/**"), List.of("**/a")), ours(List.of(" dir/** "), List.of(" **/a")));
    }

    @Example
    void nothingToMatchMatchesEverything() {
        assertTrue(new Globs(List.of(), List.of()).matches("any/thing"));
        assertEquals(ants(List.of(), List.of()), ours(List.of(), List.of()));
    }
}
