package io.jenkins.plugins.b2.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import jenkins.agents.ControllerToAgentFileCallable;

/** Ends an operation on the node where it runs; its own call then comes back when all of it has ended. */
record EndOperation(String id) implements ControllerToAgentFileCallable<Void> {
    @Override
    public Void invoke(File folder, VirtualChannel channel) {
        OperationThread.interrupt(id);
        return null;
    }
}
