package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that B2 encrypts at rest, of every size; resume and skipUnchanged tell them from others. */
class ServerSideEncryptionTest {
    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private final RecordingListener recorder = new RecordingListener();

    private FileResult upload(Path source, boolean sse) throws Exception {
        UploadRequest request = UploadRequest.file(source, "a")
                .serverSideEncryption(sse)
                .skipUnchanged(true)
                .build();
        fixture.open().upload(request, recorder);
        return recorder.results().get(recorder.results().size() - 1);
    }

    private String stored() throws Exception {
        try (B2Session session = fixture.open()) {
            return EmulatorFixture.list(session, ListRequest.below("").build())
                    .get(0)
                    .serverSideEncryption();
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {10, 2 * EmulatorFixture.PART})
    void isAskedForAndCompared(int size) throws Exception {
        Path source = fixture.file("source", EmulatorFixture.bytes(size, size));
        upload(source, true);
        assertEquals("SSE-B2", stored());
        assertEquals(FileOutcome.UNCHANGED, upload(source, true).outcome());
    }

    @Test
    void aFileWithoutItIsNotUnchanged() throws Exception {
        Path source = fixture.file("source", EmulatorFixture.bytes(1, 10));
        upload(source, false);
        assertEquals(FileOutcome.UPLOADED, upload(source, true).outcome());
        assertEquals("SSE-B2", stored());
    }

    @Test
    void anUnfinishedFileWithoutItIsNotResumed() throws Exception {
        Path source = fixture.file("source", EmulatorFixture.bytes(2, 3 * EmulatorFixture.PART));
        fixture.fault(Fault.on("b2_finish_large_file").times(1).status(400, "bad_request"));
        assertThrows(FilesFailedException.class, () -> upload(source, false));
        assertEquals(0, upload(source, true).resumedBytes());
        assertEquals("SSE-B2", stored());
    }
}
