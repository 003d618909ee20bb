package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.TransferException;

/** What the command answers to its caller. Part of its interface: scripts depend on these numbers. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int PERMISSION = 4;
    static final int INTEGRITY = 5;
    static final int INTERRUPTED = 130;

    private ExitCodes() {}

    static int of(TransferException.Kind kind) {
        return switch (kind) {
            case USAGE -> USAGE;
            case NOT_FOUND, EMPTY_MATCH -> NOT_FOUND;
            case PERMISSION -> PERMISSION;
            case INTEGRITY -> INTEGRITY;
            case LOCAL, REMOTE, PARTIAL, INTERNAL -> FAILED;
        };
    }
}
