package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each call of each verb fails once in each way: the verb does its work all the same, and tells of the repetition. */
@Tag("slow")
class CallsFailOnceTest {
    /** The timeout where it has to pass, and where it must not. */
    private static final Duration SHORT = Duration.ofMillis(500);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<Arguments> everyCallInEveryWay() {
        return Arrays.stream(VerbScenario.values())
                .flatMap(job -> job.calls().stream()
                        .flatMap(call -> Arrays.stream(FaultCase.values())
                                .filter(trouble -> trouble.canHappenTo(call))
                                .filter(trouble -> !job.isEncrypted() || trouble.concernsContent())
                                .map(trouble -> Arguments.of(job, call, trouble))));
    }

    @ParameterizedTest
    @MethodSource("everyCallInEveryWay")
    void isRepeatedAndNothingIsDoneTwice(VerbScenario job, String call, FaultCase trouble) throws Exception {
        job.prepare(bench);
        bench.fault(trouble.on(call));
        RecordingListener recorder = new RecordingListener();
        B2Session session = open(trouble);
        job.run(bench, session, recorder);

        assertEquals(1, bench.fired(), "faults that happened");
        List<RetryEvent> retries = recorder.retries();
        assertEquals(1, retries.size(), () -> "retries: " + retries);
        RetryEvent retry = retries.get(0);
        assertTrue(retry.cause().contains(trouble.cause()), retry::cause);
        assertFalse(retry.cause().isBlank());
        assertFalse(retry.what().isBlank());
        assertEquals(trouble.reactionOf(call), retry.reaction());
        assertEquals(1, retry.attempt());
        assertEquals(1, session.statistics().retries());
        recorder.assertContract();
        job.checkDone(bench);
    }

    @ParameterizedTest
    @EnumSource
    void authorizingIsRepeated(FaultCase trouble) throws Exception {
        if (!trouble.canHappenTo("b2_authorize_account")) {
            return;
        }
        VerbScenario.SMALL_DOWNLOAD.prepare(bench);
        bench.fault(trouble.on("b2_authorize_account"));
        RecordingListener recorder = new RecordingListener();
        B2Session session = open(trouble);
        VerbScenario.SMALL_DOWNLOAD.run(bench, session, recorder);
        assertEquals(1, bench.fired());
        assertEquals(1, recorder.retries().size(), "retries that were told");
        assertTrue(recorder.retries().get(0).what().contains("authorize"), recorder.retries()::toString);
        assertEquals(1, session.statistics().retries());
        EmulatorFixture.await(
                "two calls",
                () -> bench.emulator().calls().of("b2_authorize_account").count() == 2);
        VerbScenario.SMALL_DOWNLOAD.checkDone(bench);
    }

    @ParameterizedTest
    @EnumSource(names = {"SMALL_UPLOAD", "LIST", "SMALL_DOWNLOAD"})
    void waitsAsLongAsB2Asks(VerbScenario job) throws Exception {
        String call = job.calls().get(job.calls().size() - 1);
        job.prepare(bench);
        bench.fault(Fault.on(call).status(429, "too_many_requests", null, 1));
        RecordingListener recorder = new RecordingListener();
        job.run(bench, bench.open(), recorder);
        RetryEvent retry = recorder.retries().get(0);
        assertTrue(retry.isBusyWait(), retry::describe);
        assertTrue(retry.delay().compareTo(Duration.ofSeconds(1)) >= 0, retry::describe);
        job.checkDone(bench);
    }

    @Test
    void keepsTheUploadUrlThatIsOnlyTooBusy() throws Exception {
        VerbScenario.SMALL_UPLOAD.prepare(bench);
        bench.fault(FaultCase.TOO_MANY_REQUESTS.on("b2_upload_file"));
        VerbScenario.SMALL_UPLOAD.run(bench, bench.open(), new RecordingListener());
        assertEquals(1, bench.calls("b2_get_upload_url"));
    }

    @Test
    void aTokenThatExpiresIsRenewedOnceForAll() throws Exception {
        for (int i = 0; i < 20; i++) {
            bench.put("tree/" + i, EmulatorFixture.bytes(i, 1000), null);
        }
        B2Session session = bench.open();
        session.list(ListRequest.below("tree/").build(), row -> {}, TransferListener.SILENT);
        bench.emulator().clock().advance(Duration.ofHours(25));
        session.download(
                DownloadRequest.tree("tree/", bench.folder().resolve("here")).build(), TransferListener.SILENT);
        assertEquals(2, bench.calls("b2_authorize_account"));
    }

    @Test
    void staleUploadUrlsOfYesterdayDoNotUseUpTheRetries() throws Exception {
        for (int i = 0; i < 30; i++) {
            bench.file("many/" + i, EmulatorFixture.bytes(i, 300_000));
        }
        bench.file("one", EmulatorFixture.bytes(99, 1000));
        B2Session session = bench.open(bench.settings().connections(8).maxRetries(1));
        session.upload(UploadRequest.tree(bench.folder().resolve("many")).build(), TransferListener.SILENT);
        assertTrue(bench.calls("b2_get_upload_url") > 1, "several upload URLs are idle now");
        bench.emulator().clock().advance(Duration.ofHours(25));
        session.upload(UploadRequest.file(bench.folder().resolve("one"), "one").build(), TransferListener.SILENT);
    }

    private B2Session open(FaultCase trouble) {
        return bench.open(trouble.takesTheTimeout() ? bench.settings().timeout(SHORT) : bench.settings());
    }
}
