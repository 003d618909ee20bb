package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.standalone.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What Jenkins' security scan (its CodeQL query for secrets stored as text) finds by the names of fields: each find is
 * mended, or suppressed where it stands, with the reason in a comment.
 */
class SecurityScanTest {
    private static final Pattern TEXT = Pattern.compile("(?<![\\w.])String (\\w+)(?= *[;=,)])");
    private static final Pattern SUSPECT = Pattern.compile("(?i)passw|pwd|pass|credential|access|key|token");
    private static final Pattern ID_OF_CREDENTIALS = Pattern.compile("(?i)credentials?id");
    private static final Pattern RECORD =
            Pattern.compile("\\brecord \\w+(?:<[^(]*>)?\\(([^{]*?)\\)\\s*(?:implements [^{]*)?\\{");
    private static final Pattern FIELD =
            Pattern.compile("(?m)^(?:    |        )(?:@\\w+\\([^)]*\\)\\s+)?private [^({;=]*[;=]");
    private static final String SUPPRESSED = "lgtm[jenkins/plaintext-storage]";

    @Test
    void noSecretIsKeptAsText() throws IOException {
        List<String> finds = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Documents.top().resolve("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                String text = Files.readString(source);
                for (Pattern place : List.of(RECORD, FIELD)) {
                    Matcher matcher = place.matcher(text);
                    while (matcher.find()) {
                        find(source, text, matcher, finds);
                    }
                }
            }
        }
        assertEquals(List.of(), finds);
    }

    private static void find(Path source, String text, Matcher place, List<String> finds) {
        String declaration = place.group();
        if (declaration.contains(" static ") || declaration.contains(" transient ")) {
            return;
        }
        Matcher names = TEXT.matcher(declaration);
        while (names.find()) {
            String name = names.group(1);
            int at = place.start() + names.start();
            boolean suppressed = text.substring(Math.max(0, at - 120), at).contains(SUPPRESSED);
            if (SUSPECT.matcher(name).find() && !ID_OF_CREDENTIALS.matcher(name).find() && !suppressed) {
                finds.add(source.getFileName() + ": " + name);
            }
        }
    }
}
