package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, with little memory: signals, exit codes, large results. */
@Timeout(120)
class ProcessTest {
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    Path folder;

    private CommandTester tester;
    private CommandProcess process;

    @BeforeEach
    void start() throws IOException {
        tester = new CommandTester();
    }

    @AfterEach
    void stop() throws IOException {
        if (process != null) {
            process.close();
        }
        tester.close();
    }

    private CommandProcess b2(Object... args) throws IOException {
        process = CommandProcess.start(folder, tester.environment(), List.of("-Xmx64m"), args);
        return process;
    }

    @Test
    void anInterruptedUploadEndsAtOnceAndLeavesNoFinishedFile() throws Exception {
        Path source = Files.write(folder.resolve("large.bin"), new byte[40_000_000]);
        b2("upload", source, "--part-size", "5MB", "--max-bandwidth", "8MB/s", "--json");
        process.await(() -> tester.emulator().calls().of("b2_upload_part").outcome("200") >= 2);
        process.signal("INT");
        assertEquals(CommandProcess.SIGINT_CODE, process.exitCode(PATIENCE_SECONDS), process.err());
        JsonObject json = JsonParser.parseString(process.out()).getAsJsonObject();
        assertEquals("INTERRUPTED", json.getAsJsonObject("error").get("kind").getAsString());
        assertTrue(tester.emulator().files(CommandTester.BUCKET).stream()
                .noneMatch(f -> f.action().equals("upload")));
        assertTrue(process.err().contains("interrupted"), process.err());
    }

    @Test
    void anInterruptedDownloadLeavesNoHalfFile() throws Exception {
        tester.emulator().put(CommandTester.BUCKET, "large.bin", new byte[30_000_000]);
        tester.emulator().shape(new Shape(0, 1_000_000, 0));
        Path target = folder.resolve("target/large.bin");
        b2("download", "large.bin", target);
        process.await(() -> hasPartial(target.getParent()));
        process.signal("INT");
        assertEquals(CommandProcess.SIGINT_CODE, process.exitCode(PATIENCE_SECONDS), process.err());
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertEquals(List.of(), files.toList());
        }
    }

    private static boolean hasPartial(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toFile().length() > 100_000);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theEmulatorAnnouncesItselfAndStopsWhenTold() throws Exception {
        b2("emulator", "--bucket", "my-bucket", "--data", folder.resolve("data"));
        Path out = folder.resolve("out");
        process.await(() -> out.toFile().length() > 0 && endsWithNewline(out));
        JsonObject line = JsonParser.parseString(Files.readString(out)).getAsJsonObject();
        assertEquals("[\"my-bucket\"]", line.get("buckets").toString());
        Map<String, String> environment = Map.of(
                CommandContext.REALM, line.get("realm").getAsString(),
                CommandContext.KEY_ID, line.get("applicationKeyId").getAsString(),
                CommandContext.KEY, line.get("applicationKey").getAsString());
        assertEquals(
                0,
                CommandTester.run(environment, "list", "--bucket", "my-bucket").code());
        process.signal("TERM");
        assertEquals(CommandProcess.SIGTERM_CODE, process.exitCode(PATIENCE_SECONDS), process.err());
    }

    private static boolean endsWithNewline(Path file) {
        try {
            return Files.readString(file).endsWith("\n");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aHugeListingTakesLittleMemory() throws Exception {
        int rows = 300_000;
        tester.emulator().putMany(CommandTester.BUCKET, "a/folder/with/many/files/", rows, new byte[] {1});
        b2("list", "--json");
        assertEquals(0, process.exitCode(100), process.err());
        int count = 0;
        try (JsonReader json = new JsonReader(Files.newBufferedReader(folder.resolve("out")))) {
            json.beginObject();
            while (json.hasNext()) {
                if (!json.nextName().equals("files")) {
                    json.skipValue();
                    continue;
                }
                json.beginArray();
                while (json.hasNext()) {
                    json.skipValue();
                    count++;
                }
                json.endArray();
            }
            json.endObject();
        }
        assertEquals(rows, count);
    }

    @Test
    void aReaderThatGoesAwayEndsTheListing() throws Exception {
        tester.emulator().putMany(CommandTester.BUCKET, "x/", 20_000, new byte[] {1});
        Process piped = CommandProcess.piped(folder, tester.environment(), "list");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(piped.getInputStream(), StandardCharsets.UTF_8))) {
            out.readLine();
        }
        assertTrue(piped.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the process did not end");
        assertEquals(1, piped.exitValue(), Files.readString(folder.resolve("err")));
    }

    /** Without UTF-8, Java can't tell such a name: the file fails, and no other name takes its place. */
    @Test
    void namesThatTheLocaleCannotTellFailOneByOne() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.write(tree.resolve("plain"), new byte[] {1});
        Files.write(tree.resolve("caf\u00e9"), new byte[] {2});
        tester.with("LC_ALL", "C");
        assertEquals(1, b2("upload", tree).exitCode(PATIENCE_SECONDS), process.err());
        assertTrue(process.err().contains("can't be read in this locale. Set LC_ALL=C.UTF-8"), process.err());
        assertEquals(
                List.of("plain"),
                tester.emulator().files(CommandTester.BUCKET).stream()
                        .map(StoredFile::fileName)
                        .toList());

        tester.emulator().put(CommandTester.BUCKET, "caf\u00e9", new byte[] {2});
        Path back = folder.resolve("back");
        assertEquals(1, b2("download", "--prefix", "", "--dir", back).exitCode(PATIENCE_SECONDS), process.err());
        assertTrue(process.err().contains("can't be written in this locale; set LC_ALL=C.UTF-8"), process.err());
        try (Stream<Path> files = Files.list(back)) {
            assertEquals(List.of(back.resolve("plain")), files.toList());
        }
    }
}
