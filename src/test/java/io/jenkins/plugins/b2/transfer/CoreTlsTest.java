package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Over TLS the core does its work, and lets go of it, as it does without. */
@Tag("slow")
class CoreTlsTest {
    @TempDir
    private static Path folder;

    private static Map<String, String> trust = Map.of();
    private static SSLContext server;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture(() -> server);

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

    @ParameterizedTest
    @EnumSource(VerbScenario.class)
    void everyVerbDoesItsWork(VerbScenario job) throws Exception {
        job.prepare(bench);
        B2Session session = bench.open();
        job.run(bench, session, new RecordingListener());
        assertEquals(0, session.statistics().retries());
        job.checkDone(bench);
    }

    static Stream<Arguments> moments() {
        return Stream.of(
                Arguments.of(VerbScenario.LIST, "b2_list_file_names", Moment.BEFORE),
                Arguments.of(VerbScenario.SMALL_UPLOAD, "b2_upload_file", Moment.REQUEST_BODY),
                Arguments.of(VerbScenario.LARGE_UPLOAD, "b2_upload_part", Moment.REQUEST_BODY),
                Arguments.of(VerbScenario.LARGE_UPLOAD, "b2_upload_part", Moment.AFTER_COMMIT),
                Arguments.of(VerbScenario.LARGE_DOWNLOAD, "b2_download_file_by_name", Moment.RESPONSE_BODY),
                Arguments.of(VerbScenario.LARGE_DOWNLOAD, "b2_download_file_by_id", Moment.RESPONSE_BODY));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void interruptedWhileB2IsSilent(VerbScenario job, String call, Moment moment) throws Exception {
        job.prepare(bench);
        bench.fault(Fault.on(call).stall().at(moment).afterBytes(20));
        B2Session session = bench.open();
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> job.run(bench, session, recorder));
        EmulatorFixture.await("a stall", () -> bench.emulator().state().requestsStalled() == 1);
        caller.interrupt();
        assertEquals(0, session.statistics().connectionsInUse(), "connections");
        assertEquals(0, recorder.failures().size(), "an abort is no failure of a file");
    }

    @Test
    void interruptedWhileTheServerDoesNotShakeHands() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            B2Session session =
                    bench.open(bench.settings().realm(URI.create("https://127.0.0.1:" + deaf.getLocalPort())));
            Caller caller =
                    Caller.start(() -> session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT));
            try (Socket accepted = deaf.accept()) {
                // The first byte of its greeting: from here on it waits for an answer.
                accepted.getInputStream().read();
                caller.interrupt();
            }
        }
    }
}
