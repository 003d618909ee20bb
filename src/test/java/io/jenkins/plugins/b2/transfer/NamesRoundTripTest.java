package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A name is the same in B2, in a listing, in a download by name and in a result's URL as it was when sent. */
@Tag("slow")
class NamesRoundTripTest {
    private static final String ODD = " +%&#?;:@=,!$'()*[]{}|\\^`~\"<>-_.aZ09éß漢😀";

    @RegisterExtension
    static final B2EmulatorExtension EXTENSION = B2EmulatorExtension.perClass();

    @TempDir
    private Path folder;

    static Stream<String> names() {
        return Stream.of(
                "plain",
                "with space",
                "a+b",
                "a%2Bb",
                "100%",
                "#hash?query&x=y",
                "emoji-😀-👩‍👩‍👧",
                "nfc-\u00e9",
                "nfd-e\u0301",
                "a//b",
                "//a",
                "/a",
                "a/",
                "a/../b",
                "./a",
                "a/.",
                "..",
                "back\\slash",
                "file:///etc/passwd",
                " leading and trailing ",
                "\u202eright to left",
                "\u0085next line\u2028",
                ODD,
                "x".repeat(1024),
                "😀".repeat(256),
                "deep/".repeat(204) + "end");
    }

    private void roundTrip(B2Session session, String name) throws Exception {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        Path file = EmulatorFixture.file(folder.resolve("sent"), bytes);
        RecordingListener results = new RecordingListener();
        session.upload(UploadRequest.file(file, name).build(), results);
        assertEquals(name, results.uploaded().name());
        List<RemoteFile> listed = EmulatorFixture.list(
                session, ListRequest.below(name).maxFiles(1).build());
        assertEquals(name, listed.get(0).name());
        Path back = folder.resolve("received");
        session.download(DownloadRequest.name(name, back).build(), TransferListener.SILENT);
        assertArrayEquals(bytes, Files.readAllBytes(back));
        assertTrue(URI.create(results.uploaded().url()).isAbsolute());
        session.delete(DeleteRequest.names(List.of(name)).build(), TransferListener.SILENT);
    }

    @ParameterizedTest
    @MethodSource("names")
    void oddNamesTravel(String name) throws Exception {
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            roundTrip(session, name);
        }
    }

    @Test
    void randomNamesTravel() throws Exception {
        Random random = new Random(20261122);
        int[] letters = (ODD + "/").codePoints().toArray();
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            for (int i = 0; i < 50; i++) {
                int[] name = random.ints(1 + random.nextInt(30), 0, letters.length)
                        .map(index -> letters[index])
                        .toArray();
                roundTrip(session, new String(name, 0, name.length));
            }
        }
    }

    @Test
    void theResultsUrlLeadsToTheFile() throws Exception {
        String name = "dir/a b+c%é#?.txt";
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            Path file = EmulatorFixture.file(folder.resolve("sent"), new byte[] {1, 2, 3});
            RecordingListener results = new RecordingListener();
            session.upload(UploadRequest.file(file, name).build(), results);
            AccountAuthorization account = session.info(false, "").authorization();
            HttpURLConnection http = (HttpURLConnection)
                    URI.create(results.uploaded().url()).toURL().openConnection();
            http.setRequestProperty("Authorization", account.token());
            assertArrayEquals(new byte[] {1, 2, 3}, http.getInputStream().readAllBytes());
            session.delete(DeleteRequest.names(List.of(name)).build(), TransferListener.SILENT);
        }
    }

    @Test
    void aTreeOfOddNamesComesBackAsItWas() throws Exception {
        List<String> names = List.of("a b", "a+b", "100%", "#x", "é", "e\u0301", "😀/x", ".hidden", "-rf", "a\\b", "~");
        Path sent = folder.resolve("tree");
        for (String name : names) {
            EmulatorFixture.file(sent.resolve(name), name.getBytes(StandardCharsets.UTF_8));
        }
        Path back = folder.resolve("back");
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            session.upload(UploadRequest.tree(sent).prefix("tree/").build(), TransferListener.SILENT);
            session.download(DownloadRequest.tree("tree/", back).build(), TransferListener.SILENT);
            session.delete(DeleteRequest.tree("tree/").build(), TransferListener.SILENT);
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(back)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                found.add(back.relativize(path).toString());
                assertEquals(back.relativize(path).toString(), Files.readString(path));
            }
        }
        assertEquals(
                names.stream().sorted(Comparator.naturalOrder()).toList(),
                found.stream().sorted(Comparator.naturalOrder()).toList());
    }

    @Test
    void hostileNamesInATreeAreNamedAndNothingLeavesTheFolder() throws Exception {
        for (String name : List.of("h/../../escape", "h//etc/passwd", "h/..", "h/ok", "h/dir/", "h/a", "h/a/b")) {
            EXTENSION.emulator().put(EmulatorFixture.BUCKET, name, new byte[] {1});
        }
        Path back = folder.resolve("inner/back");
        RecordingListener results = new RecordingListener();
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            FilesFailedException e = org.junit.jupiter.api.Assertions.assertThrows(
                    FilesFailedException.class,
                    () -> session.download(DownloadRequest.tree("h/", back).build(), results));
            assertEquals(2, e.summary().files());
            assertEquals(5, e.summary().failed());
            assertTrue(e.getMessage().contains("'h/../../escape'"), e.getMessage());
            session.delete(DeleteRequest.tree("h/").build(), TransferListener.SILENT);
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<String> found = all.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .toList();
            // Of two names that can't both be, the one that is written first.
            assertTrue(
                    found.equals(List.of("inner/back/a", "inner/back/ok"))
                            || found.equals(List.of("inner/back/a/b", "inner/back/ok")),
                    found::toString);
        }
    }

    @Test
    void whatS3ToolsStoreForFoldersBecomesFolders() throws Exception {
        for (String name : List.of("m/", "m/dir/", "m/dir/deeper/", "m/dir/file")) {
            EXTENSION.emulator().put(EmulatorFixture.BUCKET, name, new byte[name.endsWith("/") ? 0 : 1]);
        }
        Path back = folder.resolve("back");
        RecordingListener results = new RecordingListener();
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            TransferSummary summary =
                    session.download(DownloadRequest.tree("m/", back).build(), results);
            assertEquals(4, summary.files());
            assertEquals(List.of("m/", "m/dir/", "m/dir/deeper/", "m/dir/file"), results.names());
            assertEquals(
                    FileOutcome.DOWNLOADED,
                    results.results().stream()
                            .map(FileResult::outcome)
                            .distinct()
                            .reduce(null, (a, b) -> b));
            session.download(DownloadRequest.tree("m/", back).build(), TransferListener.SILENT);
        }
        assertTrue(Files.isDirectory(back.resolve("dir/deeper")));
        assertTrue(Files.isRegularFile(back.resolve("dir/file")));
    }

    /** A name may be longer than this system takes, as long as its suffix is taken off. */
    @Test
    void theLongestNamesComeBackDecrypted() throws Exception {
        Path sent = folder.resolve("tree");
        for (int length : List.of(245, 246, 255)) {
            EmulatorFixture.file(sent.resolve("n".repeat(length)), new byte[] {(byte) length});
        }
        Path back = folder.resolve("back");
        LocalEnvironment local =
                LocalEnvironment.with(EmulatorFixture.encryption(EncryptionFormat.AES256_GCM, "secret"));
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            session.upload(UploadRequest.tree(sent).prefix("long/").build(), local, TransferListener.SILENT);
            session.download(DownloadRequest.tree("long/", back).build(), local, TransferListener.SILENT);
        }
        for (int length : List.of(245, 246, 255)) {
            assertEquals((byte) length, Files.readAllBytes(back.resolve("n".repeat(length)))[0]);
        }
    }

    @Test
    void aPlainFileAndAnEncryptedOneOfTheSameNameBothComeBack() throws Exception {
        Path sent = EmulatorFixture.file(folder.resolve("sent"), new byte[] {1});
        Path other = EmulatorFixture.file(folder.resolve("other"), new byte[] {2});
        Path back = folder.resolve("back");
        LocalEnvironment local =
                LocalEnvironment.with(EmulatorFixture.encryption(EncryptionFormat.AES256_GCM, "secret"));
        RecordingListener results = new RecordingListener();
        try (B2Session session = EmulatorFixture.open(EXTENSION.emulator())) {
            session.upload(UploadRequest.file(sent, "both/x").build(), TransferListener.SILENT);
            session.upload(UploadRequest.file(other, "both/x").build(), local, TransferListener.SILENT);
            session.download(DownloadRequest.tree("both/", back).build(), local, results);
        }
        assertEquals(List.of("both/x", "both/x.encrypted"), results.names());
        assertEquals(1, Files.readAllBytes(back.resolve("x"))[0]);
        assertEquals(2, Files.readAllBytes(back.resolve("x.encrypted"))[0]);
        assertEquals(1, results.warnings().size(), results.warnings()::toString);
        assertTrue(
                results.warnings().get(0).contains("'both/x.encrypted' keeps its name"), results.warnings()::toString);
    }
}
