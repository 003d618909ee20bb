package io.jenkins.plugins.b2.administration;

import hudson.Util;

/** How long ago something was, as people say it. */
final class Ago {
    private static final long SECOND = 1000;

    private Ago() {}

    /**
     * @param millis since 1970; what is of this second, or lies ahead by another clock, is taken for a second ago
     */
    static String of(long millis) {
        return Util.getTimeSpanString(Math.max(SECOND, System.currentTimeMillis() - millis));
    }
}
