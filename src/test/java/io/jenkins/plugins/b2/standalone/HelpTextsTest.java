package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Help beside fields, which also becomes the steps' reference: it says the default, or gives an example of a value. */
class HelpTextsTest {
    private static Path resources() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("src/standalone/pom.xml"))) {
            folder = folder.getParent();
        }
        return folder.resolve("src/main/resources");
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(resources())) {
            return files.filter(file -> file.getFileName().toString().matches(ending))
                    .sorted()
                    .toList();
        }
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
