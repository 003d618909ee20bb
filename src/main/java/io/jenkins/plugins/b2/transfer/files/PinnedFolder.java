package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A folder out of which nothing may lead, as it was found when an operation began. Whoever puts another folder, or a link
 * to one, in its place meanwhile is noticed by the file's key. Immutable.
 *
 * @param path with all links resolved
 * @param key what the file system tells it apart by; null where it has no such thing
 */
public record PinnedFolder(Path path, Object key) {

    /** @throws IOException when there is no such folder */
    public static PinnedFolder of(Path folder) throws IOException {
        Path real = folder.toRealPath();
        return new PinnedFolder(
                real, Files.readAttributes(real, BasicFileAttributes.class).fileKey());
    }

    /**
     * Makes a folder where there is none, and pins it.
     *
     * @param bound must contain it; null when it may be anywhere
     */
    public static PinnedFolder made(Path folder, PinnedFolder bound) throws IOException {
        try (FolderHandle handle = FolderHandle.made(folder, bound)) {
            return new PinnedFolder(handle.folder(), handle.key());
        }
    }
}
