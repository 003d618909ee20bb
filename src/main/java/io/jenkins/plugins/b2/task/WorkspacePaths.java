package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns paths that a Jenkinsfile names into paths on the node, none of which leads out of the workspace. */
final class WorkspacePaths {
    private WorkspacePaths() {}

    /**
     * @param folder to which the path is relative
     * @param workspace the root; null when it is not known, and then the folder is
     */
    static Path resolve(Path folder, String workspace, String path) throws AbortException {
        try {
            Path resolved = folder.resolve(path).normalize();
            Path root = workspace == null ? folder : Path.of(workspace).normalize();
            if (!resolved.startsWith(folder.normalize().startsWith(root) ? root : folder.normalize())) {
                throw new AbortException(Messages.WorkspacePaths_outside(path));
            }
            return resolved;
        } catch (InvalidPathException e) {
            throw new AbortException(Messages.WorkspacePaths_invalid(path, e.getReason()));
        }
    }
}
