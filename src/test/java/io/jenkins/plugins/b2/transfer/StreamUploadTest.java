package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content of unknown length. */
@Tag("slow")
class StreamUploadTest {
    private static final int BUFFER = 8 * 1024 * 1024;

    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private final RecordingListener recorder = new RecordingListener();

    private static UploadRequest request() {
        return UploadRequest.builder().stream().name("stream").build();
    }

    private TransferSummary upload(InputStream content) throws Exception {
        B2Session session = fixture.open(fixture.settings().partSize(ConnectionSettings.MIN_PART_SIZE));
        return session.upload(request(), content, LocalEnvironment.PLAIN, recorder);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER, 3 * BUFFER + 5})
    void arrivesAsItIs(int length) throws Exception {
        byte[] content = EmulatorFixture.bytes(length, length);
        AtomicBoolean closed = new AtomicBoolean();
        TransferSummary summary = upload(new ByteArrayInputStream(content) {
            @Override
            public void close() {
                closed.set(true);
            }
        });
        assertEquals(1, summary.files());
        assertEquals(length, summary.bytes());
        assertTrue(closed.get());
        FileResult.Uploaded result = (FileResult.Uploaded) recorder.results().get(0);
        assertEquals(length, result.size());
        assertNull(result.file());
        assertArrayEquals(content, fixture.emulator().content(result.fileId()));
        fixture.assertOnly("stream", content, null);
        recorder.assertContract();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 1 << 20, BUFFER, 3 * BUFFER})
    void goesEncrypted(int length) throws Exception {
        byte[] content = EmulatorFixture.bytes(length, length);
        LocalEnvironment local = LocalEnvironment.with(EmulatorFixture.encryption(EncryptionFormat.AES256_GCM));
        fixture.open().upload(request(), new ByteArrayInputStream(content), local, recorder);
        assertEquals(length, recorder.results().get(0).size());
        assertEquals(EncryptionFormat.AES256_GCM, recorder.results().get(0).encryption());
        fixture.assertOnly("stream", content, EncryptionFormat.AES256_GCM);
    }

    @Test
    void fernetHasToKnowTheLength() {
        LocalEnvironment local = LocalEnvironment.with(EmulatorFixture.encryption(EncryptionFormat.FERNET));
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> fixture.open().upload(request(), new ByteArrayInputStream(new byte[1]), local, recorder));
        assertTrue(e.getMessage().contains("AES256_GCM"), e.getMessage());
        assertEquals(0, fixture.rows().size());
    }

    @Test
    void partsThatFailOnceAreSentAgain() throws Exception {
        byte[] content = EmulatorFixture.bytes(7, 4 * BUFFER);
        fixture.fault(Fault.on("b2_upload_part").times(2).status(503, "service_unavailable"));
        upload(new ByteArrayInputStream(content));
        assertEquals(2, fixture.fired());
        fixture.assertOnly("stream", content, null);
    }

    @Test
    void whatWasSentIsThrownAwayWhenTheSourceFails() throws Exception {
        InputStream breaks = new ByteArrayInputStream(EmulatorFixture.bytes(8, 2 * BUFFER + 10)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                int count = super.read(buffer, offset, length);
                if (count < 0) {
                    throw new IllegalStateException("the source broke");
                }
                return count;
            }
        };
        FilesFailedException e = assertThrows(FilesFailedException.class, () -> upload(breaks));
        assertTrue(e.getMessage().contains("the source broke"), e.getMessage());
        assertEquals(0, fixture.rows().size());
        recorder.assertContract();
    }

    @Test
    void anAbortEndsItWhileItWaitsForTheSource() throws Exception {
        PipedOutputStream source = new PipedOutputStream();
        PipedInputStream content = new PipedInputStream(source, 2 * BUFFER);
        source.write(EmulatorFixture.bytes(9, BUFFER + 10));
        Caller caller = Caller.start(() -> upload(content));
        recorder.awaitBytes();
        caller.interrupt();
    }

    @Test
    void itCanNotBeComparedBeforeItIsRead() {
        UploadRequest comparing = UploadRequest.builder().stream()
                .name("stream")
                .skipUnchanged(true)
                .build();
        InputStream content = new ByteArrayInputStream(new byte[1]);
        assertThrows(
                InvalidRequestException.class,
                () -> fixture.open().upload(comparing, content, LocalEnvironment.PLAIN, recorder));
    }
}
