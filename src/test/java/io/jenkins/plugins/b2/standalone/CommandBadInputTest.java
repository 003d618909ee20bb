package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandBadInputTest {
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

    private void assertFails(int code, String words, Object... args) {
        Run run = tester.b2(args);
        assertEquals(code, run.code(), run.err());
        assertTrue(run.err().contains("b2j: ") && run.err().contains(words), run.err());
        Object[] withJson = Stream.concat(Stream.of(args), Stream.of("--json")).toArray();
        Run json = tester.b2(withJson);
        assertEquals(code, json.code(), json.err());
        assertEquals(code, json.json().get("exitCode").getAsInt());
        assertTrue(
                json.json()
                        .getAsJsonObject("error")
                        .get("message")
                        .getAsString()
                        .contains(words),
                json.out());
    }

    private Path file(String name) throws IOException {
        return Files.writeString(folder.resolve(name), "content of " + name);
    }

    @Test
    void addressesOfOtherClientsAreNoNames() throws IOException {
        String address = "b2://" + CommandTester.BUCKET + "/x";
        assertFails(2, "is an address", "upload", file("a"), "--name", address);
        assertFails(2, "is an address", "upload", folder, "--prefix", address);
        assertFails(2, "is an address", "download", address);
        assertFails(2, "is an address", "delete", address);
        assertFails(2, "is an address", "list", "--prefix", address);
        assertEquals(0, tester.emulator().files(CommandTester.BUCKET).size());
    }

    /** It is read more than once, which a pipe can't be. */
    @Test
    void onlyAFileCanBeDecrypted() {
        Path target = folder.resolve("target");
        assertFails(2, "is not a regular file", "decrypt", "/dev/null", target);
        assertFails(2, "is not a regular file", "decrypt", "-", target);
        assertFalse(Files.exists(target));
    }

    @Test
    void missingSource() {
        assertFails(3, "does not exist", "upload", folder.resolve("nope"));
    }

    @Test
    void unreadableSource() throws IOException {
        Path source = file("closed");
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(source), "root reads everything");
        assertFails(1, "denied", "upload", source);
    }

    @Test
    void emptyMatch() throws IOException {
        file("a.txt");
        assertFails(3, "**/*.none", "upload", folder, "--include", "**/*.none");
        assertFails(3, "matches", "download", "--prefix", "none/", "--dir", folder.resolve("d"));
        assertFails(3, "matches", "delete", "--prefix", "none/");
        assertEquals(
                0,
                tester.b2("upload", folder, "--include", "**/*.none", "--allow-empty")
                        .code());
        assertEquals(
                0, tester.b2("delete", "--prefix", "none/", "--allow-empty").code());
    }

    @Test
    void missingFile() {
        assertFails(3, "nope", "download", "nope", folder.resolve("x"));
        assertFails(3, "nope", "delete", "nope");
    }

    @Test
    void wrongKey() throws IOException {
        tester.with(CommandContext.KEY, "K000000000000000000000000000000");
        assertFails(4, "refused the application key", "upload", file("a.txt"));
        assertFails(4, "refused the application key", "test-connection");
    }

    @Test
    void keyWithoutCapability() throws IOException {
        tester.withKey(List.of("listBuckets", "listFiles", "readFiles"), null, null);
        assertFails(4, "writeFiles", "upload", file("a.txt"));
    }

    @Test
    void foreignBucketAndPrefix() throws IOException {
        tester.emulator().createBucket("other-bucket");
        tester.withKey(List.of(), List.of("other-bucket"), null);
        assertFails(4, CommandTester.BUCKET, "list");
        tester.withKey(List.of(), null, "mine/");
        assertFails(4, "mine/", "upload", file("a.txt"), "--prefix", "yours/");
        assertFails(4, "mine/", "list", "--prefix", "yours/");
        tester.with(CommandContext.BUCKET, "no-such-bucket");
        assertFails(3, "no-such-bucket", "list", "--prefix", "mine/");
    }

    @Test
    void impossibleName() throws IOException {
        Path source = file("a.txt");
        assertFails(2, "control characters", "upload", source, "--name", "a\tb");
        assertFails(2, "1024", "upload", source, "--name", "x".repeat(1025));
        assertFails(2, "--name", "upload", source, "--name", "");
    }

    @Test
    void encryptionWithoutPassphrase() throws IOException {
        tester.with(CommandContext.PASSPHRASE, null);
        assertFails(2, CommandContext.PASSPHRASE, "upload", file("a.txt"), "--encrypt");
        tester.with(CommandContext.PASSPHRASE, "x");
        assertFails(2, "salt", "upload", file("a.txt"), "--encrypt=fernet");
        assertEquals(0, tester.emulator().files(CommandTester.BUCKET).size());
    }

    @Test
    void wrongPassphrase() throws IOException {
        assertEquals(0, tester.b2("upload", file("a.txt"), "--encrypt").code());
        Path target = file("keep.txt");
        tester.with(CommandContext.PASSPHRASE, "wrong");
        assertFails(5, "passphrase", "download", "a.txt.encrypted", target);
        assertEquals("content of keep.txt", Files.readString(target));
        tester.with(CommandContext.PASSPHRASE, null);
        assertFails(5, "passphrase", "download", "a.txt.encrypted", target);
        assertEquals("content of keep.txt", Files.readString(target));
        assertOnly("a.txt", "keep.txt");
    }

    @Test
    void alteredAndTruncatedCiphertext() throws IOException {
        assertEquals(0, tester.b2("upload", file("a.txt"), "--encrypt").code());
        String id = tester.emulator().files(CommandTester.BUCKET).get(0).fileId();
        byte[] good = tester.emulator().content(id);
        byte[] altered = good.clone();
        altered[altered.length - 20] ^= 1;
        tester.emulator().put(CommandTester.BUCKET, "altered", altered);
        tester.emulator().put(CommandTester.BUCKET, "short", Arrays.copyOf(good, good.length - 3));
        assertFails(5, "altered", "download", "altered", folder.resolve("out"), "--accept-renamed");
        assertFails(5, "short", "download", "short", folder.resolve("out"), "--accept-renamed");
        Path local = Files.write(folder.resolve("altered"), altered);
        assertFails(5, "altered", "decrypt", local, folder.resolve("out"));
        Files.write(local, Arrays.copyOf(good, good.length - 3));
        assertFails(5, "Could not decrypt", "decrypt", local, folder.resolve("out"));
        assertFails(5, "not encrypted", "decrypt", folder.resolve("a.txt"), folder.resolve("out"));
        assertOnly("a.txt", "altered");
    }

    @Test
    void renamedAndPlainFiles() throws IOException {
        Path source = file("a.txt");
        assertEquals(0, tester.b2("upload", source, "--encrypt").code());
        String id = tester.emulator().files(CommandTester.BUCKET).get(0).fileId();
        byte[] encrypted = tester.emulator().content(id);
        tester.emulator().put(CommandTester.BUCKET, "b.txt.encrypted", encrypted);
        tester.emulator().put(CommandTester.BUCKET, "c.txt.encrypted", new byte[] {1});
        Path target = folder.resolve("out");
        assertFails(5, "encrypted as 'a.txt.encrypted'", "download", "b.txt.encrypted", target);
        assertFails(5, "not encrypted", "download", "c.txt.encrypted", target);
        assertEquals(
                0,
                tester.b2("download", "b.txt.encrypted", target, "--accept-renamed")
                        .code());
        assertEquals("content of a.txt", Files.readString(target));
        assertEquals(
                0,
                tester.b2("download", "c.txt.encrypted", target, "--allow-plain")
                        .code());
        assertEquals(1, Files.size(target));

        Path local = Files.write(folder.resolve("b.txt.encrypted"), encrypted);
        assertFails(5, "encrypted as 'a.txt.encrypted'", "decrypt", local, target, "--name", "b.txt.encrypted");
        Run run = tester.b2("decrypt", local, target, "--name", "a.txt.encrypted");
        assertEquals(0, run.code(), run.err());
        run = tester.b2("decrypt", local, target);
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("encrypted as 'a.txt.encrypted'"), run.err());
        run = tester.b2("decrypt", Files.move(local, folder.resolve("a.txt.encrypted")), target);
        assertFalse(run.err().contains("encrypted as"), run.err());
    }

    @Test
    void whatIsAuthenticIsSalvagedAndTheGapsAreNamed() throws IOException {
        byte[] bytes = new byte[3_000_000];
        Arrays.fill(bytes, (byte) 7);
        Path source = Files.write(folder.resolve("a.bin"), bytes);
        assertEquals(0, tester.b2("upload", source, "--encrypt").code());
        String id = tester.emulator().files(CommandTester.BUCKET).get(0).fileId();
        byte[] altered = tester.emulator().content(id);
        altered[1_500_000] ^= 1;
        Path local = Files.write(folder.resolve("a.bin.encrypted"), altered);
        Path target = folder.resolve("out");
        assertFails(5, "not authentic", "decrypt", local, target);
        Run run = tester.b2("decrypt", local, target, "--salvage");
        assertEquals(5, run.code(), run.err());
        assertTrue(run.err().contains("bytes 1048520 to 2097079"), run.err());
        Arrays.fill(bytes, 1_048_520, 2_097_080, (byte) 0);
        assertArrayEquals(bytes, Files.readAllBytes(target));
        run = tester.b2("decrypt", local, target, "--salvage", "--json");
        assertEquals(
                "[{\"from\":1048520,\"to\":2097080,\"openEnded\":false}]",
                run.json().get("gaps").toString());
        assertEquals(
                "INTEGRITY", run.json().getAsJsonObject("error").get("kind").getAsString());
        Files.write(local, tester.emulator().content(id));
        assertEquals(0, tester.b2("decrypt", local, target, "--salvage").code());
    }

    @Test
    void severalPassphrases() throws IOException {
        Path older = Files.writeString(folder.resolve("older"), "older");
        Path newer = Files.writeString(folder.resolve("newer"), "newer\n");
        assertEquals(
                0,
                tester.b2("upload", file("a.txt"), "--encrypt", "--passphrase-file", older)
                        .code());
        Path target = folder.resolve("out");
        Object[] both = {"--passphrase-file", newer, "--passphrase-file", older};
        assertEquals(
                0, tester.b2(with(both, "download", "a.txt.encrypted", target)).code());
        assertEquals("content of a.txt", Files.readString(target));
        assertEquals(
                0, tester.b2(with(both, "upload", file("b.txt"), "--encrypt")).code());
        assertFails(5, "passphrase isn't", "download", "b.txt.encrypted", target, "--passphrase-file", older);
        assertEquals(
                0,
                tester.b2("download", "b.txt.encrypted", target, "--passphrase-file", newer)
                        .code());
        assertFails(
                5,
                "None of the 2",
                with(
                        new Object[] {"--passphrase-file", file("wrong"), "--passphrase-file", file("wrong2")},
                        "download",
                        "b.txt.encrypted",
                        target));
    }

    private static Object[] with(Object[] options, Object... args) {
        return Stream.concat(Stream.of(args), Stream.of(options)).toArray();
    }

    private void assertOnly(String... names) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of(names),
                    files.map(path -> path.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void targetThatIsAFolder() throws IOException {
        tester.emulator().put(CommandTester.BUCKET, "a.txt", new byte[1]);
        assertFails(2, "is a folder", "download", "a.txt", folder);
        assertFails(2, "is a folder", "decrypt", file("x"), folder);
        assertFails(1, "is a file", "download", "a.txt", file("x").resolve("below"));
    }

    @Test
    void brokenStandardOutput() throws IOException {
        tester.emulator().putMany(CommandTester.BUCKET, "many/", 5000, new byte[1]);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        for (String[] args : new String[][] {{"list"}, {"list", "--json"}}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            assertEquals(1, Main.run(args, tester.environment(), full, err));
            assertTrue(err.toString(StandardCharsets.UTF_8).contains("No space left"), err.toString());
        }
    }

    static Stream<Arguments> nonsense() {
        return Stream.of(
                nonsense("Unknown command 'frobnicate'", "frobnicate"),
                nonsense("Unknown command 'frobnicate'", "frobnicate", "--help"),
                nonsense("SOURCE", "upload"),
                nonsense("Unknown option", "list", "--frobnicate"),
                nonsense("Name a file", "download"),
                nonsense("--dir", "download", "--prefix", "x/"),
                nonsense("TARGET", "download", "a", "b", "--dir", "c"),
                nonsense("Nothing says what to delete", "delete"),
                nonsense("NAME", "delete", "a", "--prefix", "b"),
                nonsense("cannot be combined", "delete", "a", "--hide", "--all-versions"),
                nonsense("--keep-latest", "delete", "--prefix", "a", "--keep-latest", "-1"),
                nonsense("cannot be combined", "list", "--versions", "--unfinished"),
                nonsense("--max", "list", "--max", "many"),
                nonsense("--max", "list", "--max", "-3"),
                nonsense("not a whole number", "list", "--max", "0.5"),
                nonsense("the name alone", "list", "--bucket", "b2://bucket"),
                nonsense("the name alone", "list", "--bucket", "bucket/dir"),
                nonsense("--prefix", "upload", "x", "--name", "dir/"),
                nonsense("slash", "upload", "x", "--prefix", "/x/"),
                nonsense("no prefix narrows it", "delete", "--prefix", "", "--all-versions", "--exclude", "none"),
                nonsense("no prefix narrows it", "delete", "--include", "**/*.*"),
                nonsense("--connections", "list", "--connections", "0"),
                nonsense("--connections", "list", "--connections", "1.5"),
                nonsense("--connections", "list", "--connections", "many"),
                nonsense("--part-size", "list", "--part-size", "12 parsecs"),
                nonsense("--part-size", "list", "--part-size", "1 MB"),
                nonsense("--max-bandwidth", "list", "--max-bandwidth", "-5"),
                nonsense("--max-retries", "list", "--max-retries", "1000"),
                nonsense("--retry-delay", "list", "--retry-delay", "NaN"),
                nonsense("--retry-delay", "list", "--retry-delay", "-1"),
                nonsense("--timeout", "list", "--timeout", "0"),
                nonsense("--busy-timeout", "list", "--busy-timeout", "-1"),
                nonsense("--busy-timeout", "list", "--busy-timeout", "86401"),
                nonsense("--realm", "list", "--realm", "ftp://example.org"),
                nonsense("--realm", "list", "--realm", "not a url"),
                nonsense("--encrypt", "list", "--encrypt=ROT13"),
                nonsense("--probe", "test-connection", "--probe", "deep"),
                nonsense("--prefix", "info", "--prefix", "x"),
                nonsense("region", "list", "--region", "eu-central-003"),
                nonsense("application key file", "list", "--application-key-file", "/no/such/file"),
                nonsense("--port", "emulator", "--port", "70000"),
                nonsense("6 to 63 letters", "emulator", "--bucket", "?"),
                nonsense("is a file", "emulator", "--data", "pom.xml"),
                nonsense("--older-than-days must be 0 or more", "delete", "--prefix", "a", "--older-than-days", "-1"),
                nonsense("--timeout': '0.5s' is not a number", "list", "--timeout", "0.5s"),
                nonsense("--info is 'x'; it must be KEY=VALUE", "upload", "a", "--info", "x"));
    }

    private static Arguments nonsense(String words, Object... args) {
        return Arguments.of(words, args);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("nonsense")
    void makesNoSense(String words, Object[] args) {
        assertFails(2, words, args);
    }

    @Test
    void missingSettingsAreNamed() {
        tester.with(CommandContext.KEY_ID, null);
        assertFails(2, CommandContext.KEY_ID, "list");
        tester.with(CommandContext.KEY_ID, "x").with(CommandContext.KEY, null);
        assertFails(2, "--application-key-file", "list");
        tester.with(CommandContext.BUCKET, null);
        assertFails(2, "--bucket", "list");
    }

    @Test
    void secretsAreNoOptions() {
        Run run = tester.b2("list", "--application-key", "x");
        assertEquals(2, run.code());
        assertFalse(tester.b2("upload", "--help").out().contains("--passphrase="));
    }

    @Test
    void anArgumentThatTheLocaleCouldNotReadIsRefused() {
        assertFails(2, "LC_ALL", "download", "caf\ufffd");
    }
}
