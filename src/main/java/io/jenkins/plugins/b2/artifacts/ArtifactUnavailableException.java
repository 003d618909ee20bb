package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;

/** An artifact that can't be had from B2 now. Told in a sentence. */
final class ArtifactUnavailableException extends AbortException {
    private static final long serialVersionUID = 1L;

    /**
     * @param why in a sentence
     */
    ArtifactUnavailableException(StoredEntry entry, String why) {
        super(Messages.ArtifactUnavailableException_message(entry.path(), why));
    }
}
