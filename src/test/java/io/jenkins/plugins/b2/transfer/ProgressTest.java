package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a listener and the statistics are told while verbs run. */
class ProgressTest {
    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<VerbScenario> transfers() {
        return Stream.of(VerbScenario.values()).filter(job -> job.isUpload() || job.isDownload());
    }

    @ParameterizedTest
    @MethodSource("transfers")
    void endsAtItsTotal(VerbScenario job) throws Exception {
        job.prepare(bench);
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open(bench.settings(), new BandwidthLimiter(40_000_000));
        job.run(bench, session, recorder);
        assertEndsWell(recorder.last(), 1);
        assertMonotone(recorder.snapshots());
        recorder.assertContract();
    }

    @ParameterizedTest
    @MethodSource("transfers")
    void endsAtItsTotalAfterFailedAttempts(VerbScenario job) throws Exception {
        job.prepare(bench);
        String call = job.calls().get(job.calls().size() - 1);
        if (job.isDownload()) {
            bench.fault(Fault.on(call).afterBytes(10).truncate());
            bench.fault(Fault.on("*").nameContains("data").afterBytes(150_000).truncate());
        } else {
            String body = job.calls().contains("b2_upload_part") ? "b2_upload_part" : "b2_upload_file";
            bench.fault(Fault.on(body).times(2).reset().at(Moment.REQUEST_BODY).afterBytes(100_000));
        }
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open();
        job.run(bench, session, recorder);
        assertTrue(bench.fired() >= 2, "faults happened");
        assertEndsWell(recorder.last(), 1);
        assertEquals(recorder.retries().size(), recorder.last().retries());
        SessionStatistics statistics = session.statistics();
        assertEquals(recorder.retries().size(), statistics.retries());
        assertTrue(statistics.failed() >= 2, statistics::toString);
        long travelled = job.isUpload() ? statistics.bytesUploaded() : statistics.bytesDownloaded();
        assertTrue(travelled >= recorder.last().bytes(), "bytes of failed attempts travelled as well");
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void aTreeEndsAtItsTotal(EncryptionFormat format) throws Exception {
        for (int i = 0; i < 20; i++) {
            bench.file("tree/d" + i % 3 + "/f" + i, EmulatorFixture.bytes(i, 40_000 * i));
        }
        Path tree = bench.folder().resolve("tree");
        Encryption encryption = EmulatorFixture.encryption(format);
        B2Session session = bench.open();
        RecordingListener up = new RecordingListener();
        UploadRequest.Builder request = UploadRequest.tree(tree).prefix("t/");
        session.upload(request.build(), LocalEnvironment.with(encryption), up);
        assertEndsWell(up.last(), 20);
        up.assertContract();

        RecordingListener again = new RecordingListener();
        session.upload(request.skipUnchanged(true).build(), LocalEnvironment.with(encryption), again);
        assertEndsWell(again.last(), 20);
        assertEquals(
                20,
                again.results().stream()
                        .filter(result -> ((FileResult.Uploaded) result).skipped())
                        .count());

        RecordingListener down = new RecordingListener();
        session.download(
                DownloadRequest.tree("t/", bench.folder().resolve("back")).build(),
                LocalEnvironment.with(encryption),
                down);
        assertEndsWell(down.last(), 20);
        down.assertContract();
        assertEquals(up.last().bytes(), down.last().bytes(), "what went up came down");
        assertEquals(0, session.statistics().failed());
        assertEquals(0, session.statistics().connectionsInUse());
        assertTrue(
                session.statistics().connectionsIdle() <= session.statistics().connectionsMax());
    }

    @Test
    void aFileThatFailsAtOnceEndsOnceToo() throws Exception {
        bench.file("tree/a", new byte[10]);
        bench.file("tree/" + "x".repeat(200), new byte[10]);
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open();
        bench.fault(Fault.on("b2_upload_file")
                .nameContains("xx")
                .times(Fault.UNLIMITED)
                .status(400, "bad_request"));
        assertThrows(
                FilesFailedException.class,
                () -> session.upload(
                        UploadRequest.tree(bench.folder().resolve("tree")).build(), recorder));
        assertEquals(1, recorder.results().size());
        assertEquals(1, recorder.failures().size());
        recorder.assertContract();
        assertEquals(2, recorder.last().files());
    }

    @Test
    void aListenerThatThrowsEndsTheVerb() throws Exception {
        VerbScenario.LARGE_UPLOAD.prepare(bench);
        B2Session session = bench.open(bench.settings(), new BandwidthLimiter(1000));
        TransferListener broken = new TransferListener() {
            @Override
            public void progress(Progress progress) {
                throw new IllegalStateException("broken listener");
            }
        };
        UploadRequest request =
                UploadRequest.file(bench.folder().resolve("source"), "a").build();
        Caller caller = Caller.start(() -> session.upload(request, broken));
        assertEquals("broken listener", caller.end(30_000).getMessage());
    }

    private static void assertEndsWell(Progress last, int files) {
        assertEquals(last.bytesTotal(), last.bytes(), last::toString);
        assertEquals(100, last.percent());
        assertEquals(files, last.files());
        assertEquals(files, last.filesTotal());
    }

    private static void assertMonotone(List<Progress> snapshots) {
        for (int i = 1; i < snapshots.size(); i++) {
            assertTrue(snapshots.get(i).bytes() >= snapshots.get(i - 1).bytes(), "a step back without a retry");
            assertTrue(snapshots.get(i).files() >= snapshots.get(i - 1).files());
        }
    }
}
