package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many files that are named one by one, each with a name of its own in B2. */
class ListedFilesTest {
    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private LocalEnvironment within(Path root, Encryption encryption) {
        return new LocalEnvironment(LocalFolder.within(root, root), encryption, null);
    }

    private List<String> names() {
        return EmulatorFixture.storedNames(fixture.emulator());
    }

    @Test
    void eachGetsItsName() throws Exception {
        fixture.file("a/x.txt", new byte[10]);
        fixture.file("y.txt", new byte[20]);
        Map<String, String> paths = Map.of("one", "a/x.txt", "deep/two", "y.txt");
        RecordingListener recorder = new RecordingListener();
        TransferSummary summary = fixture.open()
                .upload(UploadRequest.files("p/", paths).build(), within(fixture.folder(), null), recorder);
        assertEquals(2, summary.files());
        assertEquals(List.of("p/deep/two", "p/one"), names());
        recorder.assertContract();
    }

    @Test
    void encryptedOnesGetTheSuffix() throws Exception {
        fixture.file("a", new byte[10]);
        fixture.open()
                .upload(
                        UploadRequest.files("p/", Map.of("one", "a")).build(),
                        within(fixture.folder(), EmulatorFixture.encryption(EncryptionFormat.AES256_GCM)),
                        TransferListener.SILENT);
        assertEquals(List.of("p/one.encrypted"), names());
    }

    @Test
    void theOthersGoThroughWhereSomeCanNot() throws Exception {
        fixture.file("in/good", new byte[10]);
        fixture.file("secret", new byte[10]);
        Map<String, String> paths = Map.of("good", "good", "gone", "no-such-file", "out", "../secret");
        FilesFailedException failure = assertThrows(
                FilesFailedException.class,
                () -> fixture.open()
                        .upload(
                                UploadRequest.files("p/", paths).build(),
                                within(fixture.folder().resolve("in"), null),
                                TransferListener.SILENT));
        assertEquals(2, failure.summary().failed());
        assertTrue(failure.getMessage().contains("no-such-file"), failure::getMessage);
        assertTrue(failure.getMessage().contains("secret"), failure::getMessage);
        assertEquals(List.of("p/good"), names());
    }
}
