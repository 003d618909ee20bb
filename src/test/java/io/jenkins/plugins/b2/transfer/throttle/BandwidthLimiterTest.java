package io.jenkins.plugins.b2.transfer.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One limit for many streams: how long they wait, and what ends a wait. */
@Timeout(60)
class BandwidthLimiterTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1000 * MILLI;

    private final AtomicLong now = new AtomicLong(123 * SECOND);
    private final AtomicReference<Instant> wallTime = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return wallTime.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    };

    private BandwidthLimiter limiter(long rate) {
        return new BandwidthLimiter(rate, now::get, clock);
    }

    @Test
    void isOpenWhileNothingLimitsIt() {
        BandwidthLimiter limiter = limiter(BandwidthLimiter.UNLIMITED);
        assertTrue(limiter.isOpen());
        limiter.setRate(1000);
        assertFalse(limiter.isOpen());
        limiter.setRate(BandwidthLimiter.UNLIMITED);
        assertTrue(limiter.isOpen());
        limiter.setSchedule(new WeeklySchedule(List.of()));
        assertFalse(limiter.isOpen());
        limiter.setSchedule(null);
        assertTrue(limiter.isOpen());
    }

    /** Time passes in steps of ten milliseconds while somebody waits. */
    private void tick() {
        now.addAndGet(10 * MILLI);
    }

    private static WeeklySchedule daily(int from, int to, long rate) {
        return new WeeklySchedule(List.of(new WeeklySchedule.Window(
                EnumSet.allOf(DayOfWeek.class), LocalTime.of(from, 0), LocalTime.of(to, 0), rate)));
    }

    private static void waits(BandwidthLimiter limiter) {
        class Waited extends RuntimeException {}
        assertThrows(
                Waited.class,
                () -> limiter.acquire(1, () -> {
                    throw new Waited();
                }));
    }

    @Test
    void bytesPassExactlyAtTheRate() throws Exception {
        BandwidthLimiter limiter = limiter(1_000_000);
        long start = now.get();
        for (int i = 0; i <= 40; i++) {
            limiter.acquire(10_000, this::tick);
        }
        assertEquals(400 * MILLI, now.get() - start);
    }

    @Test
    void aLargePieceIsAdmittedAtOnceAndPaidForByTheNext() throws Exception {
        BandwidthLimiter limiter = limiter(1_000_000);
        long start = now.get();
        limiter.acquire(100_000, this::tick);
        assertEquals(start, now.get());
        limiter.acquire(1, this::tick);
        assertEquals(100 * MILLI, now.get() - start);
    }

    @Test
    void noLimitNeverWaits() throws Exception {
        BandwidthLimiter limiter = limiter(BandwidthLimiter.UNLIMITED);
        for (int i = 0; i < 1000; i++) {
            limiter.acquire(Long.MAX_VALUE / 2, () -> {
                throw new AssertionError("waited");
            });
        }
    }

    @Test
    void theSlowerOfTwoDecides() throws Exception {
        Throttle both = Throttle.all(List.of(limiter(1_000_000), Throttle.NONE, limiter(500_000)));
        long start = now.get();
        for (int i = 0; i <= 10; i++) {
            both.acquire(10_000, this::tick);
        }
        assertEquals(200 * MILLI, now.get() - start);
    }

    @Test
    void whatDoesNotLimitIsLeftOut() {
        BandwidthLimiter one = limiter(1);
        assertSame(Throttle.NONE, Throttle.all(List.of()));
        assertSame(Throttle.NONE, Throttle.all(List.of(Throttle.NONE, Throttle.NONE)));
        assertSame(one, Throttle.all(List.of(Throttle.NONE, one)));
    }

    @Test
    void theScheduleTakesEffectAndEnds() throws Exception {
        BandwidthLimiter limiter = limiter(1000);
        limiter.setSchedule(daily(18, 6, 5000));
        assertEquals(1000, limiter.rate());
        wallTime.set(Instant.parse("2026-11-20T18:00:00Z"));
        assertEquals(5000, limiter.rate());
        limiter.setRate(2000);
        assertEquals(5000, limiter.rate());
        wallTime.set(Instant.parse("2026-11-21T06:00:00Z"));
        assertEquals(2000, limiter.rate());
        wallTime.set(Instant.parse("2026-11-21T18:00:00Z"));
        limiter.setSchedule(null);
        assertEquals(2000, limiter.rate());
    }

    @Test
    void whoeverWaitsFeelsTheSchedule() throws Exception {
        BandwidthLimiter limiter = limiter(1);
        limiter.setSchedule(daily(18, 6, BandwidthLimiter.UNLIMITED));
        limiter.acquire(1_000_000, () -> {});
        limiter.acquire(1, () -> {
            wallTime.set(Instant.parse("2026-11-20T18:00:00Z"));
            now.addAndGet(SECOND);
        });
        assertTrue(now.get() < 130 * SECOND, "waited as if nothing had changed");
    }

    @Test
    void thePulseCanEndAWaitAndTheLimiterGoesOn() throws Exception {
        BandwidthLimiter limiter = limiter(1);
        limiter.acquire(1_000_000, () -> {});
        waits(limiter);
        limiter.setRate(BandwidthLimiter.UNLIMITED);
        Thread other = new Thread(() -> {
            try {
                limiter.acquire(1, () -> {});
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        other.start();
        other.join(10_000);
        assertFalse(other.isAlive(), "the lock was kept");
    }

    /** A thread that waits for an hour unless something ends it. */
    private final class Waiting extends Thread {
        private final CountDownLatch waits = new CountDownLatch(1);
        private final BandwidthLimiter limiter;
        private volatile Throwable ended;

        Waiting(BandwidthLimiter limiter) throws InterruptedException {
            this.limiter = limiter;
            setDaemon(true);
            start();
            assertTrue(waits.await(10, TimeUnit.SECONDS));
        }

        @Override
        public void run() {
            try {
                limiter.acquire(1_000_000, waits::countDown);
            } catch (Throwable e) {
                ended = e;
            }
        }

        void ends() throws InterruptedException {
            join(10_000);
            assertFalse(isAlive(), "still waiting");
        }
    }

    private static BandwidthLimiter indebted() throws InterruptedException {
        BandwidthLimiter limiter = new BandwidthLimiter(1000);
        limiter.acquire(3_600_000, () -> {});
        return limiter;
    }

    @Test
    void aChangeOfTheRateIsFeltByThoseWhoWait() throws Exception {
        BandwidthLimiter limiter = indebted();
        Waiting one = new Waiting(limiter);
        Waiting two = new Waiting(limiter);
        limiter.setRate(100_000_000_000L);
        one.ends();
        two.ends();
        assertEquals(null, one.ended);
    }

    @Test
    void aPauseHoldsEverythingUntilItEnds() throws Exception {
        BandwidthLimiter limiter = new BandwidthLimiter(BandwidthLimiter.UNLIMITED);
        limiter.setPaused(true);
        assertFalse(limiter.isOpen());
        Waiting one = new Waiting(limiter);
        limiter.setRate(100_000_000_000L);
        limiter.setPaused(true);
        CountDownLatch again = new CountDownLatch(3);
        Thread other = new Thread(() -> {
            try {
                limiter.acquire(1, again::countDown);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.setDaemon(true);
        other.start();
        assertTrue(again.await(10, TimeUnit.SECONDS), "whoever waits says so, again and again");
        assertTrue(one.isAlive() && other.isAlive());
        limiter.setRate(BandwidthLimiter.UNLIMITED);
        limiter.setPaused(false);
        one.ends();
        other.join(10_000);
        assertFalse(other.isAlive());
        assertTrue(limiter.isOpen());
    }

    @Test
    void anInterruptEndsAWaitAndNothingWasAdmitted() throws Exception {
        BandwidthLimiter limiter = indebted();
        Waiting waiting = new Waiting(limiter);
        waiting.interrupt();
        waiting.ends();
        assertTrue(waiting.ended instanceof InterruptedException, () -> "ended by " + waiting.ended);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void aNegativeLimitIsRefused(long rate) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new BandwidthLimiter(rate));
        assertTrue(e.getMessage().contains(rate + " bytes a second; it must be 0 (none) or more"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> limiter(1).setRate(rate));
    }

    /** On a busy machine streams may be late, never early: only too much is a failure, and hardly anything at all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16})
    @Tag("slow")
    void streamsTogetherStayBelowTheLimit(int streams) throws Exception {
        long rate = 20_000_000;
        int slice = 64 * 1024;
        BandwidthLimiter limiter = new BandwidthLimiter(rate);
        AtomicLong bytes = new AtomicLong();
        AtomicLong last = new AtomicLong();
        long start = System.nanoTime();
        long end = start + 4 * SECOND;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            Thread thread = new Thread(() -> {
                try {
                    while (System.nanoTime() < end) {
                        limiter.acquire(slice, () -> {});
                        bytes.addAndGet(slice);
                        last.accumulateAndGet(System.nanoTime(), Math::max);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (last.get() - start) / 1e9;
        double most = rate * (seconds + 0.05) + slice;
        assertTrue(bytes.get() <= most, () -> bytes + " bytes in " + seconds + " s, more than " + most);
        assertTrue(most <= rate * seconds * 1.03, "measured for too short a time");
        assertTrue(bytes.get() >= rate * seconds * 0.25, () -> "only " + bytes + " bytes in " + seconds + " s");
    }
}
