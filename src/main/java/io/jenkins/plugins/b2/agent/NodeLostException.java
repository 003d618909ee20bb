package io.jenkins.plugins.b2.agent;

import hudson.AbortException;
import hudson.remoting.Channel;
import hudson.remoting.RequestAbortedException;

/** The node that an operation ran on is gone. Told in a sentence; its cause tells Pipelines to try elsewhere. */
public final class NodeLostException extends AbortException {
    private static final long serialVersionUID = 1L;

    NodeLostException(Throwable cause) {
        super(Messages.NodeLostException_message());
        initCause(cause);
    }

    static boolean isReason(Throwable e) {
        return e instanceof RequestAbortedException || Channel.isClosedChannelException(e);
    }
}
