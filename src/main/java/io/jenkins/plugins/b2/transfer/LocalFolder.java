package io.jenkins.plugins.b2.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The folder to which the paths of a request are relative, and the root out of which none of them may lead. Where a path
 * leads is asked of the file system, symbolic links included. Immutable.
 */
public final class LocalFolder {
    private final Path folder;
    private final Path root;

    private LocalFolder(Path folder, Path root) {
        this.folder = folder;
        this.root = root;
    }

    /** Paths may lead anywhere. */
    public static LocalFolder unbounded(Path folder) {
        return new LocalFolder(folder, null);
    }

    /**
     * Paths must lead to places below the root.
     *
     * @param folder below the root, or the root itself
     */
    public static LocalFolder within(Path root, Path folder) {
        return new LocalFolder(folder, root);
    }

    public Path path() {
        return folder;
    }

    /** The root; null when paths may lead anywhere. */
    public Path root() {
        return root;
    }

    /** Whether there is a root that nothing may leave. */
    public boolean isBounded() {
        return root != null;
    }

    /**
     * The place that a path names; it need not exist.
     *
     * @param path with slashes of the system; where there is a root, of either kind
     * @throws IOException when it leads out of the root, or can't be a path here
     */
    public Path resolve(String path) throws IOException {
        try {
            Path resolved = root == null
                    ? folder.resolve(path)
                    : folder.resolve(path.replace('\\', '/')).normalize();
            checkInside(resolved);
            return resolved;
        } catch (InvalidPathException e) {
            throw new IOException("'" + path + "' can't be a path here: " + e.getReason(), e);
        }
    }

    /**
     * Fails when a place lies outside of the root, or is reached by a link that leads out of it.
     *
     * @param place need not exist; then the folder above it that does is looked at
     */
    public void checkInside(Path place) throws IOException {
        if (root == null) {
            return;
        }
        Path real = realPlace(place.toAbsolutePath().normalize());
        if (!real.startsWith(root.toRealPath())) {
            throw new IOException("'" + place + "' leads out of '" + root
                    + "', and only files below that may be used. Name a path inside, without links that lead out");
        }
    }

    /** With the links of all that exists of it resolved; a dead link is not followed and does not count as existing. */
    private static Path realPlace(Path place) throws IOException {
        Path above = place;
        while (above != null && !Files.exists(above)) {
            if (Files.isSymbolicLink(above)) {
                throw new IOException("'" + above + "' is a link that leads nowhere");
            }
            above = above.getParent();
        }
        return above == null ? place : above.toRealPath().resolve(above.relativize(place));
    }
}
