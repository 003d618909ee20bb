package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;

/**
 * How often a session has made a call of B2's API. Immutable.
 *
 * @param succeeded requests that B2 answered with success
 * @param failed requests that failed, repeated or not
 */
public record CallCount(ApiCall call, long succeeded, long failed) implements Serializable {}
