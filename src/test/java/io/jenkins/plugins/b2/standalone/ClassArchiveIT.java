package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The file of laid-out classes that the packaged command makes for itself: when, where, and when it is taken. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(180)
class ClassArchiveIT {
    private static final Path COMMAND =
            Documents.top().resolve("target/standalone/b2j").toAbsolutePath();

    @TempDir
    Path folder;

    private Path home;
    private Path cache;
    private Path programs;
    private ProcessBuilder version;

    @BeforeEach
    void prepare() throws IOException {
        folder = folder.toRealPath();
        home = Files.createDirectory(folder.resolve("a home"));
        cache = home.resolve(".cache/b2j");
        programs = Files.createDirectory(folder.resolve("programs"));
        version = new ProcessBuilder(COMMAND.toString(), "--version").redirectErrorStream(true);
        version.environment().put("HOME", home.toString());
        version.environment().remove("XDG_CACHE_HOME");
        version.environment().remove("B2_CLASS_ARCHIVE");
        version.environment().put("B2_APPLICATION_KEY", "not for others");
        version.environment().merge("PATH", programs.toString(), (path, first) -> first + File.pathSeparator + path);
    }

    private Path archive() {
        return archive(COMMAND);
    }

    private Path archive(Path command) {
        return Path.of(cache + command.toString() + ".jsa");
    }

    private Path note() {
        return note(archive());
    }

    private static Path note(Path archive) {
        return archive.resolveSibling(archive.getFileName() + ".of");
    }

    /** Runs the command, which must say what it always says, and returns when all who hold its output have ended. */
    private void run() throws IOException, InterruptedException {
        Process process = version.start();
        List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), said.toString());
        assertEquals(2, said.size(), said.toString());
        assertTrue(said.get(0).startsWith("b2j "), said.toString());
        assertTrue(said.get(1).startsWith("Java "), said.toString());
    }

    private void runNow() throws IOException, InterruptedException {
        version.environment().put("B2_CLASS_ARCHIVE", "now");
        run();
        version.environment().remove("B2_CLASS_ARCHIVE");
    }

    /** It was asked for, so it must not be missing without a word. */
    private void failNow() throws IOException, InterruptedException {
        version.environment().put("B2_CLASS_ARCHIVE", "now");
        Process process = version.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), said);
        assertTrue(said.contains("b2j: B2_CLASS_ARCHIVE=now: no classes were laid out"), said);
        version.environment().remove("B2_CLASS_ARCHIVE");
    }

    /** Whether the command's own classes come from the file. */
    private boolean taken() throws IOException, InterruptedException {
        Path log = folder.resolve("classes.log");
        version.environment().put("B2_JAVA_OPTIONS", "-Xlog:class+load:file=" + log);
        run();
        version.environment().remove("B2_JAVA_OPTIONS");
        return Files.readString(log)
                .lines()
                .filter(line -> line.contains(" " + Main.class.getName() + " "))
                .anyMatch(line -> line.contains("shared objects file"));
    }

    private static void age(Path note) throws IOException {
        Files.setLastModifiedTime(note, FileTime.from(Instant.now().minusSeconds(3_700)));
    }

    /** A program that is found before the system's. */
    private void program(String name, String text) throws IOException {
        Path program = programs.resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static List<Path> all(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.toList());
        }
    }

    /** For what a process does that nobody waits for; the time limit of the test only keeps a broken one from going on. */
    private static void await(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void awaitNoWork() throws InterruptedException, IOException {
        while (all(cache).stream().anyMatch(path -> path.toString().contains(".jsa.new"))) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void itIsMadeWhenTheFirstRunIsAnHourAgoAndTakenFromThenOn() throws Exception {
        run();
        assertTrue(Files.exists(note()));
        run();
        assertFalse(taken());
        age(note());
        run();
        await(archive());
        awaitNoWork();
        assertTrue(taken());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
        assertEquals(
                List.of(archive(), note()),
                all(archive().getParent()).stream()
                        .filter(Files::isRegularFile)
                        .sorted()
                        .toList());
        FileTime made = Files.getLastModifiedTime(archive());
        age(note());
        run();
        runNow();
        assertEquals(made, Files.getLastModifiedTime(archive()), "it fits, so it stays");
    }

    @Test
    void nothingIsMadeInTheFirstHour() throws Exception {
        Path made = folder.resolve("made");
        program("nice", "touch '" + made + "'; exit 1");
        run();
        run();
        assertFalse(Files.exists(made));
        age(note());
        run();
        await(made);
        Files.delete(made);
        awaitNoWork();
        run();
        run();
        assertFalse(Files.exists(made), "tries an hour apart, where they fail, too");
    }

    @Test
    void nobodyWaitsAndNoStreamIsHeldWhileItIsMade() throws Exception {
        Path began = folder.resolve("began");
        Path gate = folder.resolve("gate");
        assertEquals(0, new ProcessBuilder("mkfifo", gate.toString()).start().waitFor());
        program("nice", "touch '" + began + "'; cat '" + gate + "'; exit 1");
        run();
        age(note());
        run();
        await(began);
        Files.writeString(gate, "");
        awaitNoWork();
    }

    @Test
    void whoMakesItGetsNoKeysAndNoOptions() throws Exception {
        Path environment = folder.resolve("environment");
        program("nice", "env >'" + environment + "'; exit 1");
        version.environment().put("JDK_JAVA_OPTIONS", "-Dsecret=here");
        version.environment().put("JAVA_TOOL_OPTIONS", "-Dsecret=here");
        version.environment().put("B2_CLASS_ARCHIVE", "now");
        // Java says that it takes such options.
        Process process =
                version.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertEquals(1, process.waitFor(), "it was not made");
        String seen = Files.readString(environment);
        assertTrue(seen.contains("HOME="), seen);
        assertFalse(seen.lines().anyMatch(line -> line.startsWith("B2_")), seen);
        assertFalse(seen.lines().anyMatch(line -> line.contains("OPTIONS=-Dsecret=")), seen);
    }

    @Test
    void whatFailsOrIsKilledLeavesNothingForEver() throws Exception {
        program("nice", "exit 1");
        failNow();
        assertFalse(Files.exists(archive()));
        awaitNoWork();
        Path left = Files.createDirectory(archive().resolveSibling("b2j.jsa.new123"));
        Files.writeString(left.resolve("classes"), "java/lang/Object");
        failNow();
        assertFalse(Files.exists(left));
    }

    @Test
    void whereItCantBeMadeNothingIsSaidUnlessItWasAskedFor() throws Exception {
        Files.writeString(home.resolve(".cache"), "a file where the folder would be");
        run();
        failNow();
        Files.delete(home.resolve(".cache"));
        run();
        Files.delete(note());
        Files.createDirectory(note());
        failNow();
        assertFalse(Files.exists(archive()));
    }

    @Test
    void anotherCommandAtTheSamePlaceHasAnother() throws Exception {
        Path copy = folder.resolve("bin/b2j");
        Files.createDirectory(copy.getParent());
        Files.copy(COMMAND, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        version.command(copy.toString(), "--version");
        runNow();
        assertTrue(taken());
        Files.setLastModifiedTime(copy, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        assertFalse(taken());
        age(note(archive(copy)));
        String before = Files.readString(note(archive(copy)));
        FileTime made = Files.getLastModifiedTime(archive(copy));
        run();
        awaitNoWork();
        assertTrue(taken());
        assertNotEquals(before, Files.readString(note(archive(copy))));
        assertNotEquals(made, Files.getLastModifiedTime(archive(copy)));
    }

    @Test
    void itIsTakenFromNoFolderThatIsOpenToOthers() throws Exception {
        runNow();
        assertTrue(taken());
        for (String open : List.of("rwxrwx---", "rwxrwxrwx", "rwxr-xr-x")) {
            Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString(open));
            assertFalse(taken(), open);
        }
        Files.delete(archive());
        failNow();
        assertFalse(Files.exists(archive()), "where it is not taken it is not made");
    }

    /** Somebody else could put another folder in its place. */
    @Test
    void itIsTakenAndMadeBelowNoFolderInWhichOthersMakeNames() throws Exception {
        runNow();
        for (Path above : List.of(home, cache.getParent())) {
            for (String open : List.of("rwxrwx---", "rwx-wx-w-", "rwxr-xrwx")) {
                Files.setPosixFilePermissions(above, PosixFilePermissions.fromString(open));
                assertFalse(taken(), above + " " + open);
            }
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
            assertTrue(taken(), above.toString());
        }
        Files.delete(note());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        run();
        assertFalse(Files.exists(note()), "nothing is written there");
    }

    @Test
    void itIsTakenFromNoFolderOfSomebodyElse() throws Exception {
        runNow();
        assumeTrue("root".equals(System.getProperty("user.name")));
        for (Path owned : List.of(home, cache.getParent(), cache, archive())) {
            Files.setAttribute(owned, "unix:uid", 4_321);
            assertFalse(taken(), owned.toString());
            Files.setAttribute(owned, "unix:uid", 0);
        }
        assertTrue(taken());
    }

    @Test
    void noneIsMadeInTheHomeOfSomebodyElse() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")));
        Files.setAttribute(home, "unix:uid", 4_321);
        failNow();
        assertEquals(List.of(), all(cache));
    }

    @Test
    void itCanBeTurnedOff() throws Exception {
        runNow();
        version.environment().put("B2_CLASS_ARCHIVE", "no");
        assertFalse(taken());
        Files.delete(archive());
        Files.delete(note());
        run();
        assertFalse(Files.exists(note()));
    }

    /** Or its name, put behind that of the folder, could lead out of it. */
    @Test
    void itsNameIsThatOfTheRealCommand() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), COMMAND.getParent());
        version.directory(link.toFile());
        version.command("../" + link.getFileName() + "/./" + COMMAND.getFileName(), "--version");
        Path here = Files.createDirectory(folder.resolve("here"));
        version.directory(here.toFile());
        run();
        assertTrue(Files.exists(note()));
        assertEquals(1, all(cache).stream().filter(Files::isRegularFile).count());
    }

    @Test
    void itLiesWhereTheUserKeepsSuchFiles() throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        version.environment().put("XDG_CACHE_HOME", own.toString());
        run();
        cache = own.resolve("b2j");
        assertTrue(Files.exists(note()));
        assertEquals(List.of(), all(home.resolve(".cache")));
    }
}
