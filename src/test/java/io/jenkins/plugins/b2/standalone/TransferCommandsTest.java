package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferCommandsTest {
    /** As odd as the locale of this machine can write it. */
    private static final String ODD_NAME =
            "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "Ünïcode & 100%.txt" : "t odd & 100%.txt";

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

    private Path file(String name, int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private List<String> stored() {
        return tester.emulator().files(CommandTester.BUCKET).stream()
                .map(StoredFile::fileName)
                .toList();
    }

    @Test
    void connectionsThatAreFoundOutAreTold() throws IOException {
        for (int i = 0; i < 60; i++) {
            file("many/" + i, 100);
        }
        tester.emulator().shape(new Shape(100, 0, 0));
        Run up = tester.b2("upload", folder.resolve("many"), "--connections", "auto", "--verbose");
        assertEquals(0, up.code(), up.err());
        assertTrue(up.err().contains("(up to 20 connections)"), up.err());
        assertTrue(up.err().contains("connections: 2 -> 4"), up.err());
        assertEquals(60, stored().size());
    }

    @Test
    void connectionsThatAreFoundOutStayWithinTheConfiguration() throws IOException {
        Path config = Files.writeString(folder.resolve("b2.json"), "{\"backblaze\": {\"connection_pool_size\": 3}}");
        Path file = file("a", 100);
        Run auto = tester.b2("upload", file, "--config", config, "--connections", "auto");
        assertTrue(auto.err().contains("up to 3 connections"), auto.err());
        Run more = tester.b2("upload", file, "--config", config, "--connections", "7");
        assertTrue(more.err().contains("7 connections"), more.err());
    }

    @Test
    void standardInputGoesUpAndComesBack() throws IOException {
        byte[] content = Files.readAllBytes(file("content", 3_000_000));
        Run up = tester.b2Reading(content, "upload", "-", "--name", "x/plain.bin", "--json");
        assertEquals(0, up.code(), up.err());
        assertEquals(1, up.json().getAsJsonArray("files").size());
        Run encrypted = tester.b2Reading(content, "upload", "-", "--name", "x/secret.bin", "--encrypt");
        assertEquals(0, encrypted.code(), encrypted.err());
        Run empty = tester.b2Reading(new byte[0], "upload", "-", "--name", "x/empty.bin");
        assertEquals(0, empty.code(), empty.err());
        assertEquals(List.of("x/empty.bin", "x/plain.bin", "x/secret.bin.encrypted"), stored());
        Run down = tester.b2("download", "--prefix", "x/", "--dir", folder.resolve("back"));
        assertEquals(0, down.code(), down.err());
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("back/plain.bin")));
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("back/secret.bin")));
        assertEquals(0, Files.size(folder.resolve("back/empty.bin")));
        Run compared = tester.b2Reading(content, "upload", "-", "--name", "x/plain.bin", "--skip-unchanged");
        assertEquals(2, compared.code(), compared.err());
    }

    /** As after a variable that is not set. */
    @Test
    void anEmptyPathIsNotTheCurrentFolder() {
        for (List<String> words : List.of(
                List.of("upload", "", "--prefix", "x/"),
                List.of("download", "x", ""),
                List.of("download", "--prefix", "x/", "--dir", ""))) {
            Run run = tester.b2(words.toArray());
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains("is empty"), run.err());
        }
        assertEquals(List.of(), stored());
    }

    @Test
    void aFileGoesUpUnderItsOwnNameAndComesBack() throws IOException {
        Path source = file("a file.bin", 1000);
        Run up =
                tester.b2("upload", source, "--prefix", "x/", "--info", "job=nightly", "--content-type", "text/x-test");
        assertEquals(0, up.code(), up.err());
        assertEquals("", up.out());
        StoredFile stored = tester.emulator().files(CommandTester.BUCKET).get(0);
        assertEquals("x/a file.bin", stored.fileName());
        assertEquals("text/x-test", stored.contentType());
        assertEquals("nightly", stored.fileInfo().get("job"));
        Path target = folder.resolve("back/again.bin");
        Run down = tester.b2("download", "x/a file.bin", target);
        assertEquals(0, down.code(), down.err());
        assertArrayEquals(Files.readAllBytes(source), Files.readAllBytes(target));
        assertTrue(down.err().contains("verified by SHA-1"), down.err());
    }

    @Test
    void aTreeGoesUpEncryptedAndComesBackDecrypted() throws IOException {
        byte[] large = Files.readAllBytes(file("tree/sub/large.bin", 11_000_000));
        byte[] small = Files.readAllBytes(file("tree/" + ODD_NAME, 5));
        file("tree/skip.tmp", 5);
        Run up = tester.b2(
                "upload",
                folder.resolve("tree"),
                "--prefix",
                "p/",
                "--encrypt",
                "--exclude",
                "**/*.tmp",
                "--part-size",
                "5MB");
        assertEquals(0, up.code(), up.err());
        assertEquals(List.of("p/sub/large.bin.encrypted", "p/" + ODD_NAME + ".encrypted"), stored());
        assertTrue(
                up.err().contains("upload 2 files, 10.5 MiB -> test-bucket:p/ (AES256_GCM, 5 connections)"), up.err());
        Path back = folder.resolve("back");
        Run down = tester.b2("download", "--prefix", "p/", "--dir", back);
        assertEquals(0, down.code(), down.err());
        assertArrayEquals(large, Files.readAllBytes(back.resolve("sub/large.bin")));
        assertArrayEquals(small, Files.readAllBytes(back.resolve(ODD_NAME)));
        assertTrue(down.err().contains("verified by AES256_GCM"), down.err());
    }

    /** As a profile in Jenkins may have it; told, the names come back without it, and it says what must be encrypted. */
    @Test
    void theSuffixOfAProfileIsTakenOffLikeTheUsualOne() throws IOException {
        byte[] bytes = Files.readAllBytes(file("tree/a.bin", 1000));
        String[] options = {"--encrypted-suffix", ".sealed"};
        Run up = tester.b2("upload", folder.resolve("tree"), "--encrypt", options[0], options[1]);
        assertEquals(0, up.code(), up.err());
        assertEquals(List.of("a.bin.sealed"), stored());
        assertEquals(
                1,
                tester.b2("list", "--include", "*.bin", options[0], options[1])
                        .out()
                        .lines()
                        .count());
        Path back = folder.resolve("back");
        Run down = tester.b2("download", "--prefix", "", "--dir", back, options[0], options[1]);
        assertEquals(0, down.code(), down.err());
        assertArrayEquals(bytes, Files.readAllBytes(back.resolve("a.bin")));
        tester.emulator().put(CommandTester.BUCKET, "plain.sealed", bytes);
        Run plain = tester.b2("download", "plain.sealed", folder.resolve("plain"), options[0], options[1]);
        assertEquals(5, plain.code(), plain.err());
    }

    @Test
    void whatHasNotChangedIsSkipped() throws IOException {
        Path source = file("tree/a.bin", 1000).getParent();
        assertEquals(0, tester.b2("upload", source).code());
        Run again = tester.b2("upload", source, "--skip-unchanged");
        assertEquals(0, again.code(), again.err());
        assertTrue(again.err().contains("unchanged, skipped"), again.err());
        assertEquals(1, stored().size());
    }

    @Test
    void aDownloadWithoutTargetTakesTheLastPartOfTheName() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "x/y/plain.txt", new byte[] {1});
        assertEquals(
                0,
                tester.b2("upload", file("secret.txt", 10), "--encrypt", "--prefix", "x/")
                        .code());
        assertEquals(
                0,
                tester.b2("download", "x/y/plain.txt", "--dir", folder.resolve("d"))
                        .code());
        assertTrue(Files.exists(folder.resolve("d/plain.txt")));
        assertEquals(
                0,
                tester.b2("download", "x/secret.txt.encrypted", "--dir", folder.resolve("d"))
                        .code());
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("secret.txt")), Files.readAllBytes(folder.resolve("d/secret.txt")));
    }

    @Test
    void anOlderVersionComesByItsFileId() throws IOException {
        String old = tester.emulator().put(CommandTester.BUCKET, "v.txt", "old".getBytes());
        tester.emulator().put(CommandTester.BUCKET, "v.txt", "new".getBytes());
        Run run = tester.b2("download", "--file-id", old, folder.resolve("v.txt"));
        assertEquals(0, run.code(), run.err());
        assertEquals("old", Files.readString(folder.resolve("v.txt")));
    }

    @Test
    void jsonIsOneDocumentWithARowForEachFile() throws IOException {
        file("tree/a.bin", 10);
        file("tree/b.bin", 20);
        Run run = tester.b2("upload", folder.resolve("tree"), "--json", "--encrypt");
        assertEquals(0, run.code(), run.err());
        JsonObject json = run.json();
        JsonArray files = json.getAsJsonArray("files");
        assertEquals(2, files.size());
        JsonObject row = files.get(0).getAsJsonObject();
        for (String field : List.of(
                "name",
                "fileId",
                "outcome",
                "file",
                "size",
                "storedSize",
                "sha1",
                "contentType",
                "uploadTimestamp",
                "encrypted",
                "skipped",
                "url")) {
            assertTrue(row.has(field), field);
        }
        assertTrue(row.get("encrypted").getAsBoolean());
        assertEquals(2, json.getAsJsonObject("summary").get("files").getAsInt());
        assertEquals(0, json.get("exitCode").getAsInt());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void whatFailedIsNamedWhileTheRestGoesThrough() throws IOException {
        file("tree/good.bin", 10);
        file("tree/bad.bin", 10);
        tester.emulator()
                .faults()
                .add(Fault.on("b2_upload_file")
                        .nameContains("bad")
                        .times(Fault.UNLIMITED)
                        .status(400, "bad_request"));
        Run run = tester.b2("upload", folder.resolve("tree"), "--json");
        assertEquals(1, run.code(), run.err());
        JsonObject json = run.json();
        assertEquals("PARTIAL", run.errorKind());
        assertEquals(1, json.getAsJsonArray("files").size());
        JsonObject failure = json.getAsJsonArray("failures").get(0).getAsJsonObject();
        assertEquals("bad.bin", failure.get("name").getAsString());
        assertTrue(run.err().contains("bad.bin"), run.err());
    }

    @Test
    void eachRetryIsTold() throws IOException {
        tester.emulator().faults().add(Fault.on("b2_upload_file").status(500, "internal_error"));
        Path source = file("a.bin", 10);
        Run run = tester.b2("upload", source, "--retry-delay", "0.01");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("retry 1 of 3 in"), run.err());
        assertTrue(run.err().contains("1 retry"), run.err());
        tester.emulator().faults().add(Fault.on("b2_upload_file"));
        Run quiet = tester.b2("upload", source, "--retry-delay", "0.01", "--quiet");
        assertEquals(0, quiet.code());
        assertEquals("", quiet.err());
        tester.emulator().faults().add(Fault.on("b2_upload_file"));
        Run verbose = tester.b2("upload", source, "--retry-delay", "0.01", "--verbose");
        assertEquals(
                1,
                verbose.err()
                        .lines()
                        .filter(line -> line.contains("B2 is busy, next try in"))
                        .count(),
                verbose.err());
        assertTrue(verbose.err().contains("POST b2_upload_file: 503"), verbose.err());
    }

    @Test
    void secretsAreNeverPrinted() throws IOException {
        Run run = tester.b2("upload", file("a.bin", 10), "--encrypt", "--verbose", "--json");
        assertFalse((run.out() + run.err()).contains(tester.emulator().applicationKey()));
        assertFalse((run.out() + run.err()).contains(CommandTester.PASSPHRASE));
    }

    @Test
    void aHundredFilesAreNamedAndNoMore() throws IOException {
        tester.emulator().putMany(CommandTester.BUCKET, "many/", 150, new byte[] {1});
        Run run = tester.b2("download", "--prefix", "many/", "--dir", folder.resolve("d"));
        assertEquals(0, run.code(), run.err());
        assertEquals(
                100,
                run.err().lines().filter(line -> line.contains("1 B  many/")).count());
        assertTrue(run.err().contains("150 files, 150 B in"), run.err());
    }

    @Test
    void namesThatWouldSteerTheTerminalAreShownHarmlessly() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a\u202egpj.exe", new byte[] {1});
        Run run = tester.b2("list");
        assertTrue(run.out().contains("a\\u202egpj.exe"), run.out());
    }

    @Test
    void toStandardOutputComesTheFileAndNothingElse() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a.txt", "content".getBytes());
        Run down = tester.b2("download", "a.txt", "-");
        assertEquals(0, down.code(), down.err());
        assertEquals("content", down.out());
        String id = tester.emulator().files(CommandTester.BUCKET).get(0).fileId();
        assertEquals("content", tester.b2("download", "--file-id", id, "-").out());
        assertEquals(2, tester.b2("download", "a.txt", "-", "--json").code());
        assertFalse(Files.exists(Path.of("-")));
    }

    @Test
    void whatIsWrongAtTheEndOfAStreamIsAFailure() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a.txt", new byte[100_000]);
        tester.emulator()
                .faults()
                .add(Fault.on("b2_download_file_by_name")
                        .times(Fault.UNLIMITED)
                        .afterBytes(50_000)
                        .corrupt());
        Run down = tester.b2("download", "a.txt", "-");
        assertEquals(ExitCodes.INTEGRITY, down.code(), down.err());
        assertTrue(down.err().contains("must not be used"), down.err());
    }

    /** Decrypting makes folders and files as downloading does. */
    @Test
    void decryptWritesAsDownloadDoes() throws Exception {
        Path sent = Files.writeString(folder.resolve("s.txt"), "text ".repeat(1000));
        assertEquals(0, tester.b2("upload", sent, "--encrypt").code());
        Path encrypted = folder.resolve("s.encrypted");
        assertEquals(
                0, tester.b2("download", "s.txt.encrypted", encrypted, "--raw").code());
        byte[] plain = Files.readAllBytes(sent);
        Path deep = folder.resolve("new/folder/s.txt");
        Run run = tester.b2("decrypt", encrypted, deep);
        assertEquals(0, run.code(), run.err());
        assertArrayEquals(plain, Files.readAllBytes(deep));
        assertEquals(
                Files.getPosixFilePermissions(Files.createFile(folder.resolve("ordinary"))),
                Files.getPosixFilePermissions(deep));
        Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("r--r-----"));
        assertEquals(0, tester.b2("decrypt", encrypted, deep).code());
        assertEquals("r--r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)));
        Path link = Files.createSymbolicLink(folder.resolve("link"), deep);
        assertEquals(0, tester.b2("decrypt", encrypted, link).code());
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(0, tester.b2("decrypt", encrypted, "/dev/null").code());
        assertTrue(Files.readAttributes(Path.of("/dev/null"), BasicFileAttributes.class)
                .isOther());
        Run out = tester.b2("decrypt", encrypted, "-");
        assertEquals(0, out.code(), out.err());
        assertArrayEquals(plain, out.out().getBytes(StandardCharsets.UTF_8));
        assertEquals(2, tester.b2("decrypt", encrypted, "-", "--json").code());
        try (Stream<Path> files = Files.list(deep.getParent())) {
            assertEquals(List.of(deep), files.toList());
        }
    }
}
