package io.jenkins.plugins.b2.transfer.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

/** Finds the files below a folder. */
public final class FileTree {
    private FileTree() {}

    /**
     * A file that was found.
     *
     * @param path relative to the folder, with slashes
     * @param size bytes when it was found
     */
    public record Found(String path, long size) {}

    /**
     * Walks the folder; symbolic links are followed, loops of them are left out.
     *
     * @param deadLinks takes the paths of matching links that lead nowhere
     * @param check called at every file; whatever it throws ends the walk
     * @throws IOException naming what can't be read: nothing is left out silently
     */
    public static List<Found> find(Path folder, Globs globs, Consumer<String> deadLinks, Runnable check)
            throws IOException {
        List<Found> found = new ArrayList<>();
        Files.walkFileTree(
                folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                        check.run();
                        return directory.equals(folder) || globs.mayMatchBelow(relative(folder, directory))
                                ? FileVisitResult.CONTINUE
                                : FileVisitResult.SKIP_SUBTREE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        check.run();
                        String path = relative(folder, file);
                        if (attributes.isRegularFile() && globs.matches(path)) {
                            found.add(new Found(path, attributes.size()));
                        } else if (attributes.isSymbolicLink() && globs.matches(path)) {
                            // A link that leads somewhere would have the attributes of what it leads to.
                            deadLinks.accept(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        if (e instanceof FileSystemLoopException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        return found;
    }

    private static String relative(Path folder, Path file) {
        String path = folder.relativize(file).toString();
        return File.separatorChar == '/' ? path : path.replace(File.separatorChar, '/');
    }
}
