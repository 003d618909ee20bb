package io.jenkins.plugins.b2.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Something is said at least once a minute, whatever is at work. */
class ConsoleListenerTest {
    private static final long TB = 1_000_000_000_000L;

    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ConsoleListener console = new ConsoleListener(
            "b2Upload", new PrintStream(said, true, StandardCharsets.UTF_8), new PendingReport(), nanos::get);

    private List<String> lines() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void pass(int seconds, Progress progress) {
        for (int i = 0; i < seconds; i++) {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
            if (progress != null) {
                console.progress(progress);
            }
            console.showLife();
        }
    }

    @Test
    void whereNothingIsKnownYet() {
        pass(49, null);
        assertEquals(List.of(), lines());
        pass(60, null);
        assertEquals(List.of("[b2] b2Upload in progress", "[b2] b2Upload in progress"), lines());
    }

    @Test
    void inALargeTransferOfWhichNoTenthIsDone() {
        pass(120, new Progress(0, 1, 7_000_000_000L, TB, 50e6, 0, Duration.ofSeconds(140), 5));
        assertEquals(2, lines().size(), lines()::toString);
        assertEquals(true, lines().get(0).startsWith("[b2]   0%  6.5 GiB of 931.3 GiB"), lines()::toString);
    }

    @Test
    void whereNoBytesMove() {
        pass(60, new Progress(4321, -1, 0, -1, 0, 0, Duration.ofSeconds(60), 5));
        assertEquals(true, lines().get(0).contains("4321 files"), lines()::toString);
    }

    @Test
    void timeLeftIsToldInHoursAndMinutes() {
        pass(60, new Progress(0, 1, 0, TB, 50e6, 0, Duration.ofSeconds(60), 5));
        assertEquals("[b2]   0%  0 B of 931.3 GiB  50.0 MB/s  5 h 33 min left", lines().get(0));
    }

    @Test
    void aPauseIsNoSilence() {
        console.tellPause(false);
        console.tellPause(true);
        pass(60, new Progress(0, 1, 0, TB, 0, 0, null, 5));
        console.tellPause(true);
        console.tellPause(false);
        assertEquals(
                List.of(
                        "[b2] paused by an administrator",
                        "[b2]   0%  0 B of 931.3 GiB  0 B/s  paused by an administrator",
                        "[b2] no longer paused"),
                lines());
    }

    /** Names and answers of others could look like the end of a build, or clear a terminal. */
    @Test
    void whatOthersWroteStaysOneLine() {
        console.warning("a\n[b2] Finished: SUCCESS\u001b[2J \u202e");
        assertEquals(List.of("[b2] WARNING  a\\u000a[b2] Finished: SUCCESS\\u001b[2J \\u202e"), lines());
    }

    /** Not when it begins, which can't be told from its end in a log. */
    @Test
    void oneLineAFileWhenItsOutcomeIsKnown() {
        console.fileStarted("a", 1);
        console.fileStarted("b", 1);
        console.fileStarted("c", 1);
        assertEquals(List.of(), lines());
        console.fileDone(uploaded("b", true));
        console.fileFailed(new FilesFailedException.Failure("c", TransferException.Kind.LOCAL, "Could not read 'c'"));
        console.fileDone(uploaded("a", false));
        assertEquals(
                List.of(
                        "[b2] unchanged  b  4.3 MiB",
                        "[b2] FAILED     Could not read 'c'",
                        "[b2] uploaded   a  4.3 MiB in 1.2 s, AES256_GCM, 1.0 MiB resumed, 1 retry"),
                lines());
    }

    @Test
    void aGreatManyFilesDoNotFillTheLog() {
        for (int i = 0; i < 1000; i++) {
            console.fileDone(uploaded("file " + i, false));
            console.fileFailed(new FilesFailedException.Failure("x", TransferException.Kind.LOCAL, "no " + i));
        }
        assertEquals(202, lines().size());
    }

    /** Where B2 is down, all threads say so. */
    @Test
    void oneLineAnOutage() {
        for (String name : List.of("one.tgz", "two.tgz", "three.tgz")) {
            console.retrying(new RetryEvent("upload " + name, "connection refused", "", 1, 3, Duration.ofMillis(1500)));
        }
        for (String name : List.of("one.tgz", "two.tgz", "three.tgz")) {
            console.fileFailed(
                    new FilesFailedException.Failure(name, TransferException.Kind.REMOTE, "Could not reach B2"));
        }
        assertEquals(
                List.of(
                        "[b2] retry 1 of 3 in 1.5 s: upload one.tgz: connection refused",
                        "[b2] FAILED     one.tgz: Could not reach B2"),
                lines());
    }

    private static FileResult uploaded(String name, boolean skipped) {
        return new FileResult.Uploaded(
                name,
                "id",
                "path",
                4_500_000,
                4_500_100,
                null,
                "text/plain",
                0,
                EncryptionFormat.AES256_GCM,
                skipped,
                1 << 20,
                1,
                Duration.ofMillis(1234),
                "url");
    }

    @Test
    void notBesideOtherLines() {
        for (int i = 0; i < 5; i++) {
            pass(49, null);
            console.say("something");
        }
        assertEquals(5, lines().size(), lines()::toString);
    }
}
