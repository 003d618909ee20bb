package io.jenkins.plugins.b2.progress;

import io.jenkins.plugins.b2.transfer.TransferException.Kind;

/** Why an operation failed: few enough to count by. */
public enum FailureCause {
    /** As the kinds of the same names. */
    USAGE,
    NOT_FOUND,
    EMPTY_MATCH,
    PERMISSION,
    INTEGRITY,
    LOCAL,
    REMOTE,
    PARTIAL,
    INTERNAL,
    /** The agent on which it ran is gone. */
    AGENT_LOST;

    public static FailureCause of(Kind kind) {
        return switch (kind) {
            case USAGE -> USAGE;
            case NOT_FOUND -> NOT_FOUND;
            case EMPTY_MATCH -> EMPTY_MATCH;
            case PERMISSION -> PERMISSION;
            case INTEGRITY -> INTEGRITY;
            case LOCAL -> LOCAL;
            case REMOTE -> REMOTE;
            case PARTIAL -> PARTIAL;
            case INTERNAL -> INTERNAL;
        };
    }
}
