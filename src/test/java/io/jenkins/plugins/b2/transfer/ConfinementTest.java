package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A session reaches one bucket and what begins with its prefix, whatever it is asked for and however. */
class ConfinementTest {
    private static final byte[] BYTES = EmulatorFixture.bytes(1, 1000);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private Path target() {
        return bench.folder().resolve("target");
    }

    private TransferException refused(B2Session session, DownloadRequest request) throws Exception {
        TransferException e =
                assertThrows(TransferException.class, () -> session.download(request, TransferListener.SILENT));
        try (Stream<Path> files = Files.list(bench.folder())) {
            assertEquals(0, files.count(), "files that were written");
        }
        assertEquals(0, bench.calls("b2_download_file_by_id"));
        return e;
    }

    private B2Session walled() {
        return bench.open(bench.settings().prefix("mine/"));
    }

    @Test
    void aVersionOfAnotherBucketIsNotFound() throws Exception {
        bench.emulator().createBucket("another-bucket");
        String id = bench.emulator().put("another-bucket", "a", BYTES);
        TransferException e =
                refused(bench.open(), DownloadRequest.version(id, target()).build());
        assertEquals(Kind.NOT_FOUND, e.kind());
        assertTrue(e.getMessage().contains("it belongs to another bucket"), e::getMessage);
    }

    @Test
    void aVersionOfAnotherNameIsNotFound() throws Exception {
        String id = bench.put("other", BYTES, null);
        TransferException e = refused(
                bench.open(), DownloadRequest.name("a", target()).fileId(id).build());
        assertEquals(Kind.NOT_FOUND, e.kind());
        assertTrue(e.getMessage().contains("is one of 'other'"), e::getMessage);
    }

    @Test
    void aVersionOutOfThePrefixIsRefused() throws Exception {
        String id = bench.put("theirs/a", BYTES, null);
        TransferException e =
                refused(walled(), DownloadRequest.version(id, target()).build());
        assertEquals(Kind.PERMISSION, e.kind());
        assertTrue(e.getMessage().contains("begin with 'mine/' may be used here, and 'theirs/a'"), e::getMessage);
    }

    @Test
    void aHideMarkerHasNoContent() throws Exception {
        bench.put("a", BYTES, null);
        bench.open().delete(DeleteRequest.names(List.of("a")).hide(true).build(), TransferListener.SILENT);
        String id = bench.rows().stream()
                .filter(row -> row.action().equals("hide"))
                .findFirst()
                .orElseThrow()
                .fileId();
        TransferException e =
                refused(bench.open(), DownloadRequest.version(id, target()).build());
        assertEquals(Kind.NOT_FOUND, e.kind());
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void aVersionIsWhatItsNameSays(EncryptionFormat format) throws Exception {
        String id = bench.put("mine/a", BYTES, format);
        RecordingListener recorder = new RecordingListener();
        walled().download(
                        DownloadRequest.version(id, target()).build(),
                        LocalEnvironment.with(EmulatorFixture.encryption(format)),
                        recorder);
        assertEquals("mine/a.encrypted", recorder.results().get(0).name());
        assertEquals(format, recorder.results().get(0).encryption());
        recorder.assertContract();
        EmulatorFixture.assertSame(BYTES, target());
    }

    /** What is asked of a session. */
    private record Ask(String what, Verbatim verb) {
        @Override
        public String toString() {
            return what;
        }

        @FunctionalInterface
        interface Verbatim {
            void run(ConfinementTest test, B2Session session, String prefix) throws Exception;
        }
    }

    static Stream<Ask> verbs() {
        return Stream.of(
                new Ask(
                        "upload a file",
                        (test, session, prefix) -> session.upload(
                                UploadRequest.file(test.bench.file("source/a", BYTES), prefix + "new")
                                        .build(),
                                TransferListener.SILENT)),
                new Ask(
                        "upload a tree",
                        (test, session, prefix) -> session.upload(
                                UploadRequest.tree(test.bench
                                                .file("source/a", BYTES)
                                                .getParent())
                                        .prefix(prefix)
                                        .build(),
                                TransferListener.SILENT)),
                new Ask(
                        "download a file",
                        (test, session, prefix) -> session.download(
                                DownloadRequest.name(prefix + "a", test.target())
                                        .build(),
                                TransferListener.SILENT)),
                new Ask(
                        "download a tree",
                        (test, session, prefix) -> session.download(
                                DownloadRequest.tree(prefix, test.bench.folder().resolve("tree"))
                                        .build(),
                                TransferListener.SILENT)),
                new Ask(
                        "list",
                        (test, session, prefix) ->
                                session.list(ListRequest.below(prefix).build(), row -> {}, TransferListener.SILENT)),
                new Ask(
                        "list versions",
                        (test, session, prefix) -> session.list(
                                ListRequest.below(prefix).versions(true).build(), row -> {}, TransferListener.SILENT)),
                new Ask(
                        "list unfinished uploads",
                        (test, session, prefix) -> session.list(
                                ListRequest.below(prefix)
                                        .unfinished(true)
                                        .allowEmpty(true)
                                        .build(),
                                row -> {},
                                TransferListener.SILENT)),
                new Ask(
                        "hide a file",
                        (test, session, prefix) -> session.delete(
                                DeleteRequest.names(List.of(prefix + "a"))
                                        .hide(true)
                                        .build(),
                                TransferListener.SILENT)),
                new Ask(
                        "delete a tree",
                        (test, session, prefix) -> session.delete(
                                DeleteRequest.tree(prefix)
                                        .allVersions(true)
                                        .allowBucketPurge(true)
                                        .build(),
                                TransferListener.SILENT)),
                new Ask("count", (test, session, prefix) -> session.info(true, prefix)));
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void noVerbLeavesThePrefix(Ask ask) throws Exception {
        bench.put("mine/a", BYTES, null);
        bench.put("mine2/a", BYTES, null);
        bench.put("a", BYTES, null);
        B2Session session = walled();
        for (String out : List.of("", "mine2/", "mine/".substring(0, 4))) {
            TransferException e =
                    assertThrows(TransferException.class, () -> ask.verb().run(this, session, out));
            assertTrue(e.getMessage().contains("begin with 'mine/'"), e::getMessage);
        }
        assertEquals(3, bench.rows().size());
        ask.verb().run(this, session, "mine/");
    }
}
