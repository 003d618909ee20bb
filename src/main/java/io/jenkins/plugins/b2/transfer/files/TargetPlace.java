package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a path to write to turns out to be: nothing or a regular file, beside which a file is written that replaces it; a
 * symbolic link, which stands for what it leads to; a device or a pipe, into which is written. Immutable; nothing is made
 * before {@link #open}.
 *
 * @param path links at its end followed
 * @param bound the folder out of which it must not lead; null when it may be anywhere
 * @param ordered whether it is a device or a pipe
 */
public record TargetPlace(Path path, PinnedFolder bound, boolean ordered) {
    /** As many as Linux follows. */
    private static final int MAX_LINKS = 40;

    /**
     * Looks at a path.
     *
     * @param bound as above
     * @throws IOException when nothing can be written there
     */
    public static TargetPlace of(Path asked, PinnedFolder bound) throws IOException {
        Path path = asked.toAbsolutePath();
        for (int links = 0; links <= MAX_LINKS; links++) {
            BasicFileAttributes found = attributes(path, LinkOption.NOFOLLOW_LINKS);
            boolean link = found != null && found.isSymbolicLink();
            if (link) {
                found = attributes(path);
            }
            if (link && found == null) {
                path = path.resolveSibling(Files.readSymbolicLink(path));
                continue;
            }
            if (found != null && found.isDirectory()) {
                throw isFolder(path);
            }
            // A device or a pipe may be reached by a link that has no path to follow, such as /dev/stdout.
            boolean ordered = found != null && found.isOther();
            return new TargetPlace(link && !ordered ? path.toRealPath() : path, bound, ordered);
        }
        throw new IOException("'" + asked + "' is a link that leads in circles");
    }

    static IOException isFolder(Path path) {
        return new IOException("'" + path + "' is a folder, a file can't take its place");
    }

    /** Null when there is nothing. */
    private static BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, options);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            // Above it is something that is no folder, which is told when one is made.
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS) || isBelowFile(path)) {
                return null;
            }
            throw e;
        }
    }

    private static boolean isBelowFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }

    /** As the other one, for a file that comes alone. */
    public DownloadTarget open(TargetContent content) throws IOException, InterruptedException {
        try (KnownFolders known = new KnownFolders()) {
            return open(content, known);
        }
    }

    /**
     * Makes ready for the content.
     *
     * @param known what is known of folders by now
     * @throws IOException when there is no room, or the place can't be written to
     */
    public DownloadTarget open(TargetContent content, KnownFolders known) throws IOException, InterruptedException {
        if (!ordered) {
            return PartialFile.begin(path, bound, content, known);
        }
        if (bound != null) {
            Path folder = path.toRealPath().getParent();
            if (folder == null) {
                throw isFolder(path);
            }
            FolderHandle.open(folder, bound).close();
        }
        return OrderedTarget.open(path);
    }
}
