package io.jenkins.plugins.b2.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WatchPaceTest {
    private static final long MINUTE = 60_000;

    private long now = 7;
    private final WatchPace pace = new WatchPace(() -> now);

    /** How often so many pages ask in the second of two minutes. */
    private long asked(int pages) {
        PriorityQueue<Long> due = new PriorityQueue<>(Comparator.naturalOrder());
        LongStream.range(0, pages).forEach(page -> due.add(now + page));
        long begin = now + MINUTE;
        long count = 0;
        while (due.peek() < begin + MINUTE) {
            now = due.remove();
            count += now >= begin ? 1 : 0;
            due.add(now + pace.next());
        }
        return count;
    }

    @Test
    void aFewAskOnceASecond() {
        assertEquals(60, asked(1));
        assertEquals(120, asked(2));
    }

    @Test
    void manyShareThreeQuestionsASecond() {
        assertEquals(MINUTE / WatchPace.APART, asked(50), 1);
    }

    @Test
    void aScriptThatDoesNotWaitKeepsNobodyOutForLong() {
        for (int i = 0; i < 10_000; i++) {
            assertTrue(pace.next() <= WatchPace.LATEST);
        }
        now += WatchPace.LATEST;
        assertEquals(WatchPace.SOONEST, pace.next());
    }
}
