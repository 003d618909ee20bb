package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListAndDeleteTest {
    private CommandTester tester;

    @BeforeEach
    void start() throws IOException {
        tester = new CommandTester();
        for (String name : List.of("a.txt", "b/1.log", "b/2.log", "b/c/3.txt")) {
            tester.emulator().put(CommandTester.BUCKET, name, name.getBytes());
        }
    }

    @AfterEach
    void stop() throws IOException {
        tester.close();
    }

    private List<String> names(Run run) {
        return run.json().getAsJsonArray("files").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(row -> row.get("name").getAsString())
                .toList();
    }

    private List<String> stored() {
        return tester.emulator().files(CommandTester.BUCKET).stream()
                .map(StoredFile::fileName)
                .toList();
    }

    @Test
    void aListingHasOneLineForEachFile() {
        Run run = tester.b2("list");
        assertEquals(0, run.code(), run.err());
        assertEquals(4, run.out().lines().count());
        assertTrue(run.out().contains("       5 B  a.txt"), run.out());
        assertEquals("4 files", run.err().strip());
    }

    @Test
    void prefixAndPatternsNarrowIt() {
        assertEquals(List.of("b/1.log", "b/2.log", "b/c/3.txt"), names(tester.b2("list", "--prefix", "b/", "--json")));
        assertEquals(
                List.of("b/c/3.txt"), names(tester.b2("list", "--prefix", "b/", "--include", "**/*.txt", "--json")));
        Run run = tester.b2("list", "--max", "2", "--json");
        assertEquals(List.of("a.txt", "b/1.log"), names(run));
        assertTrue(run.json().get("truncated").getAsBoolean());
    }

    @Test
    void nothingFoundIsAnEmptyMatchWhereSomethingWasAskedFor() {
        Run run = tester.b2("list", "--prefix", "zzz", "--json");
        assertEquals(3, run.code());
        assertEquals("EMPTY_MATCH", run.errorKind());
        assertEquals(0, run.json().getAsJsonArray("files").size());
        assertEquals(0, tester.b2("list", "--prefix", "zzz", "--allow-empty").code());
    }

    @Test
    void versionsAndHideMarkersShow() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a.txt", "newer".getBytes());
        assertEquals(0, tester.b2("delete", "a.txt", "--hide").code());
        assertFalse(tester.b2("list").out().contains("a.txt"));
        Run run = tester.b2("list", "--versions");
        assertEquals(6, run.out().lines().count());
        assertTrue(run.out().contains("hidden  4_z"), run.out());
    }

    @Test
    void unfinishedLargeFilesAreAKindOfTheirOwn() {
        Run run = tester.b2("list", "--unfinished");
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void deletingTakesTheNewestVersionOrAll() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a.txt", "newer".getBytes());
        Run run = tester.b2("delete", "a.txt", "--json");
        assertEquals(0, run.code(), run.err());
        JsonObject row = run.json().getAsJsonArray("files").get(0).getAsJsonObject();
        assertFalse(row.get("dryRun").getAsBoolean());
        assertEquals(1, stored().stream().filter("a.txt"::equals).count());
        tester.emulator().put(CommandTester.BUCKET, "a.txt", "newer".getBytes());
        assertEquals(0, tester.b2("delete", "a.txt", "--all-versions").code());
        assertFalse(stored().contains("a.txt"));
    }

    @Test
    void oneVersionGoesByItsFileId() throws IOException {
        String id = tester.emulator().put(CommandTester.BUCKET, "a.txt", "newer".getBytes());
        assertEquals(0, tester.b2("delete", "a.txt", "--file-id", id).code());
        assertEquals(1, stored().stream().filter("a.txt"::equals).count());
    }

    @Test
    void aDryRunTellsOnStandardOutputAndDoesNothing() {
        Run run = tester.b2("delete", "--prefix", "b/", "--keep-latest", "1", "--dry-run");
        assertEquals(0, run.code(), run.err());
        assertEquals(
                2,
                run.out()
                        .lines()
                        .filter(line -> line.startsWith("would be deleted:"))
                        .count());
        assertTrue(run.err().contains("nothing was done (dry run)"), run.err());
        assertEquals(4, stored().size());
    }

    @Test
    void theYoungAreSpared() {
        Run run = tester.b2("delete", "--prefix", "b/", "--older-than-days", "1", "--json");
        assertEquals(0, run.code(), run.err());
        assertEquals(4, stored().size());
    }

    @Test
    void emptyingTheBucketTakesMoreThanAPrefix() {
        Run refused = tester.b2("delete", "--prefix", "", "--json");
        assertEquals(2, refused.code());
        assertEquals(4, stored().size());
        assertEquals(0, tester.b2("delete", "--allow-bucket-purge").code());
        assertEquals(0, stored().size());
    }

    @Test
    void connectionTestNamesItsStages() {
        Run run = tester.b2("test-connection", "--probe", "write", "--prefix", "probe/");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("ok  bucket"), run.out());
        assertEquals(4, stored().size());
        JsonObject json = tester.b2("test-connection", "--json").json();
        assertTrue(json.get("ok").getAsBoolean());
    }

    @Test
    void infoTellsAboutKeyBucketAndUsage() {
        Run run = tester.b2("info", "--usage");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("files             4 files"), run.out());
        JsonObject json =
                tester.b2("info", "--usage", "--prefix", "b/", "--json").json();
        assertEquals(3, json.getAsJsonObject("usage").get("files").getAsInt());
        assertEquals(
                CommandTester.BUCKET, json.getAsJsonObject("bucket").get("name").getAsString());
    }
}
