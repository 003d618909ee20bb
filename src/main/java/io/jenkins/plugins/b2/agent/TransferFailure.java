package io.jenkins.plugins.b2.agent;

import hudson.AbortException;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.TransferException;

/** A transfer that failed, told in one message and without a stack trace. */
public final class TransferFailure extends AbortException {
    private static final long serialVersionUID = 1L;

    private final TransferException.Kind kind;
    private final boolean retryable;

    TransferFailure(TransferException e) {
        super(PrintableText.ofLines(e.getMessage()));
        kind = e.kind();
        retryable = e.retryable();
    }

    public TransferException.Kind kind() {
        return kind;
    }

    public boolean retryable() {
        return retryable;
    }
}
