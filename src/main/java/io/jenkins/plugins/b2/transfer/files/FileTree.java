package io.jenkins.plugins.b2.transfer.files;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The files below a folder, one by one, in the order of the UTF-8 bytes of their paths, which is that of B2's listings.
 * Holds the names of one folder on each level, and goes on past what can't be read. Belongs to one thread.
 */
public final class FileTree {
    private static final int NAMED = 10;

    private final Path root;
    private final Globs globs;
    private final boolean followLinks;
    private final LinkCheck linkCheck;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final Deque<Problem> problems = new ArrayDeque<>();
    private final Omitted deadLinks = new Omitted();
    private final Omitted loops = new Omitted();
    private final Omitted links = new Omitted();
    private final Omitted specials = new Omitted();
    private final Set<String> excludesNamingFolders = new LinkedHashSet<>();

    /** What {@link #next} comes upon. */
    public sealed interface Entry {
        /** Relative to the root, with slashes. */
        String path();
    }

    /**
     * A file.
     *
     * @param size bytes when it was found
     */
    public record Found(String path, long size) implements Entry {}

    /** A place that can't be looked at, so that nobody knows what is there. */
    public record Problem(String path, IOException cause) implements Entry {}

    /** Decides about places outside of the tree to which links lead. */
    @FunctionalInterface
    public interface LinkCheck {
        /** Fails when a link must not be followed there. */
        void check(Path link) throws IOException;
    }

    /** Places that were left out: how many, and the first of them. */
    public static final class Omitted {
        private final Set<String> first = new LinkedHashSet<>();
        private long count;

        private void add(String path) {
            count++;
            if (first.size() < NAMED) {
                first.add(path);
            }
        }

        public long count() {
            return count;
        }

        /** Such as {@code a, b, ...}. */
        public String names() {
            return String.join(", ", first) + (count > first.size() ? ", ..." : "");
        }
    }

    /** A folder that is being gone through. */
    private static final class Level {
        private final Path folder;
        private final String path;
        private final Object key;
        private final FolderNames names;
        private int position;

        Level(Path folder, String path, Object key, FolderNames names) {
            this.folder = folder;
            this.path = path;
            this.key = key;
            this.names = names;
        }
    }

    /**
     * @param followLinks whether symbolic links are followed, or left out; those that lead back to a folder above are left out in any case
     * @param linkCheck asked for each link that is followed
     */
    public FileTree(Path root, Globs globs, boolean followLinks, LinkCheck linkCheck) {
        this.root = root;
        this.globs = globs;
        this.followLinks = followLinks;
        this.linkCheck = linkCheck;
        enter(root, "", null);
    }

    /** The next file or problem; null at the end. */
    public Entry next() {
        while (true) {
            if (!problems.isEmpty()) {
                return problems.poll();
            }
            Level level = levels.peek();
            if (level == null) {
                return null;
            }
            if (level.position == level.names.count()) {
                levels.pop();
                continue;
            }
            int index = level.position++;
            String path = level.path + level.names.name(index);
            if (!level.names.isFolder(index)) {
                return new Found(path, level.names.size(index));
            }
            enter(level.folder.resolve(level.names.name(index)), path + "/", path);
        }
    }

    /** Links that lead nowhere. */
    public Omitted deadLinks() {
        return deadLinks;
    }

    /** Links to a folder above them, all of whose files are found there. */
    public Omitted loops() {
        return loops;
    }

    /** Links that were not to be followed. */
    public Omitted links() {
        return links;
    }

    /** Pipes, sockets and devices. */
    public Omitted specials() {
        return specials;
    }

    /** Excludes that by the rules of Ant name a file, but name a folder here, which was left out with all in it. */
    public Set<String> excludesNamingFolders() {
        return excludesNamingFolders;
    }

    private void enter(Path folder, String prefix, String path) {
        try {
            Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
            if (path != null && isLoop(folder, key)) {
                loops.add(path);
                return;
            }
            FolderNames names = new FolderNames();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    look(entry, prefix, names);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            names.sort();
            levels.push(new Level(folder, prefix, key, names));
        } catch (IOException e) {
            problems.add(new Problem(path == null ? root.toString() : path, e));
        }
    }

    private boolean isLoop(Path folder, Object key) throws IOException {
        for (Level above : levels) {
            boolean same = key == null ? Files.isSameFile(folder, above.folder) : key.equals(above.key);
            if (same) {
                return true;
            }
        }
        return false;
    }

    private void look(Path entry, String prefix, FolderNames names) {
        String name = String.valueOf(entry.getFileName());
        if (PartialFile.isPartial(name)) {
            return;
        }
        String path = prefix + (File.separatorChar == '/' ? name : name.replace(File.separatorChar, '/'));
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                attributes = follow(entry, path);
            }
            if (attributes == null) {
                return;
            }
            if (attributes.isDirectory()) {
                if (isWanted(path)) {
                    names.addFolder(name);
                }
            } else if (globs.matches(path)) {
                if (attributes.isRegularFile()) {
                    names.addFile(name, attributes.size());
                } else {
                    specials.add(path);
                }
            }
        } catch (IOException e) {
            if (globs.matches(path) || globs.mayMatchBelow(path)) {
                problems.add(new Problem(path, e));
            }
        }
    }

    /** What a link leads to; null when it is left out. */
    private BasicFileAttributes follow(Path link, String path) throws IOException {
        boolean wanted = globs.matches(path) || isWanted(path);
        if (!followLinks) {
            if (wanted) {
                links.add(path);
            }
            return null;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(link, BasicFileAttributes.class);
            if (wanted) {
                linkCheck.check(link);
            }
            return attributes;
        } catch (FileSystemException e) {
            if (!leadsNowhere(e)) {
                throw e;
            }
            if (globs.matches(path)) {
                deadLinks.add(path);
            }
            return null;
        }
    }

    /** Rather than to a place that can't be looked at. */
    private static boolean leadsNowhere(FileSystemException e) {
        return e instanceof NoSuchFileException
                || e instanceof FileSystemLoopException
                || String.valueOf(e.getReason()).startsWith("Too many levels of symbolic links");
    }

    private boolean isWanted(String folder) {
        String exclude = globs.excludeNaming(folder);
        if (exclude != null) {
            excludesNamingFolders.add(exclude);
        }
        return exclude == null && globs.mayMatchBelow(folder);
    }
}
