package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Help beside fields, which also becomes the steps' reference: it says the default, or gives an example of a value. */
class HelpTextsTest {
    private static final String RESOURCES = "src/main/resources";
    /** Of Java, on one line. */
    private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private static List<Path> files(String ending) throws IOException {
        return files(RESOURCES, ending);
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Documents.top().resolve(folder))) {
            return files.filter(file -> file.getFileName().toString().matches(ending))
                    .sorted()
                    .toList();
        }
    }

    /** An adjunct brings everything of its name along, so a style sheet named as a view shows that view where it is asked for. */
    @Test
    void noStyleSheetOrScriptHasTheNameOfAView() throws IOException {
        List<Path> clashes = new ArrayList<>();
        List<Path> adjuncts = files(".*\\.(css|js)");
        for (Path adjunct : adjuncts) {
            String name = adjunct.getFileName().toString();
            if (Files.exists(adjunct.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".jelly"))) {
                clashes.add(adjunct);
            }
        }
        assertTrue(adjuncts.size() > 5, () -> adjuncts.size() + " found");
        assertEquals(List.of(), clashes);
    }

    @Test
    void everyFieldsHelpSaysDefaultOrExample() throws IOException {
        List<String> silent = new ArrayList<>();
        List<Path> helps = files("help-.*\\.html");
        for (Path help : helps) {
            String text = Files.readString(help);
            if (!text.contains("Default: ") && !text.contains("Example") && !text.contains("Leave empty")) {
                silent.add(help.getFileName().toString() + " of "
                        + help.getParent().getFileName());
            }
        }
        assertTrue(helps.size() > 60, () -> helps.size() + " found");
        assertEquals(List.of(), silent);
    }

    /** The form's word is the word everywhere; B2's own is explained once, in brackets. */
    @Test
    void theApiEndpointHasOneName() throws IOException {
        List<String> named = new ArrayList<>();
        for (Path document : Documents.all()) {
            String prose = Files.readString(document)
                    .replaceAll("(?s)```.*?```|`[^`\n]*`", "")
                    .replace("(B2's term: realm)", "");
            addIfNamed(named, document, prose);
        }
        for (Path texts : files(".*\\.(properties|html)")) {
            addIfNamed(named, texts, Files.readString(texts).replaceAll("(?m)^[\\w.]+=", ""));
        }
        for (String sources : List.of("src/main/java", "src/standalone/java")) {
            for (Path source : files(sources, ".*\\.java")) {
                String sentences = LITERAL.matcher(Files.readString(source))
                        .results()
                        .map(MatchResult::group)
                        .filter(literal -> literal.contains(" "))
                        .map(literal -> literal.replace("--realm", ""))
                        .collect(Collectors.joining("\n"));
                addIfNamed(named, source, sentences);
            }
        }
        assertEquals(List.of(), named);
    }

    private static void addIfNamed(List<String> named, Path file, String text) {
        if (Pattern.compile("\\brealms?\\b")
                .matcher(text.toLowerCase(Locale.ROOT))
                .find()) {
            named.add(file.getFileName().toString());
        }
    }

    /** One term a thing, and plain ones. */
    @Test
    void termsAreThoseOfTheField() throws IOException {
        Pattern odd = Pattern.compile(
                "(?i)\\b(machines?|chunks?|globs?|authoris\\w+|repetitions?|anew|spares?|so many|goes on trying|behind"
                        + " the prefix|Default: (yes|no))\\b");
        List<String> found = new ArrayList<>();
        for (Path texts : files(".*\\.(properties|html)")) {
            odd.matcher(Files.readString(texts))
                    .results()
                    .forEach(word -> found.add(texts.getFileName() + ": " + word.group()));
        }
        assertEquals(List.of(), found);
    }

    /** Styles are in style sheets, where a strict content security policy allows them. */
    @Test
    void noPageHasStylesInIt() throws IOException {
        List<String> styled = new ArrayList<>();
        for (Path page : files(".*\\.(jelly|html)")) {
            if (Files.readString(page).contains("style=")) {
                styled.add(page.toString());
            }
        }
        assertEquals(List.of(), styled);
    }
}
