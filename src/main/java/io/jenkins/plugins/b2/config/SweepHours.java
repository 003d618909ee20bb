package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Hours without a part after which an unfinished large file counts as left over. */
public final class SweepHours {
    private static final int MAX = 87_600;

    private SweepHours() {}

    /**
     * @param hours null for never
     * @throws IllegalArgumentException unless 1 to 87,600, which is ten years
     */
    public static void check(@CheckForNull Integer hours) {
        if (hours != null && !isInRange(hours)) {
            throw new IllegalArgumentException(Messages.SweepHours_outOfRange(hours, MAX));
        }
    }

    /** Whether it is 1 to 87,600. */
    public static boolean isInRange(int hours) {
        return hours >= 1 && hours <= MAX;
    }
}
