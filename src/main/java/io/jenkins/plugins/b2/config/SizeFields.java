package io.jenkins.plugins.b2.config;

import hudson.Util;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;

/** Sizes and rates as the forms take them. */
final class SizeFields {
    /** As people write it. */
    static final String DEFAULT_PART_SIZE = "100 MiB";

    private SizeFields() {}

    /** Bytes a second; unlimited when empty. */
    static long rate(String text) {
        return Util.fixEmptyAndTrim(text) == null ? BandwidthLimiter.UNLIMITED : ByteSize.parse(text);
    }

    /** Bytes; the default when empty. */
    static long partSize(String text) {
        return ByteSize.parse(Util.fixEmptyAndTrim(text) == null ? DEFAULT_PART_SIZE : text);
    }
}
