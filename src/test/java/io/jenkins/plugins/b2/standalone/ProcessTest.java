package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process of its own, with little memory: signals, exit codes, large results. */
@Timeout(120)
@Tag("slow")
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
        b2("download", "large.bin", target, "--no-resume");
        process.await(() -> hasPartial(target.getParent()));
        process.signal("INT");
        assertEquals(CommandProcess.SIGINT_CODE, process.exitCode(PATIENCE_SECONDS), process.err());
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertEquals(List.of(), files.toList());
        }
    }

    /** Nothing is cleaned up by a killed process; what is recorded is there for the next one. */
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "INT"})
    void aKilledDownloadGoesOnWhereItStopped(String signal) throws Exception {
        byte[] bytes = new byte[60_000_000];
        new Random(1).nextBytes(bytes);
        tester.emulator().put(CommandTester.BUCKET, "large.bin", bytes);
        tester.emulator().shape(new Shape(0, 8_000_000, 0));
        Path target = folder.resolve("target/large.bin");
        b2("download", "large.bin", target);
        process.await(() -> recordedBytes(target.getParent()) >= 16_000_000);
        process.signal(signal);
        process.exitCode(PATIENCE_SECONDS);
        tester.emulator().shape(Shape.NONE);
        assertFalse(Files.exists(target));
        long there = recordedBytes(target.getParent());
        tester.emulator().awaitIdle(10_000);
        tester.emulator().calls().reset();
        b2("download", "large.bin", target, "--json");
        assertEquals(0, process.exitCode(PATIENCE_SECONDS), process.err());
        JsonObject json = JsonParser.parseString(process.out()).getAsJsonObject();
        JsonObject file = json.getAsJsonArray("files").get(0).getAsJsonObject();
        assertEquals(there, file.get("resumedBytes").getAsLong());
        assertEquals("SHA-1", file.get("verified").getAsString());
        assertEquals(-1, ByteBuffer.wrap(bytes).mismatch(ByteBuffer.wrap(Files.readAllBytes(target))));
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertEquals(List.of(target), files.toList());
        }
    }

    /** After the title, a line a piece: where it begins, where it ends, and a checksum once it is whole. */
    private static long recordedBytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            Path record = files.filter(file -> file.toString().endsWith("-record"))
                    .findFirst()
                    .orElse(null);
            return record == null
                    ? 0
                    : Files.readAllLines(record).stream()
                            .skip(1)
                            .map(line -> line.split(" "))
                            .filter(words -> words.length > 2)
                            .mapToLong(words -> Long.parseLong(words[1]) - Long.parseLong(words[0]))
                            .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** As a user whom the system refuses what it lets root do. */
    @Test
    void anotherUser() throws Exception {
        Path root = Files.createDirectory(folder.resolve("nobody"));
        Set<PosixFilePermission> open = PosixFilePermissions.fromString("rwxrwxrwx");
        for (Path path : List.of(folder.getParent(), folder, root)) {
            try {
                Set<PosixFilePermission> passable = EnumSet.copyOf(Files.getPosixFilePermissions(path));
                passable.addAll(path.equals(root) ? open : PosixFilePermissions.fromString("r-xr-xr-x"));
                Files.setPosixFilePermissions(path, passable);
            } catch (IOException e) {
                assumeTrue(false, "somebody else's folder");
            }
        }
        List<String> nobody = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Path program = Files.createDirectory(folder.resolve("program"));
        String classPath = CommandProcess.copyClassPath(program);
        assumeTrue(CommandProcess.runs(nobody, "test", "-r", program.toString()), "this user can't become another one");
        tester.emulator().put(CommandTester.BUCKET, "a", new byte[] {1, 2, 3});
        Path own = Files.createDirectory(root.resolve("own"));
        Files.setPosixFilePermissions(own, open);
        Path theirs = Files.write(own.resolve("theirs"), new byte[] {9});
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rw-r-----"));
        Path locked = Files.createDirectory(root.resolve("locked"));

        process = CommandProcess.startAs(nobody, classPath, folder, tester.environment(), "download", "a", theirs);
        assertEquals(0, process.exitCode(PATIENCE_SECONDS), process.err());
        assertEquals(3, Files.size(theirs));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(theirs)));
        assertEquals(65534, Files.getAttribute(theirs, "unix:uid"));

        process = CommandProcess.startAs(
                nobody, classPath, folder, tester.environment(), "download", "a", locked.resolve("a"));
        assertEquals(1, process.exitCode(PATIENCE_SECONDS), process.err());
        assertTrue(process.err().contains("access to '" + locked), process.err());

        Path hidden =
                Files.write(Files.createDirectory(locked.resolve("hidden")).resolve("file"), new byte[1]);
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        process = CommandProcess.startAs(nobody, classPath, folder, tester.environment(), "upload", hidden);
        assertEquals(1, process.exitCode(PATIENCE_SECONDS), process.err());
        assertTrue(process.err().contains("access to '" + hidden + "' is denied"), process.err());
        Files.delete(hidden);
        Files.delete(hidden.getParent());

        process = CommandProcess.startAs(nobody, classPath, folder, tester.environment(), "download", "a", "/dev/null");
        assertEquals(0, process.exitCode(PATIENCE_SECONDS), process.err());
        try (Stream<Path> files = Files.walk(root)) {
            assertEquals(List.of(root, locked, own, theirs), files.sorted().toList());
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
