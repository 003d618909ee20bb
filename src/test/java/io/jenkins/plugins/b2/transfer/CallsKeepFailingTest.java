package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that goes on failing: the verb gives up after the retries, or at once where those are of no use. */
@Tag("slow")
class CallsKeepFailingTest {
    private static final int RETRIES = 2;
    private static final Set<VerbScenario> ALL_PLAIN = EnumSet.of(
            VerbScenario.SMALL_UPLOAD,
            VerbScenario.LARGE_UPLOAD,
            VerbScenario.SMALL_DOWNLOAD,
            VerbScenario.LARGE_DOWNLOAD,
            VerbScenario.LIST,
            VerbScenario.DELETE,
            VerbScenario.HIDE,
            VerbScenario.LIFECYCLE);
    /** One for each kind of reaction; the commit ones would end well, see {@link CallsFailOnceTest}. */
    private static final Set<FaultCase> SOME = EnumSet.of(
            FaultCase.INTERNAL_ERROR,
            FaultCase.UNAVAILABLE,
            FaultCase.TOO_MANY_REQUESTS,
            FaultCase.EXPIRED_TOKEN,
            FaultCase.RESET,
            FaultCase.STALL,
            FaultCase.WRONG_HASH,
            FaultCase.RESET_IN_BODY,
            FaultCase.SHORT_ANSWER);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<Arguments> everyCall() {
        return ALL_PLAIN.stream()
                .flatMap(job -> job.calls().stream()
                        .flatMap(call -> SOME.stream()
                                .filter(trouble -> trouble.canHappenTo(call))
                                // The answer of an upload or a deletion that is lost each time has done its work each
                                // time.
                                .filter(trouble -> trouble != FaultCase.SHORT_ANSWER || job.isDownload())
                                // Whoever may not look for an interrupted upload begins a new one.
                                .filter(trouble ->
                                        trouble != FaultCase.EXPIRED_TOKEN || job != VerbScenario.LARGE_UPLOAD)
                                .map(trouble -> Arguments.of(job, call, trouble))));
    }

    @ParameterizedTest
    @MethodSource
    void everyCall(VerbScenario job, String call, FaultCase trouble) throws Exception {
        job.prepare(bench);
        bench.fault(trouble.on(call).times(Fault.UNLIMITED));
        RecordingListener recorder = new RecordingListener();
        ConnectionSettings.Builder settings =
                bench.settings().maxRetries(RETRIES).busyTimeout(Duration.ZERO).connections(1);
        B2Session session = bench.open(trouble.takesTheTimeout() ? settings.timeout(Duration.ofMillis(200)) : settings);
        TransferException e = assertThrows(TransferException.class, () -> job.run(bench, session, recorder));

        assertEquals(trouble == FaultCase.EXPIRED_TOKEN ? Kind.PERMISSION : kind(trouble), e.kind(), e::getMessage);
        assertTrue(e.getMessage().startsWith("Could not "), e::getMessage);
        assertTrue(e.getMessage().contains(trouble.cause()), e::getMessage);
        assertEquals(RETRIES, recorder.retries().size(), () -> "retries: " + recorder.retries());
        if (trouble != FaultCase.EXPIRED_TOKEN) {
            assertTrue(e.getMessage().contains("tried " + (RETRIES + 1) + " times"), e::getMessage);
        }
        assertEquals(RETRIES + 1, bench.fired(), "tries");
        assertEquals(kind(trouble) == Kind.REMOTE && trouble != FaultCase.EXPIRED_TOKEN, e.retryable());
        recorder.assertContract();
        job.checkUntouched(bench);
    }

    private static Kind kind(FaultCase trouble) {
        return trouble == FaultCase.WRONG_HASH ? Kind.INTEGRITY : Kind.REMOTE;
    }

    @ParameterizedTest
    @CsvSource({
        "403, storage_cap_exceeded, PERMISSION",
        "403, download_cap_exceeded, PERMISSION",
        "403, access_denied, PERMISSION",
        "401, unauthorized, PERMISSION",
        "404, not_found, NOT_FOUND",
        "400, bad_request, USAGE"
    })
    void whatStaysWrongIsNotTriedAgain(int status, String code, Kind kind) throws Exception {
        for (VerbScenario job : ALL_PLAIN) {
            String call = job.calls().get(job.calls().size() - 1);
            if (status == 401 && call.equals("b2_upload_file")) {
                // An upload URL may be the one at fault, so that a fresh one is worth a try.
                continue;
            }
            job.prepare(bench);
            bench.fault(Fault.on(call).times(Fault.UNLIMITED).status(status, code));
            RecordingListener recorder = new RecordingListener();
            B2Session session = bench.open();
            TransferException e = assertThrows(TransferException.class, () -> job.run(bench, session, recorder));
            // A range of a download may have a companion that fails at the same time.
            int most = call.equals("b2_download_file_by_id") ? 2 : 1;
            assertTrue(bench.fired() <= most, () -> job + ": " + bench.fired());
            assertEquals(0, recorder.retries().size());
            assertEquals(kind, e.kind(), e::getMessage);
            assertTrue(e.getMessage().contains(status + " " + code), e::getMessage);
            assertEquals(code.contains("_cap_"), e.getMessage().contains("Caps & Alerts"), e::getMessage);
            assertFalse(e.retryable());
            session.close();
            bench.renew();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERNAL_ERROR", "RESET", "STALL", "SHORT_ANSWER"})
    void authorizingGivesUp(FaultCase trouble) throws Exception {
        VerbScenario.LIST.prepare(bench);
        bench.fault(trouble.on("b2_authorize_account").times(Fault.UNLIMITED));
        B2Session session = bench.open(bench.settings().maxRetries(RETRIES).timeout(Duration.ofMillis(300)));
        TransferException e = assertThrows(
                TransferException.class, () -> VerbScenario.LIST.run(bench, session, new RecordingListener()));
        assertEquals(Kind.REMOTE, e.kind());
        assertEquals(RETRIES + 1, bench.fired());
        assertTrue(e.getMessage().contains("authorize at " + bench.emulator().realm()), e::getMessage);
    }

    @Test
    void aRefusedKeyIsNotTriedAgain() throws Exception {
        bench.fault(Fault.on("b2_authorize_account").times(Fault.UNLIMITED).status(401, "unauthorized"));
        B2Session session = bench.open();
        TransferException e = assertThrows(
                TransferException.class, () -> VerbScenario.LIST.run(bench, session, new RecordingListener()));
        assertEquals(Kind.PERMISSION, e.kind());
        assertEquals(1, bench.fired());
        assertTrue(e.getMessage().contains(bench.emulator().applicationKeyId()), e::getMessage);
        assertFalse(e.getMessage().contains(bench.emulator().applicationKey()), "the message holds the key");
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_IN_BODY", "UNAVAILABLE_IN_BODY", "STALL_IN_BODY"})
    void partsThatAreThereStayForTheNextRun(FaultCase trouble) throws Exception {
        VerbScenario.LARGE_UPLOAD.prepare(bench);
        bench.fault(trouble.on("b2_upload_part").skip(1).times(Fault.UNLIMITED));
        B2Session session = bench.open(bench.settings()
                .maxRetries(1)
                .busyTimeout(Duration.ZERO)
                .connections(1)
                .timeout(Duration.ofMillis(500)));
        assertThrows(
                TransferException.class, () -> VerbScenario.LARGE_UPLOAD.run(bench, session, new RecordingListener()));
        assertEquals(1, bench.emulator().state().unfinishedLargeFiles());
        assertEquals(1, bench.emulator().state().parts());
        bench.emulator().faults().clear();
        VerbScenario.LARGE_UPLOAD.run(bench, bench.open(), new RecordingListener());
        VerbScenario.LARGE_UPLOAD.checkDone(bench);
    }

    @Test
    void partsThatNobodyWillResumeAreRemoved() throws Exception {
        VerbScenario.LARGE_UPLOAD.prepare(bench);
        bench.fault(Fault.on("b2_upload_part").skip(1).times(Fault.UNLIMITED).status(403, "storage_cap_exceeded"));
        B2Session session = bench.open();
        assertThrows(
                FilesFailedException.class,
                () -> session.upload(
                        UploadRequest.file(bench.folder().resolve("source"), "a")
                                .resume(false)
                                .build(),
                        TransferListener.SILENT));
        assertEquals(0, bench.rows().size());
    }

    @Test
    void aLongDownloadMayFailMoreOftenThanOneCall() throws Exception {
        VerbScenario.LARGE_DOWNLOAD.prepare(bench);
        bench.fault(Fault.on("b2_download_file_by_name").afterBytes(1_500_000).truncate());
        bench.fault(Fault.on("b2_download_file_by_id")
                .times(6)
                .afterBytes(1_500_000)
                .truncate());
        RecordingListener recorder = new RecordingListener();
        VerbScenario.LARGE_DOWNLOAD.run(
                bench, bench.open(bench.settings().maxRetries(1).connections(1)), recorder);
        assertEquals(7, recorder.retries().size(), () -> recorder.retries().toString());
        assertTrue(recorder.retries().stream().allMatch(retry -> retry.attempt() == 1));
        VerbScenario.LARGE_DOWNLOAD.checkDone(bench);
    }

    @Test
    void oneFileOfManyFailsAndTheOthersGoThrough() throws Exception {
        for (int i = 0; i < 12; i++) {
            bench.file("many/f" + i + ".txt", EmulatorFixture.bytes(i, 5000));
        }
        bench.fault(Fault.on("b2_upload_file")
                .nameContains("f7")
                .times(Fault.UNLIMITED)
                .status(500, "internal_error"));
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open();
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> session.upload(
                        UploadRequest.tree(bench.folder().resolve("many")).build(), recorder));
        assertEquals(Kind.PARTIAL, e.kind());
        assertEquals(11, e.summary().files());
        assertEquals(1, e.summary().failed());
        assertTrue(e.getMessage().contains("f7.txt"), e::getMessage);
        assertEquals(11, bench.rows().size());
        assertEquals(1, recorder.failures().size());
        recorder.assertContract();
    }

    @Test
    void oneOfSeveralRangesOfAnEncryptedFileFails() throws Exception {
        VerbScenario job = VerbScenario.LARGE_DOWNLOAD_GCM;
        job.prepare(bench);
        bench.emulator().shape(new Shape(0, 4_000_000, 0));
        bench.fault(Fault.on("b2_download_file_by_id").times(Fault.UNLIMITED).status(403, "cap_exceeded"));
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open();
        FilesFailedException e = assertThrows(FilesFailedException.class, () -> job.run(bench, session, recorder));
        assertEquals(Kind.PERMISSION, e.kind(), e::getMessage);
        recorder.assertContract();
        job.checkUntouched(bench);
    }

    /** Parts in the middle of an encryption when another part fails must not turn that into a failure of their own. */
    @RepeatedTest(5)
    void oneOfSeveralPartsOfAnEncryptedFileFails() throws Exception {
        for (EncryptionFormat format : EncryptionFormat.values()) {
            oneOfSeveralPartsFails(format);
            bench.renew();
        }
    }

    private void oneOfSeveralPartsFails(EncryptionFormat format) throws Exception {
        Path source = bench.file("source", EmulatorFixture.bytes(5, 8 * EmulatorFixture.PART));
        bench.fault(Fault.on("b2_get_upload_part_url")
                .skip(1)
                .times(Fault.UNLIMITED)
                .status(403, "storage_cap_exceeded"));
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open(bench.settings().connections(8));
        UploadRequest request = UploadRequest.file(source, "a").build();
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> session.upload(request, LocalEnvironment.with(EmulatorFixture.encryption(format)), recorder));
        assertEquals(Kind.PERMISSION, e.kind(), e::getMessage);
        recorder.assertContract();
    }

    /** At a cap, or with a dead key, there is no use in asking once for each of thousands of files. */
    @Test
    void whatHoldsForAllFilesEndsTheOperation() throws Exception {
        for (int i = 0; i < 200; i++) {
            bench.file("tree/f" + i, new byte[] {1});
        }
        bench.fault(Fault.on("b2_upload_file").times(Fault.UNLIMITED).status(403, "storage_cap_exceeded"));
        RecordingListener recorder = new RecordingListener();
        UploadRequest request =
                UploadRequest.tree(bench.folder().resolve("tree")).build();
        FilesFailedException e =
                assertThrows(FilesFailedException.class, () -> bench.open().upload(request, recorder));
        assertTrue(e.summary().failed() <= 3 + 3, () -> e.summary().failed() + " files were tried");
        assertTrue(e.getMessage().contains((200 - e.summary().failed()) + " more files were not tried"), e::getMessage);
        assertEquals(TransferException.Scope.ACCOUNT, e.scope());
        recorder.assertContract();
    }
}
