package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * B2 refuses an upload while its body is under way, and stops reading: what it says counts, not that the connection broke.
 * The emulator reads on for a second before it closes, in which the slow line brings far less than the body, and the
 * brisk one all of it unless the core notices.
 */
class EarlyErrorTest {
    private static final int LENGTH = 4_000_000;
    private static final int SLOW = 500_000;
    private static final int BRISK = 4_500_000;

    @TempDir
    private static Path folder;

    private static Map<String, String> trust = Map.of();
    private static SSLContext server;

    @BeforeAll
    static void trustTheTestsOwnCertificates() throws Exception {
        Certificates certificates = new Certificates(folder);
        server = certificates.server("ip:127.0.0.1");
        trust = certificates.trustProperties();
        trust.forEach(System::setProperty);
    }

    @AfterAll
    static void trustAsBefore() {
        trust.keySet().forEach(System::clearProperty);
    }

    private static Fault early(String call) {
        return Fault.on(call).at(Moment.REQUEST_BODY).afterBytes(50_000);
    }

    private static void isToldAsWhatItIs(EmulatorFixture bench, int rate) throws Exception {
        Path source = bench.file("source", EmulatorFixture.bytes(1, LENGTH));
        bench.fault(early("b2_upload_file").times(Fault.UNLIMITED).status(403, "storage_cap_exceeded"));
        B2Session session = bench.open(bench.settings(), new BandwidthLimiter(rate));
        RecordingListener recorder = new RecordingListener();
        assertThrows(
                FilesFailedException.class,
                () -> session.upload(UploadRequest.file(source, "a").build(), recorder));
        Failure failure = recorder.failures().get(0);
        assertEquals(Kind.PERMISSION, failure.kind(), failure.message());
        assertTrue(failure.message().contains("Caps & Alerts"), failure.message());
        assertEquals(List.of(), recorder.retries());
        assertTrue(
                session.statistics().bytesUploaded() < LENGTH,
                () -> "sent " + session.statistics().bytesUploaded() + " in vain");
    }

    private static void leadsToAFreshUploadUrl(EmulatorFixture bench) throws Exception {
        byte[] bytes = EmulatorFixture.bytes(2, LENGTH / 2);
        Path source = bench.file("source", bytes);
        bench.fault(early("b2_upload_file").status(401, "expired_auth_token"));
        B2Session session = bench.open(bench.settings(), new BandwidthLimiter(SLOW));
        RecordingListener recorder = new RecordingListener();
        session.upload(UploadRequest.file(source, "a").build(), recorder);
        assertEquals(
                List.of("401 expired_auth_token"),
                recorder.retries().stream().map(RetryEvent::cause).toList());
        bench.assertOnly("a", bytes, null);
    }

    /** Without TLS. */
    @Nested
    class Plain {
        @RegisterExtension
        final EmulatorFixture bench = new EmulatorFixture();

        @ParameterizedTest
        @ValueSource(ints = {SLOW, BRISK})
        void aRefusalIsToldAsWhatItIs(int rate) throws Exception {
            isToldAsWhatItIs(bench, rate);
        }

        @Test
        void anExpiredTokenLeadsToAFreshUploadUrl() throws Exception {
            leadsToAFreshUploadUrl(bench);
        }

        /** The write fails before anybody looks for an answer; the answer is there all the same. */
        @ParameterizedTest
        @EnumSource(
                value = VerbScenario.class,
                names = {"LARGE_UPLOAD", "LARGE_UPLOAD_GCM"})
        void aConnectionThatIsClosedAtOnceStillBringsTheAnswer(VerbScenario job) throws Exception {
            job.prepare(bench);
            try (HttpProxy proxy = new HttpProxy(null)) {
                proxy.refuseUploads(
                        "400 Bad Request", "{\"status\":400,\"code\":\"bad_request\",\"message\":\"no more today\"}");
                B2Session session = bench.open(
                        bench.settings().proxy(new ProxySettings("127.0.0.1", proxy.port(), null, null, null)),
                        Throttle.NONE);
                RecordingListener recorder = new RecordingListener();
                assertThrows(FilesFailedException.class, () -> job.run(bench, session, recorder));
                Failure failure = recorder.failures().get(0);
                assertEquals(Kind.USAGE, failure.kind(), failure.message());
                assertTrue(failure.message().contains("no more today"), failure.message());
                assertEquals(List.of(), recorder.retries());
            }
        }
    }

    /** With TLS. */
    @Nested
    class OverTls {
        @RegisterExtension
        final EmulatorFixture bench = new EmulatorFixture(() -> server);

        @ParameterizedTest
        @ValueSource(ints = {SLOW, BRISK})
        void aRefusalIsToldAsWhatItIs(int rate) throws Exception {
            isToldAsWhatItIs(bench, rate);
        }

        @Test
        void anExpiredTokenLeadsToAFreshUploadUrl() throws Exception {
            leadsToAFreshUploadUrl(bench);
        }
    }
}
