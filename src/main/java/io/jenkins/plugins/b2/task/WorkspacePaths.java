package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import io.jenkins.plugins.b2.transfer.files.SafeNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Turns paths that a Jenkinsfile names into paths on the node, none of which leads out of the workspace. */
final class WorkspacePaths {
    private WorkspacePaths() {}

    /**
     * Both slashes separate folders on every node, as in Jenkins' own steps, so that a Jenkinsfile runs on all of them.
     *
     * @param folder to which the path is relative
     * @param workspace the root; null when it is not known, and then the folder is
     */
    static Path resolve(Path folder, String workspace, String path) throws AbortException {
        try {
            Path resolved = folder.resolve(path.replace('\\', '/')).normalize();
            Path root = workspace == null ? folder : Path.of(workspace).normalize();
            if (!resolved.startsWith(folder.normalize().startsWith(root) ? root : folder.normalize())) {
                throw new AbortException(Messages.WorkspacePaths_outside(path));
            }
            return resolved;
        } catch (InvalidPathException e) {
            throw new AbortException(Messages.WorkspacePaths_invalid(path, e.getReason()));
        }
    }

    /**
     * The place of a file that is called as in B2, where anybody may have chosen its name.
     *
     * @param name the last part of the name in B2
     */
    static Path named(Path folder, String name) throws AbortException {
        String objection = SafeNames.ofThisMachine().objection(name);
        if (objection != null) {
            throw new AbortException(Messages.WorkspacePaths_badName(name, objection));
        }
        return folder.resolve(name);
    }
}
