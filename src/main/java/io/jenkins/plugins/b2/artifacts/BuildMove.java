package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.LocalFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import jenkins.model.Jenkins;
import jenkins.model.StandardArtifactManager;

/**
 * Moves the artifacts of one build in one direction: all of them or none. They are deleted where they were once all are
 * complete where they go, and the build says so in its XML.
 */
abstract class BuildMove {
    /** What was moved, or would be. */
    record Moved(long files, long bytes) {}

    /**
     * Moves what is not there yet. What an earlier move has left undone is completed.
     *
     * @param dryRun whether nothing is changed
     * @return null when there was nothing to move
     * @throws IOException when nothing was moved, and why
     */
    @CheckForNull
    abstract Moved move(Run<?, ?> run, boolean dryRun) throws IOException, InterruptedException;

    /** Where artifacts are on the controller's disk. */
    static Path folder(Run<?, ?> run) {
        return run.getRootDir().toPath().resolve("archive");
    }

    /** What is on disk, with slashes. */
    static Set<String> onDisk(Run<?, ?> run) throws IOException {
        Set<String> paths = new TreeSet<>();
        for (String name : new StandardArtifactManager(run).root().list("**", null, false)) {
            paths.add(withSlashes(name));
        }
        return paths;
    }

    static String withSlashes(String path) {
        return path.replace(File.separatorChar, '/');
    }

    /** Whether Jenkins still has the build: not deleted, nor read anew from its XML. To be asked under the build's lock. */
    static boolean isCurrent(Run<?, ?> run) {
        Job<?, ?> job = run.getParent();
        return Jenkins.get().getItemByFullName(job.getFullName()) == job
                && job.getBuildByNumber(run.getNumber()) == run;
    }

    static LocalEnvironment in(Path folder, LocalEnvironment local) {
        return new LocalEnvironment(LocalFolder.within(folder, folder), local.encryption(), null);
    }
}
