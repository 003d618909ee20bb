package io.jenkins.plugins.b2.agent;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import jenkins.agents.ControllerToAgentCallable;

/** Writes the memory of an agent to a file. Not nested: the test that it would bring along holds the secrets. */
record DumpHeap(String file) implements ControllerToAgentCallable<Void, IOException> {
    @Override
    public Void call() throws IOException {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file, false);
        return null;
    }
}
