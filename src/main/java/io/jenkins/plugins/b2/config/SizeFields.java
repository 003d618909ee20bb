package io.jenkins.plugins.b2.config;

import hudson.Util;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sizes and rates as the forms take them. */
public final class SizeFields {
    private static final Logger LOGGER = Logger.getLogger(SizeFields.class.getName());

    private SizeFields() {}

    /**
     * Bytes a second; unlimited when empty.
     *
     * @throws IllegalArgumentException saying how to write it
     */
    public static long rate(String text) {
        if (Util.fixEmptyAndTrim(text) == null) {
            return BandwidthLimiter.UNLIMITED;
        }
        long rate = ByteSize.parse(text);
        if (rate == BandwidthLimiter.UNLIMITED) {
            throw new IllegalArgumentException(Messages.SizeFields_noRate(text));
        }
        return rate;
    }

    /** As {@link #rate} for what is stored: unlimited, and told in the log, when it can't be understood. */
    static long storedRate(String text) {
        try {
            return rate(text);
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "A stored bandwidth limit has no effect: {0}", e.getMessage());
            return BandwidthLimiter.UNLIMITED;
        }
    }
}
