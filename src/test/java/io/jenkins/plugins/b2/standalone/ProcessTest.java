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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, with little memory: signals, exit codes, large results. */
@Timeout(120)
class ProcessTest {
    private static final int SIGINT_CODE = 130;
    private static final int SIGTERM_CODE = 143;

    @TempDir
    Path folder;

    private CommandTester tester;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        tester = new CommandTester();
    }

    @AfterEach
    void stop() throws IOException {
        processes.forEach(Process::destroyForcibly);
        tester.close();
    }

    private Process b2(Object... args) throws IOException {
        List<String> command = new ArrayList<>(withSignals());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        Stream.of(args).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.putAll(tester.environment());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    /** A build in the background may have been told to ignore SIGINT, and hands that down to its children. */
    private static List<String> withSignals() throws IOException {
        List<String> reset = List.of("env", "--default-signal=INT");
        try {
            boolean known = new ProcessBuilder(Stream.concat(reset.stream(), Stream.of("true"))
                                    .toList())
                            .start()
                            .waitFor()
                    == 0;
            return known ? reset : List.of();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the event, not for a time; the time limit only keeps a broken test from waiting for ever. */
    private static void await(Process process, BooleanSupplier event) throws InterruptedException {
        while (!event.getAsBoolean()) {
            assertTrue(process.isAlive(), "the process ended before the event");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), "the process did not end");
        return process.exitValue();
    }

    @Test
    void anInterruptedUploadEndsAtOnceAndLeavesNoFinishedFile() throws Exception {
        Path source = Files.write(folder.resolve("large.bin"), new byte[40_000_000]);
        Process process = b2("upload", source, "--part-size", "5MB", "--max-bandwidth", "8MB/s", "--json");
        await(process, () -> tester.emulator().calls().of("b2_upload_part").outcome("200") >= 2);
        signal(process, "INT");
        assertEquals(SIGINT_CODE, exitCode(process), err());
        JsonObject json =
                JsonParser.parseString(Files.readString(folder.resolve("out"))).getAsJsonObject();
        assertEquals("INTERRUPTED", json.getAsJsonObject("error").get("kind").getAsString());
        assertTrue(tester.emulator().files(CommandTester.BUCKET).stream()
                .noneMatch(f -> f.action().equals("upload")));
        assertTrue(err().contains("interrupted"), err());
    }

    @Test
    void anInterruptedDownloadLeavesNoHalfFile() throws Exception {
        tester.emulator().put(CommandTester.BUCKET, "large.bin", new byte[30_000_000]);
        tester.emulator().shape(new Shape(0, 1_000_000, 0));
        Path target = folder.resolve("target/large.bin");
        Process process = b2("download", "large.bin", target);
        await(process, () -> hasPartial(target.getParent()));
        signal(process, "INT");
        assertEquals(SIGINT_CODE, exitCode(process), err());
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
        Process process = b2("emulator", "--bucket", "my-bucket", "--data", folder.resolve("data"));
        Path out = folder.resolve("out");
        await(process, () -> out.toFile().length() > 0 && endsWithNewline(out));
        JsonObject line = JsonParser.parseString(Files.readString(out)).getAsJsonObject();
        assertEquals("[\"my-bucket\"]", line.get("buckets").toString());
        Map<String, String> environment = Map.of(
                Invocation.REALM, line.get("realm").getAsString(),
                Invocation.KEY_ID, line.get("applicationKeyId").getAsString(),
                Invocation.KEY, line.get("applicationKey").getAsString());
        assertEquals(
                0,
                CommandTester.run(environment, "list", "--bucket", "my-bucket").code());
        signal(process, "TERM");
        assertEquals(SIGTERM_CODE, exitCode(process), err());
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
        Process process = b2("list", "--json");
        assertTrue(process.waitFor(100, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), err());
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
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "list");
        builder.environment().putAll(tester.environment());
        builder.redirectError(folder.resolve("err").toFile());
        Process process = builder.start();
        processes.add(process);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.readLine();
        }
        assertEquals(1, exitCode(process), err());
    }

    /** Without UTF-8, Java can't tell such a name: the file fails, and no other name takes its place. */
    @Test
    void namesThatTheLocaleCannotTellFailOneByOne() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.write(tree.resolve("plain"), new byte[] {1});
        Files.write(tree.resolve("caf\u00e9"), new byte[] {2});
        tester.with("LC_ALL", "C");
        assertEquals(1, exitCode(b2("upload", tree)), err());
        assertTrue(err().contains("can't be read in this locale. Set LC_ALL=C.UTF-8"), err());
        assertEquals(
                List.of("plain"),
                tester.emulator().files(CommandTester.BUCKET).stream()
                        .map(StoredFile::fileName)
                        .toList());

        tester.emulator().put(CommandTester.BUCKET, "caf\u00e9", new byte[] {2});
        Path back = folder.resolve("back");
        assertEquals(1, exitCode(b2("download", "--prefix", "", "--dir", back)), err());
        assertTrue(err().contains("can't be written in this locale; set LC_ALL=C.UTF-8"), err());
        try (Stream<Path> files = Files.list(back)) {
            assertEquals(List.of(back.resolve("plain")), files.toList());
        }
    }
}
