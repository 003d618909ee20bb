package io.jenkins.plugins.b2.transfer.concurrent;

import java.util.concurrent.TimeUnit;

/**
 * Finds out how many connections are of use, by trying: it begins with {@value #START} and doubles them while that brings
 * markedly more, or while it is too early to tell, then tries a quarter more or less now and then, and keeps what pays. More of
 * them pay when they bring a third of what they would if each brought the same; fewer, when they lose less than a third of
 * that. So nothing needs to know what the bottleneck is: where it is the line, a limit of the bandwidth, or processors that
 * hash and encrypt, further connections bring nothing and are given back. They are halved when B2 says that it is busy more
 * often than once in {@value #BUSY_SHARE} answers; now and then it says so on every good day.
 *
 * <p>Knows of time and work what it is told, and asks no clock. Belongs to one thread.
 */
public final class AdaptiveLimit {
    static final int START = 2;

    /** Nanoseconds; long enough for a few answers on a long way. */
    private static final long WINDOW = TimeUnit.SECONDS.toNanos(1);
    /** Nanoseconds between an attempt that did not pay and the next. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(10);
    /** Doubling may go on sooner once each connection has had so many answers. */
    private static final int ENOUGH_ANSWERS = 8;
    /** Bytes; what an answer counts beside the bytes, since the way there and back is what small files take. */
    private static final long WORTH_OF_ANSWER = 256 * 1024;
    /** A change pays by this part of what it would bring if each connection brought the same. */
    private static final double PAYS = 1.0 / 3;

    private static final int STEP = 4;
    private static final int BUSY_SHARE = 20;
    private static final int BUSY_BY_CHANCE = 2;

    /**
     * What an operation has done since it began.
     *
     * @param nanos of a clock that only goes forward
     * @param bytes that traveled
     * @param answers that were no failures
     * @param busy answers by which B2 said that it is, 503 and 429
     * @param working connections that are at work at this moment
     */
    public record Sample(long nanos, long bytes, long answers, long busy, int working) {
        private long workSince(Sample earlier) {
            return bytes - earlier.bytes + (answers - earlier.answers) * WORTH_OF_ANSWER;
        }
    }

    private final int usual;
    private final int most;
    private int limit;
    /** The number to which the present one is compared, and what it brought a nanosecond; 0 before that is known. */
    private int proven;

    private double provenRate;
    private boolean doubling = true;
    private boolean up = true;
    private boolean resting;
    /** Where measuring begins; null until the next sample, so that what a change stirs up is over by then. */
    private Sample begin;

    private Sample lastBusyCheck;

    /**
     * @param usual at least so many are used where nothing travels, so that there is nothing to judge by
     * @param most 1 or more; never is it exceeded
     */
    public AdaptiveLimit(int usual, int most) {
        this.usual = usual;
        this.most = most;
        this.limit = Math.min(START, most);
        this.proven = limit;
    }

    /** How many there may be at this moment. */
    public int current() {
        return limit;
    }

    /**
     * Takes how far the operation is; to be called some times a second.
     *
     * @return how many there may be from now on
     */
    public int update(Sample now) {
        if (begin == null) {
            settle(now);
        } else if (isBusy(now)) {
            retreat();
        } else if (isOver(now)) {
            judge(now);
        }
        return limit;
    }

    /** What more connections have begun goes on to its end; only then can fewer be judged. */
    private void settle(Sample now) {
        if (now.working <= limit) {
            begin = now;
            lastBusyCheck = now;
        }
    }

    private boolean isBusy(Sample now) {
        long busy = now.busy - lastBusyCheck.busy;
        boolean tooOften = busy > BUSY_BY_CHANCE + (now.answers - lastBusyCheck.answers + busy) / BUSY_SHARE;
        if (now.nanos - lastBusyCheck.nanos >= WINDOW) {
            lastBusyCheck = now;
        }
        return tooOften;
    }

    private void retreat() {
        limit = Math.max(1, limit / 2);
        proven = limit;
        doubling = false;
        up = true;
        rest();
    }

    private boolean isOver(Sample now) {
        long nanos = now.nanos - begin.nanos;
        boolean answered = now.answers - begin.answers >= (long) ENOUGH_ANSWERS * limit;
        return nanos >= (resting ? PAUSE : WINDOW) || doubling && nanos > 0 && answered;
    }

    private void judge(Sample now) {
        long work = now.workSince(begin);
        if (work <= 0) {
            // Nothing travels yet, or nothing any more: files are being hashed or looked for.
            if (doubling && limit < usual) {
                proven = limit;
                tryNext(now);
            } else {
                begin = now;
            }
            return;
        }
        double rate = (double) work / (now.nanos - begin.nanos);
        double promised = provenRate * (limit - proven) / proven;
        // Before the first answers, bytes may only have filled buffers on the way; and of few connections, most may
        // just have been waiting, since B2 was busy. To be wrong upwards costs less.
        boolean disturbed = now.answers - begin.answers < limit || now.busy > begin.busy && limit < usual;
        boolean unknown = doubling && disturbed;
        if (limit == proven || unknown || rate - provenRate > promised * PAYS) {
            proven = limit;
            provenRate = rate;
            resting = false;
            tryNext(now);
        } else {
            turnBack();
        }
    }

    private void tryNext(Sample now) {
        int step = doubling ? proven : Math.max(1, proven / STEP);
        limit = Math.max(1, Math.min(most, up ? proven + step : proven - step));
        if (limit == proven) {
            // There is no further to go this way.
            doubling = false;
            up = !up;
            rest();
            begin = now;
        } else {
            begin = null;
        }
    }

    /** After doubling went too far, the right number may be in between; that is tried at once. */
    private void turnBack() {
        limit = proven;
        if (doubling) {
            doubling = false;
            begin = null;
        } else {
            up = !up;
            rest();
        }
    }

    private void rest() {
        resting = true;
        begin = null;
    }
}
