package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unchanged files that are found by size and modification time, without reading them. */
class CompareSizeTimeTest {
    private static final FileTime TIME = FileTime.fromMillis(1_700_000_000_123L);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private Path write(byte[] bytes, FileTime time) throws Exception {
        return Files.setLastModifiedTime(bench.file("source", bytes), time);
    }

    private boolean skips(EncryptionFormat format) throws Exception {
        RecordingListener heard = new RecordingListener();
        bench.open()
                .upload(
                        UploadRequest.file(bench.folder().resolve("source"), "a")
                                .skipUnchanged(true)
                                .compare(Comparison.SIZE_TIME)
                                .build(),
                        LocalEnvironment.with(EmulatorFixture.encryption(format)),
                        heard);
        return heard.uploaded().skipped();
    }

    @ParameterizedTest
    @CsvSource({
        ", 1000",
        ", 12000000",
        "AES256_GCM, 1000",
        "AES256_GCM, 12000000",
        "FERNET, 1000",
        ", 0",
        "AES256_GCM, 0"
    })
    void sizeAndTimeAreEnough(EncryptionFormat format, int length) throws Exception {
        write(EmulatorFixture.bytes(1, length), TIME);
        assertFalse(skips(format));
        write(EmulatorFixture.bytes(2, length), TIME);
        assertTrue(skips(format), "nobody reads it");
        write(EmulatorFixture.bytes(2, length), FileTime.fromMillis(TIME.toMillis() + 1));
        assertFalse(skips(format), "another time");
        write(EmulatorFixture.bytes(2, length + 100), FileTime.fromMillis(TIME.toMillis() + 1));
        assertFalse(skips(format), "another size");
    }

    @Test
    void plainAndEncryptedAreNotTheSame() throws Exception {
        write(EmulatorFixture.bytes(1, 1000), TIME);
        assertFalse(skips(EncryptionFormat.AES256_GCM));
        assertFalse(skips(EncryptionFormat.FERNET));
        assertFalse(skips(null));
        assertTrue(skips(null));
    }

    /** Of what other programs have stored, nobody knows when its source was changed. */
    @Test
    void withoutATimeItIsSent() throws Exception {
        bench.put("a", EmulatorFixture.bytes(1, 1000), null);
        write(EmulatorFixture.bytes(1, 1000), TIME);
        assertFalse(skips(null));
    }

    @Test
    void itIsAWayToSkip() {
        UploadRequest.Builder request = UploadRequest.file(Path.of("x"), "x").compare(Comparison.SIZE_TIME);
        assertTrue(assertThrows(InvalidRequestException.class, request::build)
                .getMessage()
                .contains("skipUnchanged"));
        assertEquals(Comparison.SIZE_TIME, Comparison.parse("size, time"));
        assertThrows(InvalidRequestException.class, () -> Comparison.parse("time"));
    }
}
