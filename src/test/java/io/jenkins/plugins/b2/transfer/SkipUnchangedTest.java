package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that B2 already has are left alone; all others are sent. */
class SkipUnchangedTest {
    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;
    private B2Session session;

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

    private static Encryption encryption(String format, String passphrase) {
        return format == null ? null : EmulatorFixture.encryption(EncryptionFormat.valueOf(format), passphrase);
    }

    private FileResult.Uploaded upload(Path file, Encryption encryption) throws Exception {
        RecordingListener results = new RecordingListener();
        TransferSummary summary = session.upload(
                UploadRequest.file(file, "a").skipUnchanged(true).build(), LocalEnvironment.with(encryption), results);
        assertEquals(results.uploaded().skipped() ? 1 : 0, summary.skipped());
        return results.uploaded();
    }

    @ParameterizedTest
    @CsvSource({
        ", 1000",
        ", 12000000",
        "AES256_GCM, 1000",
        "AES256_GCM, 12000000",
        "FERNET, 1000",
        "FERNET, 12000000",
        ", 0",
        "AES256_GCM, 0",
    })
    void onlyWhatDiffersIsSent(String format, int length) throws Exception {
        byte[] bytes = EmulatorFixture.bytes(1, length);
        Path file = EmulatorFixture.file(folder.resolve("a"), bytes);
        Encryption encryption = encryption(format, "passphrase");
        FileResult.Uploaded first = upload(file, encryption);
        assertFalse(first.skipped());
        // A new time without new content is no change.
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        FileResult.Uploaded second = upload(file, encryption(format, "passphrase"));
        assertTrue(second.skipped());
        assertEquals(first.fileId(), second.fileId());
        assertEquals(first.storedSize(), second.storedSize());
        assertEquals(first.sha1(), second.sha1());
        if (length > 0) {
            bytes[length / 2] ^= 1;
            EmulatorFixture.file(file, bytes);
            assertFalse(upload(file, encryption).skipped(), "changed content of the same size");
        }
        assertEquals(length > 0 ? 2 : 1, emulator.files(BUCKET).size());
    }

    @Test
    void anotherPassphraseOrFormatIsAnotherFile() throws Exception {
        Path file = EmulatorFixture.file(folder.resolve("a"), EmulatorFixture.bytes(1, 100));
        upload(file, encryption("AES256_GCM", "one"));
        assertFalse(upload(file, encryption("AES256_GCM", "two")).skipped());
        assertFalse(upload(file, encryption("FERNET", "two")).skipped());
        assertFalse(upload(file, null).skipped());
    }

    /** Whoever may write to the bucket may copy the file info, but not make B2 tell another hash. */
    @ParameterizedTest
    @CsvSource({"AES256_GCM", "FERNET"})
    void anotherBodyUnderTheSameFileInfoIsNotTaken(String format) throws Exception {
        Path file = EmulatorFixture.file(folder.resolve("a"), EmulatorFixture.bytes(1, 1000));
        Encryption encryption = encryption(format, "passphrase");
        upload(file, encryption);
        StoredFile stored = emulator.files(BUCKET).get(0);
        new ForeignClient(emulator)
                .upload(
                        emulator.createBucket(BUCKET),
                        stored.fileName(),
                        new byte[(int) stored.length()],
                        stored.fileInfo());
        assertFalse(upload(file, encryption).skipped());
        assertTrue(upload(file, encryption).skipped());
    }

    /** It would be refused when it is downloaded: its header has the other name. */
    @Test
    void aCopyOfAnotherFileIsNotTaken() throws Exception {
        Encryption encryption = encryption("AES256_GCM", "passphrase");
        Path file = EmulatorFixture.file(folder.resolve("a"), EmulatorFixture.bytes(1, 1000));
        session.upload(
                UploadRequest.file(file, "b").build(), LocalEnvironment.with(encryption), TransferListener.SILENT);
        StoredFile other = emulator.files(BUCKET).get(0);
        new ForeignClient(emulator)
                .upload(
                        emulator.createBucket(BUCKET),
                        "a.encrypted",
                        emulator.content(other.fileId()),
                        other.fileInfo());
        assertFalse(upload(file, encryption).skipped());
    }

    @Test
    void aHiddenFileIsSentAgain() throws Exception {
        Path file = EmulatorFixture.file(folder.resolve("a"), EmulatorFixture.bytes(1, 100));
        upload(file, null);
        session.delete(DeleteRequest.names(java.util.List.of("a")).hide(true).build(), TransferListener.SILENT);
        assertFalse(upload(file, null).skipped());
    }

    @Test
    void manyFilesTakeOneListing() throws Exception {
        for (int i = 0; i < 50; i++) {
            EmulatorFixture.file(folder.resolve("tree/" + i), EmulatorFixture.bytes(i, 10));
        }
        UploadRequest request = UploadRequest.tree(folder.resolve("tree"))
                .prefix("to/")
                .skipUnchanged(true)
                .build();
        assertEquals(50, session.upload(request, TransferListener.SILENT).files());
        EmulatorFixture.file(folder.resolve("tree/7"), EmulatorFixture.bytes(99, 10));
        emulator.awaitIdle(10_000);
        emulator.calls().reset();
        TransferSummary summary = session.upload(request, TransferListener.SILENT);
        assertEquals(49, summary.skipped());
        assertEquals(1, summary.files());
        assertEquals(1, EmulatorFixture.calls(emulator, "b2_list_file_names"));
        assertEquals(1, EmulatorFixture.calls(emulator, "b2_upload_file"));
    }
}
