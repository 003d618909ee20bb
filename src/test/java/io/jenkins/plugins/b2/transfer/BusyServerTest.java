package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** B2 asks to come back later, or elsewhere, more often than a call may fail. */
@Tag("slow")
class BusyServerTest {
    private static final int OFTEN = 2 * ConnectionSettings.DEFAULT_MAX_RETRIES;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<Arguments> everyCall() {
        return Arrays.stream(VerbScenario.values())
                .filter(job -> !job.isEncrypted())
                .flatMap(job -> job.calls().stream()
                        .flatMap(call -> Stream.of(
                                        FaultCase.UNAVAILABLE,
                                        FaultCase.TOO_MANY_REQUESTS,
                                        FaultCase.REQUEST_TIMEOUT,
                                        FaultCase.EXPIRED_TOKEN)
                                .map(trouble -> Arguments.of(job, call, trouble))));
    }

    @ParameterizedTest
    @MethodSource
    void everyCall(VerbScenario job, String call, FaultCase trouble) throws Exception {
        job.prepare(bench);
        bench.fault(trouble.on(call).times(OFTEN));
        RecordingListener recorder = new RecordingListener();
        job.run(bench, bench.open(), recorder);
        assertEquals(OFTEN, recorder.retries().size());
        assertEquals(OFTEN, bench.fired());
        recorder.assertContract();
        job.checkDone(bench);
    }

    @Test
    void uploadsGoElsewhereWhenConnectionsBreak() throws Exception {
        VerbScenario.SMALL_UPLOAD.prepare(bench);
        bench.fault(FaultCase.RESET_IN_BODY.on("b2_upload_file").times(OFTEN));
        VerbScenario.SMALL_UPLOAD.run(bench, bench.open(), new RecordingListener());
        assertEquals(OFTEN + 1, bench.calls("b2_get_upload_url"));
        VerbScenario.SMALL_UPLOAD.checkDone(bench);
    }

    @Test
    void authorizingWaitsToo() throws Exception {
        VerbScenario.LIST.prepare(bench);
        bench.fault(Fault.on("b2_authorize_account").times(OFTEN));
        VerbScenario.LIST.run(bench, bench.open(), new RecordingListener());
        assertEquals(OFTEN, bench.fired());
    }

    /** The upload URLs that B2 hands out meanwhile are no reason to go on for ever. */
    @Test
    void aServerThatStaysBusyIsGivenUp() throws Exception {
        VerbScenario.SMALL_UPLOAD.prepare(bench);
        bench.fault(Fault.on("b2_upload_file").times(Fault.UNLIMITED));
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open(bench.settings().busyTimeout(Duration.ofMillis(100)));
        TransferException e =
                assertThrows(TransferException.class, () -> VerbScenario.SMALL_UPLOAD.run(bench, session, recorder));
        assertEquals(Kind.REMOTE, e.kind());
        assertTrue(e.retryable());
        assertEquals(
                ConnectionSettings.DEFAULT_MAX_RETRIES,
                recorder.retries().stream().filter(event -> !event.isBusyWait()).count(),
                () -> recorder.retries().toString());
        assertTrue(recorder.retries().stream().anyMatch(RetryEvent::isBusyWait), recorder.retries()::toString);
    }
}
