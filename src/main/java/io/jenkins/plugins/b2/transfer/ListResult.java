package io.jenkins.plugins.b2.transfer;

/**
 * What a listing came to.
 *
 * @param files rows that were given out
 * @param truncated whether there were more than the limit; with patterns, whether there may have been: what comes
 *     behind the page with the last row is not read
 */
public record ListResult(long files, boolean truncated) {}
