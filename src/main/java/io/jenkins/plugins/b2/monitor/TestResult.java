package io.jenkins.plugins.b2.monitor;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * What the last test of a profile has shown. Immutable.
 *
 * @param millis when, milliseconds since 1970
 * @param error why it failed and what to do; null when it did not
 * @param key what the key may do; null when the test did not get that far
 */
public record TestResult(
        long millis,
        @CheckForNull String error,
        @CheckForNull KeyRights key) {}
