package io.jenkins.plugins.b2.transfer.protocol;

import io.jenkins.plugins.b2.transfer.RetryEvent;

/** Hears of repeated calls. Must be thread-safe. */
@FunctionalInterface
public interface RetryObserver {
    void retrying(RetryEvent event);
}
