package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What README and docs say, as far as it needs nothing but this process. Their examples are run by other classes. */
class DocumentsTest {
    private static final int MAX_LINE = 140;
    private static final Pattern LINK = Pattern.compile("(?:\\]\\(|src=\")([^)\"]+)[)\"]");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");
    /** What an example's language means is up to the tests that run it; these are not run, or elsewhere. */
    private static final Set<String> LANGUAGES = Set.of("sh", "groovy", "yaml", "json", "java", "console", "");

    @TempDir
    Path folder;

    /** Of prose; tables and examples are as wide as they must be. */
    @Test
    void linesAreNotTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path document : Documents.all()) {
            boolean example = false;
            for (String line : Files.readAllLines(document)) {
                example ^= line.strip().startsWith("```");
                if (!example && !line.strip().startsWith("|") && line.length() > MAX_LINE) {
                    tooLong.add(document.getFileName() + ": " + line);
                }
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    void linksLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path file : Documents.all()) {
            Matcher links = LINK.matcher(Files.readString(file));
            while (links.find()) {
                String link = links.group(1);
                if (!link.contains("://") && !leadsSomewhere(file, link)) {
                    broken.add(Documents.top().relativize(file) + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leadsSomewhere(Path from, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path file) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("#")) {
                anchors.add(line.replaceFirst("^#+ *", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
            }
        }
        return anchors;
    }

    /** A claim is held by the test that it names, so there has to be one of that name. */
    @Test
    void theTestsThatAreNamedExist() throws IOException {
        Set<String> known = new HashSet<>();
        try (Stream<Path> sources = Files.walk(Documents.top().resolve("src/test/java"))) {
            sources.map(path -> path.getFileName().toString().replace(".java", ""))
                    .forEach(known::add);
        }
        List<String> missing = new ArrayList<>();
        for (Path file : Documents.all()) {
            Matcher tests = TEST.matcher(Files.readString(file));
            while (tests.find()) {
                if (!known.contains(tests.group(1))) {
                    missing.add(Documents.top().relativize(file) + ": " + tests.group(1));
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        String readme = Files.readString(Documents.top().resolve("README.md"));
        for (Path file : Documents.all()) {
            String name = Documents.top()
                    .relativize(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/");
            assertTrue(name.equals("README.md") || readme.contains("(" + name), "README.md does not link to " + name);
        }
    }

    @Test
    void everyExampleSaysWhatItIs() throws IOException {
        for (Path file : Documents.all()) {
            for (Documents.Block block : Documents.blocks(file)) {
                assertTrue(LANGUAGES.contains(block.language()), block + " is '" + block.language() + "'");
            }
        }
    }

    /** The table of permissions by step: with exactly these a verb works, with one less it does not. */
    @ParameterizedTest
    @CsvSource(
            delimiterString = "::",
            value = {
                "`b2Upload` | `writeFiles`; :: upload FILE --name new/x :: writeFiles",
                "with `skipUnchanged` also `listFiles` :: upload FILE --name new/x --skip-unchanged"
                        + " :: writeFiles listFiles",
                "`b2Download` | `readFiles`; :: download old/a FOLDER/back :: readFiles",
                "by `prefix` also `listFiles` :: download --prefix old/ --dir FOLDER/back :: readFiles listFiles",
                "`b2List` | `listFiles` :: list --prefix old/ :: listFiles",
                "`b2Delete`, `b2Unhide` | `listFiles`, `deleteFiles` :: delete old/a :: listFiles deleteFiles",
                "`b2Delete`, `b2Unhide` | `listFiles`, `deleteFiles` :: unhide old/hidden :: listFiles deleteFiles",
                "with `hide: true` | `listFiles`, `writeFiles` :: delete old/a --hide :: listFiles writeFiles",
                "`b2TestConnection` | none; :: test-connection --probe none :: writeFiles",
                "`probe: 'read'`: `listFiles`; :: test-connection :: listFiles",
                "`probe: 'write'`: `listFiles`, `writeFiles`, `readFiles`, `deleteFiles` ::"
                        + " test-connection --probe write :: listFiles writeFiles readFiles deleteFiles",
                "`b2Info` | `listBuckets`; :: info :: listBuckets",
                "`b2Lifecycle` | `listBuckets`; :: lifecycle :: listBuckets",
                "with `rules` also `writeBuckets` :: lifecycle --set RULES :: listBuckets writeBuckets",
                "with `usage` also `listFiles` :: info --usage :: listBuckets listFiles",
            })
    void permissionsAreEnoughAndNotTooMany(String row, String words, String needed) throws IOException {
        assertTrue(Files.readString(Documents.top().resolve("README.md")).contains(row), "README.md lacks " + row);
        List<String> capabilities = List.of(needed.split(" "));
        assertEquals(0, codeWith(capabilities, words), "with all of " + capabilities);
        for (String left : words.endsWith("--probe none") ? List.<String>of() : capabilities) {
            List<String> fewer = Stream.concat(Stream.of("shareFiles"), capabilities.stream())
                    .filter(name -> !name.equals(left))
                    .toList();
            assertEquals(4, codeWith(fewer, words), "without " + left);
        }
    }

    @Test
    void aKeyForAllBucketsHasToListThem() throws IOException {
        assertTrue(Files.readString(Documents.top().resolve("README.md"))
                .contains("not restricted to a bucket | `listBuckets`"));
        try (CommandTester tester = new CommandTester()) {
            tester.withKey(List.of("listFiles"), null, null);
            assertEquals(4, tester.b2("list", "--allow-empty").code());
            tester.withKey(List.of("listFiles", "listBuckets"), null, null);
            assertEquals(0, tester.b2("list", "--allow-empty").code());
        }
    }

    private int codeWith(List<String> capabilities, String words) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[] {1});
        Path rules = Files.writeString(
                folder.resolve("rules"), "[{\"fileNamePrefix\": \"a/\", \"daysFromHidingToDeleting\": 1}]");
        try (CommandTester tester = new CommandTester()) {
            tester.emulator().put(CommandTester.BUCKET, "old/a", new byte[] {1});
            tester.emulator().put(CommandTester.BUCKET, "old/hidden", new byte[] {1});
            tester.b2("delete", "old/hidden", "--hide");
            tester.withKey(capabilities, List.of(CommandTester.BUCKET), null);
            Run run = tester.b2((Object[]) words.replace("FILE", file.toString())
                    .replace("FOLDER", folder.toString())
                    .replace("RULES", rules.toString())
                    .split(" "));
            return run.code();
        }
    }
}
