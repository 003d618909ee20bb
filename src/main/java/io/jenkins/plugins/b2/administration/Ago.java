package io.jenkins.plugins.b2.administration;

import hudson.Util;

/** How long ago something was, as people say it. */
final class Ago {
    private Ago() {}

    /**
     * @param millis since 1970; what lies ahead, by another clock, is taken for now
     */
    static String of(long millis) {
        return Util.getTimeSpanString(Math.max(0, System.currentTimeMillis() - millis));
    }
}
