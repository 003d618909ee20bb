package io.jenkins.plugins.b2.artifacts;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Has what a move to B2, or back, has left there deleted with the build, which itself knows of its disk only. */
@Extension
public class MovedBuildListener extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(MovedBuildListener.class.getName());

    @Override
    public void onDeleted(Run<?, ?> run) {
        boolean inB2 = run.getArtifactManager() instanceof B2ArtifactManager ours && !ours.isOnDisk();
        Path manifest = run.getRootDir().toPath().resolve(Manifest.ARTIFACTS);
        try {
            if (!inB2 && Files.exists(manifest)) {
                DeletionQueue.get().add(List.of(Manifest.readPlace(manifest)));
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "What " + run + " may have in B2 stays there");
        }
    }
}
