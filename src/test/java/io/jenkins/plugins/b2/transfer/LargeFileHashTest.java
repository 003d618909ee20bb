package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether a large file is read and hashed before it is sent, and what depends on that. */
class LargeFileHashTest {
    private static final String HASH = "large_file_sha1";
    private static final String FINGERPRINT = "encryption_fingerprint";
    private static final byte[] BYTES = EmulatorFixture.bytes(3, 3 * EmulatorFixture.PART + 7);
    private static final int STORED = 2;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private RecordingListener upload(LargeFileHash when, EncryptionFormat format) throws Exception {
        Path source = bench.folder().resolve("source");
        RecordingListener heard = new RecordingListener();
        bench.open(bench.settings().connections(1))
                .upload(
                        UploadRequest.file(source, "big").largeFileHash(when).build(),
                        LocalEnvironment.with(EmulatorFixture.encryption(format)),
                        heard);
        return heard;
    }

    private void interrupted(LargeFileHash when, EncryptionFormat format) throws Exception {
        bench.file("source", BYTES);
        bench.fault(
                Fault.on("b2_upload_part").skip(STORED).times(Fault.UNLIMITED).status(400, "bad_request"));
        assertThrows(FilesFailedException.class, () -> upload(when, format));
        bench.emulator().faults().clear();
        bench.resetCalls();
    }

    private StoredFile only() {
        assertEquals(1, bench.rows().size());
        return bench.rows().get(0);
    }

    @ParameterizedTest
    @EnumSource(LargeFileHash.class)
    void isStoredUnlessNobodyWantsIt(LargeFileHash when) throws Exception {
        bench.file("source", BYTES);
        RecordingListener heard = upload(when, null);
        assertEquals(when != LargeFileHash.NEVER, only().fileInfo().containsKey(HASH));
        assertEquals(only().fileInfo().get(HASH), heard.uploaded().sha1());
        assertEquals(List.of(), heard.warnings());
        bench.assertOnly("big", BYTES, null);
    }

    @ParameterizedTest
    @CsvSource({"AES256_GCM,ALWAYS", "AES256_GCM,AUTO", "AES256_GCM,NEVER", "FERNET,NEVER"})
    void encryptedFilesAuthenticateThemselves(EncryptionFormat format, LargeFileHash when) throws Exception {
        bench.file("source", BYTES);
        upload(when, format);
        assertEquals(when != LargeFileHash.NEVER, only().fileInfo().containsKey(FINGERPRINT));
        bench.assertOnly("big", BYTES, format);
    }

    @Test
    void whatIsNotHashedIsResumedByItsParts() throws Exception {
        interrupted(LargeFileHash.NEVER, null);
        assertEquals(
                (long) STORED * EmulatorFixture.PART,
                upload(LargeFileHash.NEVER, null).uploaded().resumedBytes());
        assertNull(only().fileInfo().get(HASH));
        bench.assertOnly("big", BYTES, null);
    }

    /** Another file of the same size and time must not become a file with the hash of the first one. */
    @ParameterizedTest
    @CsvSource({",true", ",false", "AES256_GCM,true", "AES256_GCM,false"})
    void whatWasHashedIsHashedAgainToBeResumed(EncryptionFormat format, boolean same) throws Exception {
        interrupted(LargeFileHash.ALWAYS, format);
        var modified = java.nio.file.Files.getLastModifiedTime(bench.folder().resolve("source"));
        byte[] bytes = BYTES.clone();
        bytes[bytes.length - 1] ^= (byte) (same ? 0 : 1);
        java.nio.file.Files.setLastModifiedTime(bench.file("source", bytes), modified);
        FileResult.Uploaded result = upload(LargeFileHash.NEVER, format).uploaded();
        assertEquals(same ? (long) STORED * EmulatorFixture.PART : 0, result.resumedBytes());
        if (same) {
            bench.assertOnly("big", BYTES, format);
        }
    }

    /** Nothing may go out under the same nonces that could be other bytes, so it is of no use any more. */
    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void whatIsEncryptedAndNotHashedIsThrownAway(EncryptionFormat format) throws Exception {
        interrupted(LargeFileHash.NEVER, format);
        assertEquals(List.of(), bench.rows());
        assertEquals(0, upload(LargeFileHash.NEVER, format).uploaded().resumedBytes());
        bench.assertOnly("big", BYTES, format);
    }

    @Test
    void withoutHashesContentCanNotBeCompared() {
        UploadRequest.Builder request = UploadRequest.file(Path.of("x"), "x")
                .largeFileHash(LargeFileHash.NEVER)
                .skipUnchanged(true);
        assertTrue(assertThrows(InvalidRequestException.class, request::build)
                .getMessage()
                .contains("size,time"));
        request.compare(Comparison.SIZE_TIME).build();
    }
}
