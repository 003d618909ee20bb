package io.jenkins.plugins.b2.transfer.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Rates and shares that people watch. */
class RateMeterTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong(77 * SECOND);
    private final RateMeter meter = new RateMeter(now::get);

    private double after(double seconds, long bytes) {
        now.addAndGet((long) (seconds * SECOND));
        meter.add(bytes);
        return meter.bytesPerSecond();
    }

    @Test
    void aSteadyStreamHasASteadyRate() {
        assertEquals(0, meter.bytesPerSecond());
        for (int i = 0; i < 100; i++) {
            assertEquals(1000, after(0.2, 200), 1);
        }
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        after(1, 1_000_000);
        for (int i = 0; i < 110; i++) {
            after(0.2, 0);
        }
        assertEquals(0, meter.bytesPerSecond());
        assertEquals(1_000_000, meter.total());
    }

    @Test
    void whatIsTakenBackHasTraveled() {
        after(1, 1000);
        assertEquals(500, after(1, -1000), 1);
        assertEquals(0, meter.total());
    }

    @Test
    void whatIsThereAlreadyHasNot() {
        meter.addHeld(1_000_000);
        assertEquals(1000, after(1, 1000), 1);
        assertEquals(1_001_000, meter.total());
    }

    /** Small files are read into buffers at once, and retried now and then, on a line that is as fast as ever. */
    @Test
    void burstsMakeNoJumps() {
        for (int second = 0; second < 20; second += 2) {
            after(2, 4_000_000);
        }
        for (int second = 0; second < 60; second++) {
            double rate = after(1, second % 2 == 0 ? 4_000_000 : 0);
            assertTrue(rate >= 1_800_000 && rate <= 2_300_000, () -> "is " + rate);
        }
    }

    @Property
    void aShareIsBetweenNothingAndAll(
            @ForAll @LongRange(min = -1000, max = 20_000_000_000_000L) long bytes,
            @ForAll @LongRange(min = 0, max = 10_000_000_000_000L) long total) {
        int percent = new Progress(0, 1, bytes, total, 0, 0, Duration.ZERO, 5).percent();
        assertTrue(percent >= 0 && percent <= 100, () -> "is " + percent);
    }

    @Test
    void whatIsNotKnownIsNotGuessed() {
        assertEquals(-1, new Progress(0, -1, 5, -1, 10, 0, Duration.ZERO, 5).percent());
        assertNull(new Progress(0, -1, 5, -1, 10, 0, Duration.ZERO, 5).remaining());
        assertNull(new Progress(0, 1, 5, 10, 0, 0, Duration.ZERO, 5).remaining());
        assertEquals(Duration.ofSeconds(5), new Progress(0, 1, 50, 100, 10, 0, Duration.ZERO, 5).remaining());
        assertEquals(Duration.ZERO, new Progress(0, 1, 110, 100, 10, 0, Duration.ZERO, 5).remaining());
    }
}
