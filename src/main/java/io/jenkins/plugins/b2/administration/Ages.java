package io.jenkins.plugins.b2.administration;

import com.thoughtworks.xstream.converters.basic.AbstractSingleValueConverter;
import java.util.Arrays;

/**
 * How much there is of each age: by the day up to 100 days, by ten days up to 400, and by a hundred up to 4,000. At most 167
 * pairs of numbers, kept as one line of text. Not thread-safe.
 */
final class Ages {
    private static final int DAYS = 100;
    private static final int TENS = 400;
    private static final int HUNDREDS = 4000;
    private static final int FIRST_TEN = DAYS;
    private static final int FIRST_HUNDRED = FIRST_TEN + (TENS - DAYS) / 10;
    private static final int LAST = FIRST_HUNDRED + (HUNDREDS - TENS) / 100;

    private long[] counts = {};
    private long[] bytes = {};

    private static int slot(long days) {
        if (days < DAYS) {
            return (int) Math.max(0, days);
        }
        if (days < TENS) {
            return (int) (FIRST_TEN + (days - DAYS) / 10);
        }
        return days < HUNDREDS ? (int) (FIRST_HUNDRED + (days - TENS) / 100) : LAST;
    }

    void add(long days, long size) {
        put(slot(days), 1, size);
    }

    void add(Ages other) {
        for (int slot = 0; slot < other.counts.length; slot++) {
            put(slot, other.counts[slot], other.bytes[slot]);
        }
    }

    /** Takes away what was added. */
    void subtract(Ages part) {
        for (int slot = 0; slot < part.counts.length; slot++) {
            put(slot, -part.counts[slot], -part.bytes[slot]);
        }
    }

    private void put(int slot, long count, long size) {
        if (slot >= counts.length) {
            counts = Arrays.copyOf(counts, slot + 1);
            bytes = Arrays.copyOf(bytes, slot + 1);
        }
        counts[slot] += count;
        bytes[slot] += size;
    }

    /** All of it. */
    Share all() {
        return atLeast(0);
    }

    /** What is so many days old or older; of ages that are not kept by the day, some that are a little younger, too. */
    Share atLeast(long days) {
        Share share = Share.NONE;
        for (int slot = slot(days); slot < counts.length; slot++) {
            share = share.plus(new Share(counts[slot], bytes[slot]));
        }
        return share;
    }

    /** Found by XStream, by its name. */
    public static final class ConverterImpl extends AbstractSingleValueConverter {
        @Override
        @SuppressWarnings("rawtypes")
        public boolean canConvert(Class type) {
            return type == Ages.class;
        }

        @Override
        public String toString(Object value) {
            Ages ages = (Ages) value;
            StringBuilder text = new StringBuilder();
            for (int slot = 0; slot < ages.counts.length; slot++) {
                if (ages.counts[slot] > 0) {
                    text.append(slot).append(':').append(ages.counts[slot]);
                    text.append(':').append(ages.bytes[slot]).append(' ');
                }
            }
            return text.toString().strip();
        }

        @Override
        public Object fromString(String text) {
            Ages ages = new Ages();
            for (String entry : text.isBlank() ? new String[0] : text.strip().split(" ")) {
                String[] numbers = entry.split(":");
                int slot = Math.min(LAST, Integer.parseInt(numbers[0]));
                ages.put(slot, Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
            }
            return ages;
        }
    }
}
