package io.jenkins.plugins.b2.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Rate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RateTest {
    private static final long SECOND = 1_000_000_000L;

    /** Whoever waits as told sends at the rate, however the bytes are cut. */
    @Property
    void theBytesTakeTheirTime(
            @ForAll @Size(min = 1, max = 50) List<@IntRange(min = 1, max = 100_000) Integer> pieces) {
        Rate rate = new Rate(1_000_000);
        long now = 5 * SECOND;
        long bytes = 0;
        for (int piece : pieces) {
            now += rate.book(now, piece);
            bytes += piece;
        }
        assertEquals(bytes * 1000.0, now - 5 * SECOND, 1000);
    }

    /** A pause saves up no more than a fiftieth of a second. */
    @Property
    void pausesAreNotHoarded(@ForAll @IntRange(min = 1, max = 1000) int idleSeconds) {
        Rate rate = new Rate(1_000_000);
        rate.book(0, 1);
        long wait = rate.book(idleSeconds * SECOND, 1_000_000);
        assertTrue(wait >= SECOND * 49 / 50, "waits " + wait + " ns");
    }

    @Property(tries = 1)
    void noLimitIsNoWait() {
        assertEquals(0, new Rate(0).book(0, Long.MAX_VALUE));
    }
}
