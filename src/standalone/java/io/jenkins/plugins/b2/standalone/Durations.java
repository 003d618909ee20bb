package io.jenkins.plugins.b2.standalone;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Seconds as people write them. */
final class Durations {
    private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private Durations() {}

    /** @throws IllegalArgumentException when no timer could ever count so far */
    static Duration ofSeconds(BigDecimal seconds) {
        if (seconds.signum() < 0 || seconds.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "is " + seconds + " seconds; it must be 0 or more, and not beyond measure");
        }
        return Duration.ofMillis(
                seconds.multiply(MILLIS).setScale(0, RoundingMode.CEILING).longValueExact());
    }
}
