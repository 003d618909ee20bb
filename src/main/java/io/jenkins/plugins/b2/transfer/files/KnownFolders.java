package io.jenkins.plugins.b2.transfer.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * What an operation has learnt of the folders it writes to, of the last thousand of them: partial files that earlier runs
 * have left there, and what the system makes of new files. Holds the last one open until it is closed. Thread-safe.
 */
public final class KnownFolders implements Closeable {
    private static final Logger LOGGER = Logger.getLogger(KnownFolders.class.getName());

    private static final int MAX_FOLDERS = 1000;
    private static final int MAX_PARTIALS = 10_000;

    private final Map<Path, List<PartialName>> partials = new Recent<>();
    private final Map<Path, PosixFileAttributes> newFiles = new Recent<>();

    private final Map<Path, FolderHandle> handles = new Recent<>();
    /** Most files go where the one before them went. */
    private FolderHandle last;

    private boolean closed;

    private static final class Recent<V> extends LinkedHashMap<Path, V> {
        private static final long serialVersionUID = 1L;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, V> eldest) {
            return size() > MAX_FOLDERS;
        }
    }

    /**
     * Opens a folder, and makes it where there is none. Files that are written to it at the same time share one handle.
     *
     * @param bound as in {@link TargetPlace}
     */
    FolderHandle open(Path folder, PinnedFolder bound) throws IOException {
        synchronized (this) {
            FolderHandle known = handles.get(folder);
            if (known != null && known.share()) {
                if (known.isAt(folder, bound)) {
                    return known;
                }
                known.close();
            }
        }
        FolderHandle opened = FolderHandle.made(folder, bound);
        synchronized (this) {
            handles.put(folder, opened);
            if (!closed && opened.share()) {
                FolderHandle before = last;
                last = opened;
                release(before);
            }
        }
        return opened;
    }

    private static void release(FolderHandle handle) {
        try {
            if (handle != null) {
                handle.close();
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "could not close a folder", e);
        }
    }

    /** Files that are being written keep their folders. */
    @Override
    public synchronized void close() {
        closed = true;
        release(last);
        last = null;
    }

    /** Whether an earlier run has left something of this target, which may be of use. */
    public synchronized boolean hasPartialOf(TargetPlace place) {
        Path name = place.path().getFileName();
        Path folder = place.path().getParent();
        return !place.ordered()
                && name != null
                && folder != null
                && !partialsOf(folder, name.toString()).isEmpty();
    }

    synchronized List<PartialName> partialsOf(Path folder, String target) {
        List<PartialName> all = partials.computeIfAbsent(folder, KnownFolders::list);
        if (all.isEmpty()) {
            return all;
        }
        return all.stream()
                .filter(partial -> partial.isForTarget(target))
                .distinct()
                .toList();
    }

    /** This run has left one too. */
    synchronized void left(Path folder, PartialName name) {
        partials.computeIfPresent(
                folder,
                (same, others) ->
                        Stream.concat(others.stream(), Stream.of(name)).toList());
    }

    private static List<PartialName> list(Path folder) {
        List<PartialName> found = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(
                folder, path -> PartialFile.isPartial(path.getFileName().toString()))) {
            for (Path path : names) {
                if (found.size() == MAX_PARTIALS) {
                    break;
                }
                found.add(PartialName.parse(path.getFileName().toString()));
            }
        } catch (IOException | DirectoryIteratorException e) {
            // There is no folder yet, or none that can be looked at: then there is nothing to go on with.
            return List.of();
        }
        return found;
    }

    /**
     * Permissions and owner that a new file has here, by the process's mask or the folder's rules. Java can't ask, so a file
     * is made and looked at.
     *
     * @return null where files have no such permissions
     */
    synchronized PosixFileAttributes newFile(FolderHandle folder) throws IOException {
        PosixFileAttributes known = newFiles.get(folder.folder());
        if (known == null) {
            String name = PartialName.of("probe", "").file();
            PosixFileAttributeView view = folder.view(name, PosixFileAttributeView.class);
            if (view == null) {
                return null;
            }
            folder.open(name, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                    .close();
            try {
                known = view.readAttributes();
            } finally {
                folder.delete(name);
            }
            newFiles.put(folder.folder(), known);
        }
        return known;
    }
}
