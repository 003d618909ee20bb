package io.jenkins.plugins.b2.transfer.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.backblaze.b2.client.exceptions.B2ConnectionBrokenException;
import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.retry.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a call is repeated with the default settings, on a clock that only its own waits move. */
class RetrierTest {
    private static final Duration STORM = Duration.ofMinutes(1);

    private final List<RetryEvent> events = new ArrayList<>();
    private Duration now = Duration.ofDays(1);
    private Duration lastSuccess = Duration.ZERO;
    private int renewals;

    private final Retrier.Clock clock = new Retrier.Clock() {
        @Override
        public long nanoTime() {
            return now.toNanos();
        }

        @Override
        public long lastSuccess(CallKind kind) {
            return lastSuccess.toNanos();
        }

        @Override
        public void sleep(Duration duration) {
            now = now.plus(duration);
        }
    };

    private <T> T run(CallKind kind, Retrier.Attempt<T> attempt) throws Exception {
        RetryPolicy policy = RetryPolicy.of(
                ConnectionSettings.DEFAULT_MAX_RETRIES,
                ConnectionSettings.DEFAULT_RETRY_DELAY,
                ConnectionSettings.DEFAULT_TIMEOUT,
                ConnectionSettings.DEFAULT_BUSY_TIMEOUT);
        return new Retrier(() -> policy, new Cancellation(), events::add, clock)
                .run(kind, "upload 'a'", reaction -> renewals++, attempt);
    }

    private static B2Exception answer(int status, String code, Integer retryAfter) {
        return B2Exception.create(code, status, retryAfter, "");
    }

    private Duration waited() {
        return now.minusDays(1);
    }

    @ParameterizedTest
    @EnumSource
    void aStormOfAMinuteFailsNothing(CallKind kind) throws Exception {
        for (int status : new int[] {503, 429, 408}) {
            now = Duration.ofDays(1);
            String done = run(kind, tries -> {
                if (waited().compareTo(STORM) < 0) {
                    throw answer(status, "busy", null);
                }
                return "done";
            });
            assertEquals("done", done);
            assertTrue(events.stream().allMatch(RetryEvent::isBusyWait), events::toString);
            assertTrue(events.get(0).describe().startsWith("B2 is busy, next try in "), events.get(0)::describe);
        }
    }

    @Test
    void uploadsAreTakenElsewhereForAMinuteWhenConnectionsBreak() throws Exception {
        assertEquals("done", run(CallKind.UPLOAD, tries -> {
            if (waited().compareTo(STORM) < 0) {
                throw new B2ConnectionBrokenException("broken", null, "reset", null);
            }
            return "done";
        }));
    }

    @Test
    void aConnectionThatBreaksElsewhereIsAFailure() {
        assertThrows(
                TransferException.class,
                () -> run(CallKind.DOWNLOAD, tries -> {
                    throw new B2ConnectionBrokenException("broken", null, "reset", null);
                }));
        assertEquals(ConnectionSettings.DEFAULT_MAX_RETRIES, events.size());
        assertTrue(events.get(0).describe().startsWith("retry 1 of 3 in "), events.get(0)::describe);
    }

    @Test
    void busyForEverEndsSoonAfterItsTime() {
        TransferException e = assertThrows(
                TransferException.class,
                () -> run(CallKind.UPLOAD, tries -> {
                    throw answer(503, "service_unavailable", null);
                }));
        assertEquals(Kind.REMOTE, e.kind());
        Duration limit = ConnectionSettings.DEFAULT_BUSY_TIMEOUT;
        assertTrue(waited().compareTo(limit.dividedBy(2)) > 0, () -> "gave up after " + waited());
        assertTrue(waited().compareTo(limit.plusMinutes(1)) < 0, () -> "gave up after " + waited());
        List<RetryEvent> counted =
                events.stream().filter(event -> !event.isBusyWait()).toList();
        assertEquals(ConnectionSettings.DEFAULT_MAX_RETRIES, counted.size(), "failures like others from then on");
    }

    @Test
    void theSuccessOfOthersShowsThatWaitingIsOfUse() throws Exception {
        Duration hour = Duration.ofHours(1);
        assertEquals("done", run(CallKind.UPLOAD, tries -> {
            if (waited().compareTo(hour) < 0) {
                lastSuccess = now.minusSeconds(30);
                throw answer(503, "service_unavailable", null);
            }
            return "done";
        }));
        assertTrue(events.stream().allMatch(RetryEvent::isBusyWait), events::toString);
    }

    /** Nothing was asked of B2 for long before. */
    @Test
    void anOldSuccessShortensNothing() throws Exception {
        lastSuccess = now.minusHours(1);
        assertEquals("done", run(CallKind.CALL, tries -> {
            if (waited().compareTo(STORM) < 0) {
                throw answer(503, "service_unavailable", null);
            }
            return "done";
        }));
    }

    @ParameterizedTest
    @EnumSource
    void whatTookTwentyMinutesMayBeRepeated(CallKind kind) throws Exception {
        assertEquals("done", run(kind, tries -> {
            if (tries.last() == null) {
                now = now.plusMinutes(20);
                throw answer(500, "internal_error", null);
            }
            return "done";
        }));
    }

    @Test
    void comeBackAtOnceIsNotTakenAtItsWord() {
        assertThrows(
                TransferException.class,
                () -> run(CallKind.CALL, tries -> {
                    throw answer(500, "internal_error", 0);
                }));
        assertTrue(waited().compareTo(Duration.ofSeconds(7)) >= 0, () -> "all retries within " + waited());
    }

    @Test
    void waitsAsLongAsB2AsksWhileThereIsTime() throws Exception {
        assertEquals("done", run(CallKind.CALL, tries -> {
            if (waited().compareTo(Duration.ofSeconds(200)) < 0) {
                throw answer(429, "too_many_requests", 100);
            }
            return "done";
        }));
        assertEquals(2, events.size(), events::toString);
    }

    @Test
    void aTokenThatKeepsExpiringIsRenewedAsLongAsABusyServerIsWaitedFor() throws Exception {
        assertEquals("done", run(CallKind.CALL, tries -> {
            if (waited().compareTo(STORM) < 0) {
                throw answer(401, "expired_auth_token", null);
            }
            return "done";
        }));
        assertEquals(Duration.ZERO, events.get(0).delay());
        assertEquals(events.size(), renewals);
    }

    @Test
    void aTokenThatIsNoneIsRenewedTwice() {
        assertThrows(
                TransferException.class,
                () -> run(CallKind.CALL, tries -> {
                    throw answer(401, "bad_auth_token", null);
                }));
        assertEquals(2, renewals);
    }

    @Test
    void aDownloadThatGoesOnStartsTheCountAnew() throws Exception {
        int[] calls = {0};
        assertEquals("done", run(CallKind.DOWNLOAD, tries -> {
            if (calls[0]++ < 50) {
                tries.madeProgress();
                throw answer(500, "internal_error", null);
            }
            return "done";
        }));
        assertFalse(events.stream().anyMatch(event -> event.attempt() > 1), events::toString);
    }
}
