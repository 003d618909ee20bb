package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What holds for many files and threads at once is told once. */
class OneLineAnOutageTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final RetryLines lines = new RetryLines(nanos::get);

    private boolean told(String what, String cause, int attempt) {
        return lines.isNews(new RetryEvent(what, cause, "", attempt, 3, Duration.ofSeconds(2)));
    }

    @Test
    void threadsThatFailForOneReasonAreToldOnceForEachTry() {
        assertTrue(told("upload a", "connection refused", 1));
        assertFalse(told("upload b", "connection refused", 1));
        assertFalse(told("upload c", "connection refused", 1));
        assertTrue(told("upload d", "503 service_unavailable", 1), "another reason");
        assertTrue(told("upload a", "connection refused", 2), "the next try");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertTrue(told("upload e", "connection refused", 1), "the next outage");
    }

    @Test
    void manyReasonsTakeNoMemory() {
        for (int i = 0; i < 100_000; i++) {
            assertTrue(told("upload a", "cause " + i, 1));
        }
        assertTrue(told("upload a", "cause 0", 1));
    }

    @Test
    void oneReasonOfSeveralFilesIsOneLine() {
        List<Failure> failures = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            failures.add(new Failure(name, Kind.REMOTE, "Could not reach B2"));
        }
        failures.add(new Failure("d", Kind.LOCAL, "Could not read 'd'"));
        TransferSummary summary = new TransferSummary(1, 0, 4, 10, 0, 0, Duration.ZERO, false);
        assertEquals(
                "4 of 5 files failed to upload:\n  Could not reach B2 (3 files)\n  Could not read 'd'",
                new FilesFailedException("upload", summary, failures, 0, false).getMessage());
    }
}
