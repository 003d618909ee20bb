package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory does not depend on how many files there are: each verb in a heap in which the names alone would not fit.
 * {@code -Db2.test.names=1000000} and {@code -Db2.test.heap=64m} make it larger.
 */
@Tag("slow")
class ManyNamesTest {
    private static final int NAMES = Integer.getInteger("b2.test.names", 40_000);
    private static final String HEAP = System.getProperty("b2.test.heap", "24m");
    private static final int NAMES_IN_A_FOLDER = 20_000;
    private static final int PATIENCE_SECONDS = 3000;

    @TempDir
    private Path folder;

    private CommandTester tester;

    @BeforeEach
    void start() throws IOException {
        tester = new CommandTester();
    }

    @AfterEach
    void stop() throws IOException {
        tester.close();
    }

    private void b2(Object... args) throws Exception {
        try (CommandProcess process =
                CommandProcess.start(folder, tester.environment(), List.of("-Xmx" + HEAP, "-XX:+UseSerialGC"), args)) {
            int code = process.exitCode(PATIENCE_SECONDS);
            String err = process.err();
            assertEquals(0, code, () -> err.substring(Math.max(0, err.length() - 4000)));
        }
    }

    private void store(int names) throws IOException {
        tester.emulator().putMany(CommandTester.BUCKET, "a/folder/with/many/files/", names, new byte[] {1});
    }

    private int rows() {
        return tester.emulator().bucket(CommandTester.BUCKET).rows().size();
    }

    private void lastLine(String words) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("err"));
        String last = lines.get(lines.size() - 1);
        assertTrue(last.contains(words), last);
    }

    @Test
    void list() throws Exception {
        store(NAMES);
        b2("list");
        lastLine(String.format(Locale.ROOT, "%,d files", NAMES));
    }

    @Test
    void deleteByAgeAndNumberDryAndReal() throws Exception {
        store(NAMES);
        b2("delete", "--prefix", "a/", "--keep-latest", "10", "--older-than-days", "0", "--dry-run", "--json");
        assertEquals(NAMES, rows());
        b2("delete", "--prefix", "a/", "--keep-latest", "10", "--all-versions", "--connections", "10");
        assertEquals(10, rows());
    }

    @Test
    void upDownAndUnchanged() throws Exception {
        Path tree = folder.resolve("tree");
        for (int i = 0; i < NAMES; i++) {
            Path file = tree.resolve(i / NAMES_IN_A_FOLDER + "/file-with-a-name-" + i + ".txt");
            if (i % NAMES_IN_A_FOLDER == 0) {
                Files.createDirectories(file.getParent());
            }
            Files.write(file, new byte[] {1});
        }
        b2("upload", tree, "--prefix", "up/", "--json", "--connections", "10");
        assertEquals(NAMES, rows());
        b2("upload", tree, "--prefix", "up/", "--skip-unchanged", "--connections", "10");
        lastLine(NAMES + " unchanged");
        assertEquals(NAMES, rows());
        Path back = folder.resolve("back");
        b2("download", "--prefix", "up/", "--dir", back, "--connections", "10");
        try (Stream<Path> files = Files.walk(back)) {
            assertEquals(NAMES, files.filter(Files::isRegularFile).count());
        }
    }

    /** Encrypting takes memory in each thread; what does not fit is told, and the rest goes. */
    @Test
    void moreConnectionsThanThereIsMemoryFor() throws Exception {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < 300; i++) {
            Files.write(tree.resolve("f" + i), new byte[300_000]);
        }
        b2("upload", tree, "--encrypt", "--connections", "100", "--passphrase-file", secret());
        assertEquals(300, rows());
        assertTrue(Files.readString(folder.resolve("err")).contains("of 100 connections"));
    }

    private Path secret() throws IOException {
        return Files.writeString(folder.resolve("passphrase"), "correct horse");
    }
}
