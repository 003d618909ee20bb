package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code b2j lifecycle}: shows rules, and takes what it shows. */
class LifecycleCommandTest {
    private static final String RULES = "[{\"fileNamePrefix\": \"logs/\", \"daysFromUploadingToHiding\": 30,"
            + " \"daysFromHidingToDeleting\": 7}]";
    private static final String SENTENCE =
            "Files below logs/ are hidden 30 days after upload and deleted 7 days later" + System.lineSeparator();

    @TempDir
    Path folder;

    private CommandTester tester;

    @BeforeEach
    void start() throws IOException {
        tester = new CommandTester();
    }

    @AfterEach
    void stop() throws IOException {
        tester.close();
    }

    private Run set(String rules, Object... options) throws IOException {
        Path file = Files.writeString(folder.resolve("rules.json"), rules);
        Object[] words = new Object[options.length + 3];
        System.arraycopy(options, 0, words, 3, options.length);
        words[0] = "lifecycle";
        words[1] = "--set";
        words[2] = file;
        return tester.b2(words);
    }

    @Test
    void rulesAreSentences() throws IOException {
        Run none = tester.b2("lifecycle");
        assertEquals(0, none.code());
        assertEquals("", none.out());
        assertTrue(none.err().contains("has no lifecycle rules"), none.err());
        Run made = set(RULES);
        assertEquals(0, made.code(), made.err());
        assertEquals("Added: " + SENTENCE, made.out());
        assertTrue(made.err().contains("1 change, test-bucket has 1 lifecycle rule now"), made.err());
        assertEquals(SENTENCE, tester.b2("lifecycle").out());
        Run again = set(RULES);
        assertEquals("", again.out());
        assertTrue(again.err().contains("already"), again.err());
        assertTrue(tester.b2("info").out().replaceAll("\\s+", " ").contains("lifecycle Files below logs/ are hidden"));
    }

    @Test
    void aDryRunOnlyTells() throws IOException {
        Run planned = set(RULES, "--dry-run");
        assertEquals(0, planned.code());
        assertEquals("Would add: " + SENTENCE, planned.out());
        assertEquals("", tester.b2("lifecycle").out());
    }

    @Test
    void whatItShowsItTakes() throws IOException {
        JsonObject changed = set(RULES, "--json").json();
        assertFalse(changed.get("dryRun").getAsBoolean());
        JsonObject change = changed.getAsJsonArray("changes").get(0).getAsJsonObject();
        assertEquals("added", change.get("change").getAsString());
        assertTrue(change.get("before").isJsonNull());
        JsonObject shown = tester.b2("lifecycle", "--json").json();
        assertEquals(changed.get("revision"), shown.get("revision"));
        JsonArray rules = shown.getAsJsonArray("rules");
        assertEquals(
                30,
                rules.get(0).getAsJsonObject().get("daysFromUploadingToHiding").getAsInt());
        assertEquals(
                rules,
                tester.b2("info", "--json").json().getAsJsonObject("bucket").get("lifecycleRules"));
        assertEquals(0, set("[]").code());
        assertEquals("[]", tester.b2("lifecycle", "--json").json().get("rules").toString());
        Run back = tester.b2Reading(
                rules.toString().getBytes(StandardCharsets.UTF_8), "lifecycle", "--set", "-", "--quiet");
        assertEquals(0, back.code(), back.err());
        assertEquals(rules, tester.b2("lifecycle", "--json").json().get("rules"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "{} | there must be an array of rules, not an object",
                "[7] | rule 1 must be an object, not a number",
                "[{\"fileNamePrefix\": 1}] | 'fileNamePrefix' of rule 1 must be a string, not a number",
                "[{\"fileNamePrefix\": \"a\", \"daysFromHidingToDeleting\": \"7\"}] | must be a number, not a string",
                "[{\"fileNamePrefix\": \"a\", \"daysFromHidingToDeleting\": 0.5}] | must be a whole number, not 0.5",
                "[{\"fileNamePrefix\": \"a\", \"days\": 7}] | 'days' which is unknown",
                "[{\"fileNamePrefix\": \"a\", \"fileNamePrefix\": \"b\"}] | 'fileNamePrefix' twice",
                "[{\"fileNamePrefix\": \"a\"} | is no valid JSON",
                "[] [] | is no valid JSON",
                "[{\"daysFromHidingToDeleting\": 7}] | --set: rule 1 has no prefix",
                "[{\"fileNamePrefix\": \"a\"}] | --set: the rule for 'a' does nothing",
                "[{\"fileNamePrefix\": \"a\", \"daysFromHidingToDeleting\": 0}] | has 0 days from hiding",
            })
    void whatIsNoListOfRulesIsRefused(String rules, String message) throws IOException {
        Run run = set(rules);
        assertEquals(2, run.code(), run.err());
        assertTrue(run.err().replaceAll("\\s+", " ").contains(message), run.err());
        assertEquals(0, tester.emulator().calls().of("b2_authorize_account").count());
    }

    @Test
    void aFileThatIsNotThereAndADryRunOfNothing() {
        Run missing = tester.b2("lifecycle", "--set", folder.resolve("none"));
        assertEquals(2, missing.code());
        assertTrue(missing.err().contains("it does not exist"), missing.err());
        Run nothing = tester.b2("lifecycle", "--dry-run");
        assertEquals(2, nothing.code());
        assertTrue(nothing.err().contains("--dry-run tells what --set would change"), nothing.err());
    }

    @Test
    void aKeyWithAPrefixSeesItsOwn() throws IOException {
        set("[{\"fileNamePrefix\": \"\", \"daysFromHidingToDeleting\": 90}]");
        tester.withKey(List.of("listBuckets", "writeBuckets"), List.of(CommandTester.BUCKET), "logs/");
        Run seen = tester.b2("lifecycle");
        assertEquals("", seen.out());
        assertTrue(seen.err().contains("of a wider prefix, not changed: All files are deleted"), seen.err());
        Run run = set(RULES, "--json");
        assertEquals(2, run.code());
        assertTrue(
                JsonParser.parseString(run.out()).getAsJsonObject().toString().contains("overlaps one"), run.out());
    }

    /** Whose configuration is switched off must not write. */
    @Test
    void aProviderThatIsSwitchedOffOnlyLooks() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), "{\"backblaze\": {\"enabled\": false}}");
        assertEquals(0, tester.b2("lifecycle", "--config", config).code());
        Run run = set(RULES, "--config", config);
        assertEquals(2, run.code());
        assertTrue(run.err().contains("'backblaze.enabled' false"), run.err());
    }
}
