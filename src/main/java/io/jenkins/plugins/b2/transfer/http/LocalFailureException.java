package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;

/** A stream on this side failed in the middle of a request. Unchecked, so that no layer takes it for a network fault. */
public final class LocalFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalFailureException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    @Override
    public synchronized IOException getCause() {
        return (IOException) super.getCause();
    }
}
