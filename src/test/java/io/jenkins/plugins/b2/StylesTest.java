package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is drawn has the colours of Jenkins' theme, whether that is light or dark. */
class StylesTest {
    private static final Path RESOURCES = Path.of("src", "main", "resources");
    /** Keywords that are no colour of their own, and lengths, beside the variables. */
    private static final String OF_NO_COLOUR =
            "none|transparent|inherit|currentcolor|solid|dashed|[0-9.]+(?:px|rem|em)?";

    private static final Pattern COLOURED = Pattern.compile(
            "(?m)^\\s*(?:color|background|background-color|fill|stroke|box-shadow|outline|(?:border[a-z-]*)(?<!radius))"
                    + ":\\s*+(?!(?:(?:var\\(--[a-z-]+\\)|" + OF_NO_COLOUR + ")\\s*)+;).*$");

    @Test
    void coloursComeFromTheTheme() throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            List<Path> styles =
                    files.filter(file -> file.toString().endsWith(".css")).toList();
            assertFalse(styles.isEmpty());
            for (Path style : styles) {
                List<String> own = COLOURED.matcher(Files.readString(style))
                        .results()
                        .map(MatchResult::group)
                        .map(String::trim)
                        .toList();
                assertEquals(List.of(), own, style.toString());
            }
        }
    }

    @Test
    void whatWouldBeAColourOfOurOwnIsNoticed() {
        for (String own : List.of("color: #fff;", "  border: 1px solid red;", "background: rgb(0 0 0 / 10%);")) {
            assertEquals(1, COLOURED.matcher(own).results().count(), own);
        }
        assertEquals(
                0,
                COLOURED.matcher("  border: var(--card-border-width) solid var(--card-border-color);")
                        .results()
                        .count());
    }
}
