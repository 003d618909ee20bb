package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --progress}: what programs that run the command read while it works. */
@Tag("slow")
class ProgressForProgramsTest {
    /** Part of the command's interface, in their order. */
    private static final List<String> FIELDS = List.of(
            "command",
            "seconds",
            "bytesDone",
            "bytesTotal",
            "filesDone",
            "filesFailed",
            "filesUnderWay",
            "filesTotal",
            "retries",
            "bytesPerSecond",
            "connections",
            "secondsLeft",
            "outcome",
            "exitCode");

    private static final List<String> GROWING = List.of("seconds", "bytesDone", "filesDone", "filesFailed", "retries");

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

    /** The lines of JSON, with what holds for all of them checked. */
    private static List<JsonObject> lines(String err) {
        List<JsonObject> lines = err.lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        for (int i = 0; i < lines.size(); i++) {
            assertEquals(FIELDS, List.copyOf(lines.get(i).keySet()));
            assertEquals(i < lines.size() - 1, lines.get(i).get("outcome").isJsonNull(), err);
            assertEquals(i < lines.size() - 1, lines.get(i).get("exitCode").isJsonNull(), err);
            assertTrue(filesKnown(lines.get(i)) <= filesTotal(lines.get(i)), err);
            for (String field : GROWING) {
                assertTrue(i == 0 || number(lines.get(i), field) >= number(lines.get(i - 1), field), err);
            }
        }
        return lines;
    }

    private static double filesKnown(JsonObject line) {
        return number(line, "filesDone") + number(line, "filesFailed") + number(line, "filesUnderWay");
    }

    private static double filesTotal(JsonObject line) {
        return line.get("filesTotal").isJsonNull() ? Double.MAX_VALUE : number(line, "filesTotal");
    }

    private static double number(JsonObject line, String field) {
        return line.get(field).getAsDouble();
    }

    private static JsonObject last(List<JsonObject> lines) {
        return lines.get(lines.size() - 1);
    }

    private static List<String> others(String err) {
        return err.lines().filter(line -> !line.startsWith("{")).toList();
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.write(tree.resolve("a.bin"), new byte[3_000_000]);
        Files.write(tree.resolve("b.bin"), new byte[2_000_000]);
        Files.write(tree.resolve("c.bin"), new byte[1_000_000]);
        return tree;
    }

    @Test
    void anUploadIsToldEachSecond() throws IOException {
        tester.emulator().faults().add(Fault.on("b2_upload_file").status(500, "internal_error"));
        Run run = tester.b2(
                "upload",
                tree(),
                "--progress",
                "json",
                "--json",
                "--max-bandwidth",
                "2MB/s",
                "--connections",
                "2",
                "--retry-delay",
                "0.01");
        assertEquals(0, run.code(), run.err());
        List<JsonObject> lines = lines(run.err());
        assertTrue(lines.size() > 2, run.err());
        JsonObject middle = lines.get(lines.size() - 2);
        assertEquals(6_000_000, middle.get("bytesTotal").getAsLong());
        assertEquals(3, middle.get("filesTotal").getAsLong());
        assertTrue(lines.stream().anyMatch(line -> line.get("filesUnderWay").getAsLong() > 0), run.err());
        JsonObject end = last(lines);
        assertEquals("upload", end.get("command").getAsString());
        assertEquals("done", end.get("outcome").getAsString());
        assertEquals(0, end.get("exitCode").getAsLong());
        assertEquals(6_000_000, end.get("bytesDone").getAsLong());
        assertEquals(3, end.get("filesDone").getAsLong());
        assertEquals(0, end.get("filesUnderWay").getAsLong());
        assertEquals(1, end.get("retries").getAsLong());
        assertTrue(end.get("secondsLeft").isJsonNull());
        assertEquals(3, run.json().getAsJsonObject("summary").get("files").getAsLong(), "standard output as ever");
        assertTrue(run.err().contains("3 files, 5.7 MiB in"), run.err());
        assertTrue(run.err().contains("retry 1 of 3"), run.err());
    }

    @Test
    void quietLeavesTheLinesOfJson() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a", new byte[1000]);
        Run run = tester.b2("download", "a", folder.resolve("a"), "--progress", "json", "--quiet");
        assertEquals(List.of(), others(run.err()));
        assertEquals(1000, last(lines(run.err())).get("bytesDone").getAsLong());
        assertEquals("", run.out());
    }

    @Test
    void whatFailedIsCountedAndMakesTheOutcome() throws IOException {
        tester.emulator()
                .faults()
                .add(Fault.on("b2_upload_file")
                        .nameContains("b.bin")
                        .times(Fault.UNLIMITED)
                        .status(400, "bad_request"));
        Run run = tester.b2("upload", tree(), "--progress", "json");
        JsonObject end = last(lines(run.err()));
        assertEquals(1, run.code(), run.err());
        assertEquals("failed", end.get("outcome").getAsString());
        assertEquals(1, end.get("exitCode").getAsLong());
        assertEquals(2, end.get("filesDone").getAsLong());
        assertEquals(1, end.get("filesFailed").getAsLong());
    }

    /** Also when it ends before anything has moved. */
    @Test
    void theOutcomeIsToldInAnyCase() throws IOException {
        tester.with(CommandContext.KEY, "wrong");
        Run run = tester.b2("upload", tree(), "--progress", "json");
        List<JsonObject> lines = lines(run.err());
        assertEquals(4, run.code(), run.err());
        assertEquals("failed", last(lines).get("outcome").getAsString());
        assertEquals(4, last(lines).get("exitCode").getAsLong());
        assertTrue(others(run.err()).stream().anyMatch(line -> line.startsWith("b2j: ")), run.err());
    }

    @Test
    void aDeletionCountsFiles() throws IOException {
        tester.emulator().putMany(CommandTester.BUCKET, "old/", 20, new byte[] {1});
        Run run = tester.b2("delete", "--prefix", "old/", "--progress", "JSON");
        JsonObject end = last(lines(run.err()));
        assertEquals("delete", end.get("command").getAsString());
        assertEquals(20, end.get("filesDone").getAsLong());
        assertEquals(0, end.get("bytesDone").getAsLong());
        assertTrue(end.get("bytesTotal").isJsonNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "text"})
    void noLineOfJsonIsThereForPeople(String style) throws IOException {
        Path source = Files.write(folder.resolve("a.bin"), new byte[2_000_000]);
        Run run = CommandTester.run(
                tester.environment(),
                Terminal.of(80, false),
                "upload",
                source,
                "--progress",
                style,
                "--max-bandwidth",
                "4MB/s");
        assertEquals(0, run.code(), run.err());
        assertEquals(List.of(), lines(run.err()));
        assertEquals(style.equals("text"), run.err().contains("%  ["), run.err());
        assertTrue(run.err().contains("1 file, 1.9 MiB in"), run.err());
    }

    @Test
    void anotherStyleIsRefused() {
        Run run = tester.b2("upload", folder, "--progress", "xml");
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--progress"), run.err());
        assertFalse(run.err().contains("{"), run.err());
    }

    /** B2 refuses an attempt after most of it has traveled, and its bytes begin anew. */
    @Test
    void bytesOfAFailedAttemptAreNotTakenBack() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandContext context = new CommandContext(Map.of(), new ByteArrayOutputStream(), err, Terminal.of(40, false));
        JsonProgress progress = new JsonProgress(new CommandOutput(context, "upload", new OutputOptions()), "upload");
        progress.progress(new Progress(0, 1, 900, 1000, 450, 0, Duration.ofMillis(100), 5));
        progress.progress(new Progress(0, 1, 950, 1000, 450, 0, Duration.ofMillis(900), 5));
        progress.progress(new Progress(0, 1, 100, 1000, 450, 1, Duration.ofMillis(1010), 5));
        progress.progress(new Progress(0, 1, 980, 1000, 450, 1, Duration.ofMillis(1900), 5));
        progress.ended(ExitCodes.INTERRUPTED);
        List<JsonObject> lines = lines(err.toString(StandardCharsets.UTF_8));
        assertEquals(
                List.of(900L, 950L, 980L),
                lines.stream().map(line -> line.get("bytesDone").getAsLong()).toList());
        assertEquals(2, lines.get(1).get("secondsLeft").getAsLong());
        assertEquals("interrupted", last(lines).get("outcome").getAsString());
    }
}
