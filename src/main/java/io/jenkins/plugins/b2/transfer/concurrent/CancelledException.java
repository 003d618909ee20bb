package io.jenkins.plugins.b2.transfer.concurrent;

/** Thrown on a worker thread whose work was cancelled. Unchecked, so that it passes through streams and the SDK. */
public final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("cancelled");
    }
}
