package io.jenkins.plugins.b2.transfer.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * An open folder in which a file is made. Where the system has handles of folders, it stays the same folder whatever
 * happens to its path meanwhile; elsewhere its path is looked at once more. Links in it are never followed. Thread-safe.
 */
final class FolderHandle implements Closeable {
    private final Path folder;
    /** Null where the system has no such thing. */
    private final SecureDirectoryStream<Path> handle;

    private int users = 1;
    private Object knownKey;

    private FolderHandle(Path folder, SecureDirectoryStream<Path> handle) {
        this.folder = folder;
        this.handle = handle;
    }

    /**
     * Opens a folder that exists.
     *
     * @param bound must contain it, however its path is meant; null when it may be anywhere
     */
    static FolderHandle open(Path folder, PinnedFolder bound) throws IOException {
        Path real = folder.toRealPath();
        Path start = bound == null ? real : bound.path();
        if (!real.startsWith(start)) {
            throw outside(folder, bound);
        }
        DirectoryStream<Path> stream = Files.newDirectoryStream(start);
        if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
            stream.close();
            return new FolderHandle(real, null);
        }
        try {
            if (bound != null && !Objects.equals(key(secure), bound.key())) {
                throw outside(folder, bound);
            }
            // The path had no links a moment ago; where it has one now, somebody is about to lead this out.
            for (Path segment : real.equals(start) ? Set.<Path>of() : start.relativize(real)) {
                try (SecureDirectoryStream<Path> above = secure) {
                    secure = above.newDirectoryStream(segment, LinkOption.NOFOLLOW_LINKS);
                }
            }
            return new FolderHandle(real, secure);
        } catch (IOException | RuntimeException e) {
            secure.close();
            throw e;
        }
    }

    /** As {@link #open}, and makes it where there is none. Mostly it is there, and looking for it costs more than that. */
    static FolderHandle made(Path folder, PinnedFolder bound) throws IOException {
        try {
            return open(folder, bound);
        } catch (FileSystemException e) {
            PartialFile.makeFolder(folder, bound);
            return open(folder, bound);
        }
    }

    static IOException outside(Path place, PinnedFolder bound) {
        return new IOException("'" + place + "' leads out of '" + bound.path() + "'");
    }

    /** Null where the file system has none. */
    Object key() throws IOException {
        return handle == null ? key(folder) : key(handle);
    }

    private static Object key(Path folder) throws IOException {
        return Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
    }

    private static Object key(SecureDirectoryStream<Path> folder) throws IOException {
        return folder.getFileAttributeView(BasicFileAttributeView.class)
                .readAttributes()
                .fileKey();
    }

    /**
     * Whether a path leads to this folder now, as {@link #open} would find it; false where that can't be told.
     *
     * @param bound as there
     */
    synchronized boolean isAt(Path path, PinnedFolder bound) {
        if (handle == null) {
            return false;
        }
        try {
            if (knownKey == null) {
                knownKey = key();
            }
            boolean same = knownKey != null && knownKey.equals(key(path));
            if (!same || bound == null) {
                return same;
            }
            return path.equals(bound.path())
                    ? knownKey.equals(bound.key())
                    : path.toRealPath().startsWith(bound.path()) && Objects.equals(key(bound.path()), bound.key());
        } catch (IOException e) {
            // Whoever opens it is told more.
            return false;
        }
    }

    /** One more will close it. False when it is closed already. */
    synchronized boolean share() {
        if (users == 0) {
            return false;
        }
        users++;
        return true;
    }

    /** With all links resolved. */
    Path folder() {
        return folder;
    }

    FileChannel open(String name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Set<OpenOption> all = new HashSet<>(options);
        all.add(LinkOption.NOFOLLOW_LINKS);
        if (handle != null) {
            try {
                SeekableByteChannel channel = handle.newByteChannel(relative(name), all, attributes);
                if (channel instanceof FileChannel file) {
                    return file;
                }
                channel.close();
                throw new IOException("'" + folder + "' has no files that are written by position");
            } catch (FileSystemException e) {
                throw named(e, name);
            }
        }
        return FileChannel.open(folder.resolve(name), all, attributes);
    }

    /** Replaces what is there. */
    void rename(String from, String to) throws IOException {
        if (handle != null) {
            try {
                handle.move(relative(from), handle, relative(to));
            } catch (FileSystemException e) {
                throw named(e, to);
            }
            return;
        }
        try {
            Files.move(
                    folder.resolve(from),
                    folder.resolve(to),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Nothing happens where there is no such file. */
    void delete(String name) throws IOException {
        if (handle == null) {
            Files.deleteIfExists(folder.resolve(name));
            return;
        }
        try {
            handle.deleteFile(relative(name));
        } catch (NoSuchFileException e) {
            return;
        } catch (FileSystemException e) {
            throw named(e, name);
        }
    }

    /** Null where the file system has no such attributes. */
    <V extends FileAttributeView> V view(String name, Class<V> type) {
        return handle != null
                ? handle.getFileAttributeView(relative(name), type, LinkOption.NOFOLLOW_LINKS)
                : Files.getFileAttributeView(folder.resolve(name), type, LinkOption.NOFOLLOW_LINKS);
    }

    boolean exists(String name) throws IOException {
        try {
            view(name, BasicFileAttributeView.class).readAttributes();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path relative(String name) {
        return folder.getFileSystem().getPath(name);
    }

    /** The system was given the name only, but people want to know the whole path. */
    private FileSystemException named(FileSystemException e, String name) {
        String path = folder.resolve(name).toString();
        FileSystemException named;
        if (e instanceof NoSuchFileException) {
            named = new NoSuchFileException(path);
        } else if (e instanceof AccessDeniedException) {
            named = new AccessDeniedException(path);
        } else if (e instanceof FileAlreadyExistsException) {
            named = new FileAlreadyExistsException(path);
        } else {
            named = new FileSystemException(path, null, e.getReason());
        }
        named.initCause(e);
        return named;
    }

    /** Closed when all who share it have closed it. */
    @Override
    public synchronized void close() throws IOException {
        users--;
        if (users == 0 && handle != null) {
            handle.close();
        }
    }
}
