package io.jenkins.plugins.b2.agent;

import hudson.AbortException;
import hudson.remoting.Channel;
import hudson.remoting.RequestAbortedException;
import java.io.EOFException;

/** The node that an operation ran on is gone. Told in a sentence; its cause tells Pipelines to try elsewhere. */
public final class NodeLostException extends AbortException {
    private static final long serialVersionUID = 1L;

    NodeLostException() {
        this(Messages.NodeLostException_message());
    }

    /**
     * The cause says no more than that a connection was closed. What else there is, or another kind of cause that a Pipeline
     * can't keep, would be printed as stack traces.
     */
    public NodeLostException(String message) {
        super(message);
        initCause(new EOFException("the connection was closed"));
    }

    static boolean isReason(Throwable e) {
        return e instanceof RequestAbortedException || Channel.isClosedChannelException(e);
    }
}
