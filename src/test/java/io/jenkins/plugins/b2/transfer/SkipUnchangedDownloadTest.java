package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are here already are not fetched again; all others are. */
class SkipUnchangedDownloadTest {
    private static final FileTime TIME = FileTime.fromMillis(1_700_000_000_123L);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private B2Session session;
    private Path here;

    @BeforeEach
    void open() {
        session = bench.open();
        here = bench.folder().resolve("here/a");
    }

    private byte[] upload(int length, EncryptionFormat format) throws Exception {
        byte[] bytes = EmulatorFixture.bytes(1, length);
        Path source = Files.setLastModifiedTime(bench.file("source/a", bytes), TIME);
        session.upload(
                UploadRequest.file(source, "to/a").build(),
                LocalEnvironment.with(EmulatorFixture.encryption(format)),
                TransferListener.SILENT);
        return bytes;
    }

    private boolean skips(Comparison compare, EncryptionFormat format, boolean tree) throws Exception {
        RecordingListener heard = new RecordingListener();
        DownloadRequest.Builder request = tree
                ? DownloadRequest.tree("to/", here.getParent())
                : DownloadRequest.name(EmulatorFixture.stored("to/a", format), here);
        TransferSummary summary = session.download(
                request.skipUnchanged(true).compare(compare).build(),
                LocalEnvironment.with(EmulatorFixture.encryption(format)),
                heard);
        heard.assertContract();
        FileResult.Downloaded result = (FileResult.Downloaded) heard.results().get(0);
        assertEquals(result.skipped() ? 1 : 0, summary.skipped());
        assertEquals(format, result.encryption());
        assertEquals(Files.size(here), result.size());
        return result.skipped();
    }

    @ParameterizedTest
    @CsvSource({
        ", 1000, true",
        ", 1000, false",
        ", 12000000, true",
        ", 0, true",
        "AES256_GCM, 1000, true",
        "AES256_GCM, 1000, false",
        "AES256_GCM, 12000000, true",
        "FERNET, 1000, true"
    })
    void byContent(EncryptionFormat format, int length, boolean tree) throws Exception {
        byte[] bytes = upload(length, format);
        assertFalse(skips(Comparison.CONTENT, format, tree));
        EmulatorFixture.assertSame(bytes, here);
        Files.setLastModifiedTime(here, FileTime.fromMillis(1));
        bench.resetCalls();
        assertTrue(skips(Comparison.CONTENT, format, tree), "another time is no change");
        assertEquals(0, bench.calls("b2_download_file_by_id") + bench.calls("b2_download_file_by_name"));
        Files.write(here, EmulatorFixture.bytes(2, Math.max(1, length)));
        assertFalse(skips(Comparison.CONTENT, format, tree));
        EmulatorFixture.assertSame(bytes, here);
    }

    @ParameterizedTest
    @CsvSource({", 1000, true", ", 1000, false", "AES256_GCM, 1000, true", "FERNET, 1000, false"})
    void bySizeAndTime(EncryptionFormat format, int length, boolean tree) throws Exception {
        byte[] bytes = upload(length, format);
        assertFalse(skips(Comparison.SIZE_TIME, format, tree));
        Files.setLastModifiedTime(Files.write(here, EmulatorFixture.bytes(2, length)), TIME);
        assertTrue(skips(Comparison.SIZE_TIME, format, tree), "nobody reads it");
        Files.setLastModifiedTime(here, FileTime.fromMillis(TIME.toMillis() - 5000));
        assertFalse(skips(Comparison.SIZE_TIME, format, tree), "another time");
        Files.setLastModifiedTime(Files.write(here, EmulatorFixture.bytes(2, length + 100)), TIME);
        assertFalse(skips(Comparison.SIZE_TIME, format, tree), "another size");
        EmulatorFixture.assertSame(bytes, here);
    }

    /** Whether it may lead there is the download's to judge. */
    @Test
    void whatALinkLeadsToIsFetched() throws Exception {
        byte[] bytes = upload(1000, null);
        Path elsewhere = Files.setLastModifiedTime(bench.file("elsewhere", bytes), TIME);
        Files.createDirectories(here.getParent());
        Files.createSymbolicLink(here, elsewhere);
        assertFalse(skips(Comparison.CONTENT, null, false));
        assertThrows(FilesFailedException.class, () -> skips(Comparison.CONTENT, null, true), "it leads out");
    }

    @Test
    void whatIsEncryptedIsNotTakenForWhatLiesHereEncrypted() throws Exception {
        upload(1000, EncryptionFormat.AES256_GCM);
        Files.createDirectories(here.getParent());
        Files.write(here, bench.emulator().content(bench.rows().get(0).fileId()));
        assertFalse(skips(Comparison.CONTENT, EncryptionFormat.AES256_GCM, false));
    }

    @Test
    void aStreamHasNothingToCompareWith() {
        DownloadRequest.Builder request =
                DownloadRequest.builder().name("a").stream().skipUnchanged(true);
        assertThrows(InvalidRequestException.class, request::build);
    }
}
