package io.jenkins.plugins.b2.transfer.throttle;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One limit for everything that asks it, whatever the direction and however many streams there are. Thread-safe. A
 * change of the rate is felt by those who already wait.
 */
public final class BandwidthLimiter implements Throttle {
    /** The rate that lets everything pass. */
    public static final long UNLIMITED = 0;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SCHEDULE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final RateBucket bucket;
    private WeeklySchedule schedule;
    private long usualRate;
    private long nextLookAtSchedule;
    private boolean paused;
    private volatile boolean open;

    /**
     * @param bytesPerSecond the limit, or {@link #UNLIMITED}
     */
    public BandwidthLimiter(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, Clock.systemDefaultZone());
    }

    BandwidthLimiter(long bytesPerSecond, LongSupplier nanoTime, Clock clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.usualRate = checked(bytesPerSecond);
        this.bucket = new RateBucket(nanoTime.getAsLong(), bytesPerSecond);
        this.open = bytesPerSecond == UNLIMITED;
    }

    /** Changes the limit at once; where a schedule is set, the limit outside of its windows. */
    public void setRate(long bytesPerSecond) {
        lock.lock();
        try {
            usualRate = checked(bytesPerSecond);
            applyRate();
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing pass until it is set back. Who already waits goes on waiting, who sends stops with the next piece. */
    public void setPaused(boolean paused) {
        lock.lock();
        try {
            if (paused != this.paused) {
                this.paused = paused;
                applyRate();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets the limit follow the time of day; null goes back to one limit for all times. */
    public void setSchedule(WeeklySchedule windows) {
        lock.lock();
        try {
            schedule = windows;
            applyRate();
        } finally {
            lock.unlock();
        }
    }

    /** The limit in force now, bytes a second. */
    public long rate() {
        lock.lock();
        try {
            applyRate();
            return bucket.rate();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void acquire(long bytes, Runnable pulse) throws InterruptedException {
        if (open) {
            return;
        }
        lock.lockInterruptibly();
        try {
            long wait = waitNanos();
            while (wait > 0) {
                pulse.run();
                // Whether woken by the clock or by a change, the wait is computed anew.
                changed.await(Math.min(wait, SLICE_NANOS), TimeUnit.NANOSECONDS);
                wait = waitNanos();
            }
            bucket.take(nanoTime.getAsLong(), bytes);
        } finally {
            lock.unlock();
        }
    }

    /** A schedule may end that at any time. */
    @Override
    public boolean isOpen() {
        return open;
    }

    private long waitNanos() {
        long now = nanoTime.getAsLong();
        if (schedule != null && now - nextLookAtSchedule >= 0) {
            applyRate();
        }
        return paused ? SLICE_NANOS : bucket.nanosUntilFree(now);
    }

    private void applyRate() {
        long now = nanoTime.getAsLong();
        nextLookAtSchedule = now + SCHEDULE_NANOS;
        long rate = schedule == null ? usualRate : schedule.rateAt(ZonedDateTime.now(clock), usualRate);
        if (rate != bucket.rate()) {
            bucket.setRate(now, rate);
            changed.signalAll();
        }
        open = schedule == null && rate == UNLIMITED && !paused;
    }

    static long checked(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "The bandwidth limit is " + bytesPerSecond + " bytes a second; it must be 0 (none) or more");
        }
        return bytesPerSecond;
    }
}
