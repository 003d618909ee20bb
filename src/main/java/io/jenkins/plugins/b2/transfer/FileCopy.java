package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;

/**
 * A copy that B2 is to make of a file version. Immutable.
 *
 * @param fileId the version to copy, in any bucket of the account that the key reaches
 * @param size bytes of it as stored
 * @param name of the copy, in the session's bucket
 */
public record FileCopy(String fileId, long size, String name) implements Serializable {}
