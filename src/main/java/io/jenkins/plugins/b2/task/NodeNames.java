package io.jenkins.plugins.b2.task;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import jenkins.model.Jenkins;

/** What pages call the nodes that do the work. */
final class NodeNames {
    private NodeNames() {}

    /**
     * @param folder on the node; null for the controller itself
     */
    static String of(@CheckForNull FilePath folder) {
        Computer computer = folder == null ? Jenkins.get().toComputer() : folder.toComputer();
        return computer == null ? Jenkins.get().getDisplayName() : computer.getDisplayName();
    }
}
