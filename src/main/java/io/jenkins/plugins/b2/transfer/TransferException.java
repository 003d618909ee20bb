package io.jenkins.plugins.b2.transfer;

/**
 * Something that a transfer could not do. The message says what failed, on which file, why, and what to do; it never
 * holds a secret.
 */
public class TransferException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, which also tells whose move is next. */
    public enum Kind {
        /** The request makes no sense as it stands. */
        USAGE,
        /** There is no such file, file version or bucket. */
        NOT_FOUND,
        /** Nothing matched the pattern. */
        EMPTY_MATCH,
        /** The key is wrong, expired, or lacks a capability, a bucket or a prefix; or the account is capped. */
        PERMISSION,
        /** Bytes are not what they should be: wrong hash, wrong passphrase, altered or truncated data. */
        INTEGRITY,
        /** The file system here refused. */
        LOCAL,
        /** B2 or the way to it failed, after all retries. */
        REMOTE,
        /** Some files of many failed. */
        PARTIAL,
        /** This program has a fault. */
        INTERNAL
    }

    /** What else fails for the same reason. */
    public enum Scope {
        /** This file; others may go well. */
        FILE,
        /** Everything else that is asked of the account or the bucket: going on with other files is of no use. */
        ACCOUNT
    }

    private final Kind kind;
    private final boolean retryable;
    private final Scope scope;

    public TransferException(Kind kind, String message) {
        this(kind, message, null, kind == Kind.REMOTE);
    }

    public TransferException(Kind kind, String message, Throwable cause) {
        this(kind, message, cause, kind == Kind.REMOTE);
    }

    public TransferException(Kind kind, String message, Throwable cause, boolean retryable) {
        this(kind, message, cause, retryable, Scope.FILE);
    }

    public TransferException(Kind kind, String message, Throwable cause, boolean retryable, Scope scope) {
        super(message, cause);
        this.kind = kind;
        this.retryable = retryable;
        this.scope = scope;
    }

    public Kind kind() {
        return kind;
    }

    public Scope scope() {
        return scope;
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retryable() {
        return retryable;
    }
}
