package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static io.jenkins.plugins.b2.transfer.EmulatorFixture.storedNames;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is sent, under which names, with what beside it; and what is not sent. */
class UploadVerbTest {
    private static final String EMPTY_SHA1 = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;
    private B2Session session;
    private final RecordingListener results = new RecordingListener();

    @BeforeEach
    void open() {
        emulator = extension.emulator();
        session = EmulatorFixture.open(
                emulator, EmulatorFixture.settings(emulator).partSize(5_000_000).build());
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        EmulatorFixture.nothingIsLeft(emulator, folder);
    }

    private Path file(String name, int length) throws Exception {
        return EmulatorFixture.file(folder.resolve(name), EmulatorFixture.bytes(length, length));
    }

    private TransferSummary upload(UploadRequest.Builder request) throws Exception {
        return session.upload(request.build(), results);
    }

    private TransferException refused(UploadRequest.Builder request) {
        return assertThrows(TransferException.class, () -> upload(request));
    }

    private StoredFile stored(String name) {
        return emulator.files(BUCKET).stream()
                .filter(row -> row.fileName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneFileWithAllThatIsKnownOfIt() throws Exception {
        Path file = file("a.txt", 1000);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_123L));
        TransferSummary summary = upload(UploadRequest.file(file, "dir/a.txt").fileInfo(Map.of("Job", "é+% 1")));
        assertEquals(1, summary.files());
        assertEquals(1000, summary.bytes());
        StoredFile stored = stored("dir/a.txt");
        assertEquals("text/plain", stored.contentType());
        assertEquals("1234567890123", stored.fileInfo().get("src_last_modified_millis"));
        assertEquals("é+% 1", stored.fileInfo().get("job"));
        assertArrayEquals(Files.readAllBytes(file), emulator.content(stored.fileId()));
        FileResult.Uploaded result = results.uploaded();
        assertEquals(stored.fileId(), result.fileId());
        assertEquals(stored.sha1(), result.sha1());
        assertEquals(file.toString(), result.file());
        assertEquals(emulator.realm() + "/file/" + BUCKET + "/dir/a.txt", result.url());
        assertFalse(result.skipped());
    }

    @Test
    void theContentTypeIsTheOneAskedFor() throws Exception {
        upload(UploadRequest.file(file("a.txt", 10), "a").contentType("application/x-own; charset=utf-8"));
        assertEquals("application/x-own; charset=utf-8", stored("a").contentType());
        upload(UploadRequest.file(file("b", 10), "b").contentType(" "));
        assertEquals("application/octet-stream", stored("b").contentType());
        upload(UploadRequest.file(file("large", 6_000_000), "large").contentType("application/x-own"));
        assertEquals("application/x-own", stored("large").contentType());
    }

    @Test
    void anEmptyFileIsAFile() throws Exception {
        upload(UploadRequest.file(file("empty", 0), "empty"));
        assertEquals(EMPTY_SHA1, stored("empty").sha1());
        assertEquals(EMPTY_SHA1, results.uploaded().sha1());
    }

    @Test
    void aLargeFileKeepsItsHashInItsInfo() throws Exception {
        upload(UploadRequest.file(file("large", 12_000_000), "large").fileInfo(Map.of("k", "v")));
        StoredFile stored = stored("large");
        assertEquals("none", stored.sha1());
        assertEquals(results.uploaded().sha1(), stored.fileInfo().get("large_file_sha1"));
        assertEquals("v", stored.fileInfo().get("k"));
        assertEquals(3, EmulatorFixture.calls(emulator, "b2_upload_part"));
    }

    @Test
    void namesAndInfoThatB2RefusesAreRefusedBeforeAnythingIsSent() throws Exception {
        Path file = file("a", 10);
        assertEquals(
                Kind.USAGE, refused(UploadRequest.file(file, "x".repeat(1025))).kind());
        assertEquals(Kind.USAGE, refused(UploadRequest.file(file, "a\tb")).kind());
        assertThrows(
                InvalidRequestException.class,
                () -> UploadRequest.file(file, "").build());
        assertEquals(
                Kind.USAGE,
                refused(UploadRequest.file(file, "a").fileInfo(Map.of("b2-x", "y")))
                        .kind());
        assertEquals(
                Kind.USAGE,
                refused(UploadRequest.file(file, "a").fileInfo(Map.of("ü", "y")))
                        .kind());
        assertEquals(0, EmulatorFixture.calls(emulator, "b2_upload_file"));
    }

    @Test
    void whatIsNoFileIsNamed() throws Exception {
        TransferException missing = refused(UploadRequest.file(folder.resolve("missing"), "a"));
        assertEquals(Kind.NOT_FOUND, missing.kind());
        assertTrue(
                missing.getMessage().contains("missing' does not exist")
                        || missing.getMessage().contains("missing': it does not exist"),
                missing.getMessage());
        assertEquals(Kind.USAGE, refused(UploadRequest.file(folder, "a")).kind());
        assertEquals(
                Kind.NOT_FOUND,
                refused(UploadRequest.tree(folder.resolve("missing"))).kind());
        assertEquals(Kind.NOT_FOUND, refused(UploadRequest.tree(file("a", 1))).kind());
    }

    @Test
    void aTreeGoesWithItsPathsBehindThePrefix() throws Exception {
        file("a.txt", 1);
        file("sub/b.txt", 2);
        file("sub/deeper/c.txt", 3);
        file("sub/c.log", 4);
        file(".git/config", 5);
        upload(UploadRequest.tree(folder).prefix("to/here-"));
        assertEquals(
                List.of(
                        "to/here-.git/config",
                        "to/here-a.txt",
                        "to/here-sub/b.txt",
                        "to/here-sub/c.log",
                        "to/here-sub/deeper/c.txt"),
                storedNames(emulator));
        assertEquals(5, results.expectedFiles());
    }

    @Test
    void patternsChooseFromATree() throws Exception {
        file("a.txt", 1);
        file("sub/b.txt", 2);
        file("sub/deeper/c.txt", 3);
        file("sub/c.log", 4);
        file(".git/x.txt", 5);
        upload(UploadRequest.tree(folder)
                .includes(List.of("**/*.txt"))
                .excludes(List.of("sub/deeper/"))
                .defaultExcludes(true));
        assertEquals(List.of("a.txt", "sub/b.txt"), storedNames(emulator));
    }

    @Test
    void largeOnesGoFirst() throws Exception {
        file("a", 10);
        file("b", 1000);
        file("c", 100);
        file("d", 100);
        try (B2Session one = EmulatorFixture.open(
                emulator, EmulatorFixture.settings(emulator).connections(1).build())) {
            one.upload(UploadRequest.tree(folder).build(), results);
        }
        assertEquals(List.of("b", "c", "d", "a"), results.starts());
    }

    @Test
    void linksAreFollowedAndLoopsLeftOut() throws Exception {
        Path file = file("real/a", 10);
        Files.createSymbolicLink(folder.resolve("real/loop"), folder);
        Files.createSymbolicLink(folder.resolve("real/self"), Path.of("."));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
        Files.createSymbolicLink(folder.resolve("file-link"), file);
        upload(UploadRequest.tree(folder).includes(List.of("**/a", "file-link")));
        assertTrue(storedNames(emulator).containsAll(List.of("real/a", "link/a", "file-link")));
        assertTrue(storedNames(emulator).stream().noneMatch(name -> name.contains("loop/real/loop")));
    }

    @Test
    void nothingToSendIsAFailureUnlessAllowed() throws Exception {
        file("a.txt", 1);
        TransferException e =
                refused(UploadRequest.tree(folder).includes(List.of("*.zip")).excludes(List.of("x")));
        assertEquals(Kind.EMPTY_MATCH, e.kind());
        assertTrue(e.getMessage().contains("'*.zip' without 'x'"), e.getMessage());
        TransferSummary summary =
                upload(UploadRequest.tree(folder).includes(List.of("*.zip")).allowEmpty(true));
        assertEquals(0, summary.files() + summary.failed());
    }

    @Test
    void anUnreadableFileIsNamedAndTheOthersGo() throws Exception {
        Path file = file("locked", 10);
        file("open", 10);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "root reads everything");
        TransferException e = refused(UploadRequest.tree(folder));
        assertTrue(e.getMessage().contains("'locked'") && e.getMessage().contains("permissions"), e.getMessage());
        assertEquals(List.of("open"), storedNames(emulator));
    }

    @Test
    void oneBadNameAmongManyIsNamedAndTheOthersGo() throws Exception {
        file("good", 10);
        file("bad\nname", 10);
        FilesFailedException e = assertThrows(FilesFailedException.class, () -> upload(UploadRequest.tree(folder)));
        assertTrue(e.getMessage().contains("bad?name"), e.getMessage());
        assertEquals(1, e.summary().files());
        assertEquals(1, e.summary().failed());
        assertEquals(List.of("good"), storedNames(emulator));
    }

    @Test
    void aKeyForAPrefixSendsNothingElsewhere() throws Exception {
        try (B2Session confined =
                EmulatorFixture.open(emulator, emulator.addKey("k", List.of(), List.of(BUCKET), "only/here/"))) {
            TransferException e = assertThrows(
                    TransferException.class,
                    () -> confined.upload(
                            UploadRequest.file(file("a", 1), "elsewhere/a").build(), results));
            assertEquals(Kind.PERMISSION, e.kind());
            assertTrue(e.getMessage().contains("'only/here/'"), e.getMessage());
            confined.upload(UploadRequest.file(file("a", 1), "only/here/a").build(), results);
        }
        assertEquals(List.of("only/here/a"), storedNames(emulator));
    }

    @Test
    void linksThatLeadNowhereAreToldOf() throws Exception {
        EmulatorFixture.file(folder.resolve("here"), new byte[1]);
        Files.createSymbolicLink(folder.resolve("dead"), folder.resolve("gone"));
        Files.createSymbolicLink(folder.resolve("dead.log"), folder.resolve("gone"));
        session.upload(UploadRequest.tree(folder).excludes(List.of("*.log")).build(), results);
        assertEquals(List.of("here"), results.names());
        assertEquals(List.of("Left out a link that leads nowhere: dead"), results.warnings());
    }
}
