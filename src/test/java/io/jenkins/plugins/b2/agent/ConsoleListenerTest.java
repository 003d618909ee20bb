package io.jenkins.plugins.b2.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(List.of("[b2] b2Upload is at work", "[b2] b2Upload is at work"), lines());
    }

    @Test
    void inALargeTransferOfWhichNoTenthIsDone() {
        pass(120, new Progress(0, 1, 7_000_000_000L, TB, 50e6, 0, Duration.ofSeconds(140)));
        assertEquals(2, lines().size(), lines()::toString);
        assertEquals(true, lines().get(0).startsWith("[b2]   0%  6.5 GiB of 931.3 GiB"), lines()::toString);
    }

    @Test
    void whereNoBytesMove() {
        pass(60, new Progress(4321, -1, 0, -1, 0, 0, Duration.ofSeconds(60)));
        assertEquals(true, lines().get(0).contains("4321 files"), lines()::toString);
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
