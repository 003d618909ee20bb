package io.jenkins.plugins.b2.transfer.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On lines that are computed: nothing here waits, and time is what the test says. */
class AdaptiveLimitTest {
    private static final int USUAL = 5;
    private static final int MOST = 20;
    private static final long TICK = 200_000_000L;
    private static final long MB = 1_000_000;
    private static final long UNLIMITED = 1_000_000_000_000L;

    /** A line with an operation that never ends. */
    private static final class Line {
        private final AdaptiveLimit limit;
        private final List<Integer> course = new ArrayList<>();
        private double seconds;
        private double bytes;
        private double answers;
        private double busy;
        private int working;
        private int endingAtOnce = MOST;
        /** Seconds for each request beside its bytes. */
        private double roundTrip;
        /** Bytes a second. */
        private long perConnection = UNLIMITED;

        private long together = UNLIMITED;
        /** Bytes of each request. */
        private long size;
        /** Of the answers. */
        private double busyShare;

        Line(int most, long roundTripMillis, long size) {
            this.limit = new AdaptiveLimit(USUAL, most);
            this.roundTrip = roundTripMillis / 1000.0;
            this.size = size;
        }

        Line perConnection(long rate) {
            perConnection = rate;
            return this;
        }

        Line together(long rate) {
            together = rate;
            return this;
        }

        Line endingOneByOne() {
            endingAtOnce = 1;
            return this;
        }

        Line busy(double share) {
            busyShare = share;
            return this;
        }

        /** What goes through with so many connections, requests a second. */
        private double requests(int connections) {
            double each = 1 / (roundTrip + (double) size / perConnection);
            return Math.min(connections * each, (double) together / Math.max(1, size));
        }

        int pass(double more) {
            for (double end = seconds + more; seconds < end; seconds += TICK / 1e9) {
                limit.update(new AdaptiveLimit.Sample(
                        (long) (seconds * 1e9), (long) bytes, (long) answers, (long) busy, working));
                // Those above the limit end one by one.
                working = Math.max(limit.current(), working - endingAtOnce);
                double requests = requests(working) * TICK / 1e9;
                bytes += requests * (1 - busyShare) * size;
                answers += requests * (1 - busyShare);
                busy += requests * busyShare;
                course.add(limit.current());
            }
            return limit.current();
        }

        int greatest() {
            return course.stream().mapToInt(Integer::intValue).max().orElseThrow();
        }

        /** Of what all the connections would bring. */
        double share() {
            return bytes / (requests(MOST) * size * seconds);
        }
    }

    /** Connections one by one: now and then B2 says to one that it is busy, and it waits a second. */
    private static final class LineByChance {
        private static final double TICK = 0.002;
        private static final double TOLD_EVERY = 0.2;
        private static final double REQUEST = 0.036;
        private static final double BUSY_SHARE = 0.01;

        private final AdaptiveLimit limit = new AdaptiveLimit(USUAL, MOST);
        private final Random random;
        /** When what each is at is over; nothing where it has no work. */
        private final double[] until = new double[MOST];

        private final boolean[] waits = new boolean[MOST];
        private double seconds;
        private long answers;
        private long busy;

        LineByChance(long seed) {
            random = new Random(seed);
            Arrays.fill(until, Double.NaN);
        }

        int pass(double more) {
            double told = seconds;
            for (double end = seconds + more; seconds < end; seconds += TICK) {
                if (seconds >= told) {
                    limit.update(new AdaptiveLimit.Sample(
                            (long) (seconds * 1e9), answers * 16 * 1024, answers, busy, working()));
                    told += TOLD_EVERY;
                }
                for (int i = 0; i < MOST; i++) {
                    goOn(i);
                }
                for (int i = 0; i < MOST && working() < limit.current(); i++) {
                    if (Double.isNaN(until[i])) {
                        until[i] = seconds + REQUEST;
                    }
                }
            }
            return limit.current();
        }

        private void goOn(int connection) {
            if (Double.isNaN(until[connection]) || seconds < until[connection]) {
                return;
            }
            if (waits[connection]) {
                waits[connection] = false;
                until[connection] = seconds + REQUEST;
            } else if (random.nextDouble() < BUSY_SHARE) {
                busy++;
                waits[connection] = true;
                until[connection] = seconds + 1;
            } else {
                answers++;
                until[connection] = Double.NaN;
            }
        }

        private int working() {
            return (int) Arrays.stream(until).filter(end -> !Double.isNaN(end)).count();
        }
    }

    /** Most of two, or of four, may be waiting in the very second in which it looks. More than that may be B2 that is busy. */
    @Test
    void fewConnectionsThatWaitAreNoReasonToStayFew() {
        long few = LongStream.range(0, 100)
                .filter(seed -> new LineByChance(seed).pass(10) < USUAL)
                .count();
        assertTrue(few <= 1, few + " of 100 stay below " + USUAL);
    }

    @Test
    void itBeginsLow() {
        assertEquals(2, new AdaptiveLimit(USUAL, MOST).current());
        assertEquals(1, new AdaptiveLimit(USUAL, 1).current());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20, 200})
    void smallFilesGetAllOfThemOnAnyWay(int roundTripMillis) {
        Line line = new Line(MOST, roundTripMillis, 16 * 1024);
        assertEquals(MOST, line.pass(7));
        line.pass(600);
        assertEquals(MOST, line.greatest());
        assertTrue(line.share() > 0.9, "it gives too much away by trying: " + line.share());
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "20, 1", "200, 1", "2, 10", "20, 10", "200, 10"})
    void partsGetAllOfThemWhereEachConnectionIsSlow(int roundTripMillis, long megabytes) {
        Line line = new Line(MOST, roundTripMillis, 16 * MB).perConnection(megabytes * MB);
        assertEquals(MOST, line.pass(7));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 8, 13})
    void itStopsWhereTheLineIsFull(long full) {
        Line line = new Line(MOST, 20, 16 * MB).perConnection(MB).together(full * MB);
        line.pass(600);
        double mean = line.course.stream()
                .skip(200)
                .mapToInt(Integer::intValue)
                .average()
                .orElseThrow();
        assertTrue(mean >= full * 0.8 && mean <= full * 1.5 + 1, "on average " + mean);
        assertTrue(line.bytes / line.seconds > 0.9 * full * MB, "only " + line.bytes / line.seconds);
    }

    /** Else fewer would seem to do as well, and fewer still. */
    @Test
    void fewerAreJudgedOnceFewerAreAtWork() {
        Line line = new Line(MOST, 20, 16 * MB).perConnection(MB).endingOneByOne();
        line.pass(600);
        assertTrue(line.course.stream().skip(60).allMatch(limit -> limit >= MOST * 3 / 4), line.course.toString());
    }

    /** As where one core hashes: further connections bring nothing from the start. */
    @Test
    void itStaysLowWhereConnectionsAreNotWhatIsMissing() {
        Line line = new Line(MOST, 0, 16 * MB).perConnection(100 * MB).together(100 * MB);
        line.pass(600);
        assertTrue(line.greatest() <= 4, "went up to " + line.greatest());
        assertTrue(line.limit.current() <= 2, "is at " + line.limit.current());
    }

    @Test
    void itFollowsALineThatBecomesWiderAndNarrower() {
        Line line = new Line(MOST, 20, 16 * MB).perConnection(MB).together(3 * MB);
        int before = line.pass(60);
        assertTrue(before <= 5, "is at " + before);
        line.together(UNLIMITED);
        assertEquals(MOST, line.pass(120));
        line.together(3 * MB);
        int after = line.pass(600);
        assertTrue(after <= 6, "is at " + after);
    }

    @Test
    void itIsHalvedWhereB2IsBusyAndComesBack() {
        Line line = new Line(MOST, 20, 16 * 1024);
        assertEquals(MOST, line.pass(10));
        line.busy(0.2);
        line.pass(0.4);
        assertEquals(MOST / 2, line.limit.current());
        assertEquals(1, line.pass(10));
        line.busy(0);
        assertEquals(MOST, line.pass(60));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20, 200})
    void oneAnswerInAHundredIsNoReason(int roundTripMillis) {
        Line line = new Line(MOST, roundTripMillis, 16 * 1024).busy(0.01);
        assertEquals(MOST, line.pass(7));
        line.pass(600);
        assertTrue(line.course.stream().skip(40).allMatch(limit -> limit >= MOST * 3 / 4), line.course.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void itStaysWithinItsBounds(int most) {
        Line line = new Line(most, 200, 16 * 1024);
        line.pass(60);
        assertEquals(most, line.greatest());
        line.busy(0.5).pass(60);
        assertTrue(line.course.stream().allMatch(limit -> limit >= 1 && limit <= most), line.course.toString());
    }

    /** While files are hashed or looked for, nothing can be learned; there are then no fewer than where nobody asks for any. */
    @Test
    void aTimeWithoutWorkSaysNothing() {
        Line line = new Line(MOST, 20, 16 * MB).perConnection(0);
        line.together(0);
        assertEquals(8, line.pass(30));
        line.perConnection(MB).together(UNLIMITED);
        assertEquals(MOST, line.pass(7));
    }
}
