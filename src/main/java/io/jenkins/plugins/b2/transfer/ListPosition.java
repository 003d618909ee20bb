package io.jenkins.plugins.b2.transfer;

/**
 * Where a walk through all versions goes on. Immutable.
 *
 * @param name of the next file
 * @param fileId of its version; null for its newest
 */
public record ListPosition(String name, String fileId) {}
