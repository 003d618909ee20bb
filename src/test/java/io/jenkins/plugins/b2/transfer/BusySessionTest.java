package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several verbs at once on one session share its connections. */
@Tag("slow")
class BusySessionTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final int LENGTH = 1_000_000;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    @Test
    void waitingForAConnectionIsNoStall() throws Exception {
        Path source = bench.file("source", EmulatorFixture.bytes(1, LENGTH));
        B2Session session = bench.open(bench.settings().connections(1).timeout(TIMEOUT), new BandwidthLimiter(LENGTH));
        int all = session.statistics().connectionsMax();
        List<Caller> uploads = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            String name = "busy-" + i;
            uploads.add(Caller.start(
                    () -> session.upload(UploadRequest.file(source, name).build(), TransferListener.SILENT)));
        }
        EmulatorFixture.await(
                "that all connections carry bodies",
                () -> session.statistics().connectionsInUse() == all
                        && bench.emulator().calls().of("b2_get_upload_url").count() == all);
        RecordingListener recorder = new RecordingListener();
        session.list(ListRequest.below("").build(), row -> {}, recorder);
        for (Caller upload : uploads) {
            assertNull(upload.end(60_000));
        }
        assertEquals(List.of(), recorder.retries());
        assertEquals(0, session.statistics().retries());
    }

    /** Nobody watches a request that has no connection yet; connecting has to come to an end all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aServerThatNeverAnswersIsGivenUp(String scheme) throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            B2Session session = bench.open(bench.settings()
                    .realm(URI.create(scheme + "://127.0.0.1:" + deaf.getLocalPort()))
                    .maxRetries(0)
                    .timeout(TIMEOUT));
            Caller caller =
                    Caller.start(() -> session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT));
            TransferException end = (TransferException) caller.end(30_000);
            assertEquals(TransferException.Kind.REMOTE, end.kind(), end.getMessage());
        }
    }
}
