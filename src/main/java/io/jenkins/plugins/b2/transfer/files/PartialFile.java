package io.jenkins.plugins.b2.transfer.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that is being received. It lies beside its target under another name until it is complete; closing it before
 * that removes it, and what stood at the target stays. Written by position, from any number of threads.
 */
public final class PartialFile implements Closeable {
    private static final String SUFFIX = ".b2part";
    /** Room for the suffix in a file name of 255 bytes, at up to 4 bytes a character. */
    private static final int MAX_STEM = 50;

    private final Path target;
    private final Path path;
    private final FileChannel channel;
    /** File systems let one thread write to a file at a time, and Linux has the others burn a processor meanwhile. */
    private final Lock writing = new ReentrantLock();

    private boolean committed;

    private PartialFile(Path target, Path path, FileChannel channel) {
        this.target = target;
        this.path = path;
        this.channel = channel;
    }

    /**
     * Begins a file.
     *
     * @param size bytes it will have; checked against the free space
     * @throws IOException when there is no room, or the target can't be replaced
     */
    public static PartialFile begin(Path target, long size) throws IOException {
        Path place = target.toAbsolutePath();
        Path folder = place.getParent();
        if (folder == null || Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("'" + place + "' is a folder, a file can't take its place");
        }
        createFolder(folder);
        checkRoom(folder, size);
        Path path = folder.resolve(nameBeside(place));
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        return new PartialFile(place, path, channel);
    }

    private static void checkRoom(Path folder, long size) throws IOException {
        // Looking up the file store reads the list of all mounts, which is much work for each of many small files.
        if (folder.toFile().getUsableSpace() >= size) {
            return;
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < size) {
            throw new IOException("No room in '" + folder + "': the file needs " + size + " bytes, " + free
                    + " are free. Free some space or choose another folder");
        }
    }

    private static String nameBeside(Path place) {
        String stem = String.valueOf(place.getFileName());
        int end = Math.min(MAX_STEM, stem.length());
        // Half of a character that takes two chars can't be written to a file system.
        String whole = stem.substring(0, Character.isHighSurrogate(stem.charAt(end - 1)) ? end - 1 : end);
        return "." + whole + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + SUFFIX;
    }

    private static void createFolder(Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (FileSystemException e) {
            for (Path above = folder; above != null; above = above.getParent()) {
                if (Files.isRegularFile(above)) {
                    throw new IOException("'" + above + "' is a file, but a folder is needed there", e);
                }
            }
            throw e;
        }
    }

    public void write(byte[] buffer, int offset, int length, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
        long at = position;
        writing.lock();
        try {
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Reads back what was written. */
    public int read(ByteBuffer buffer, long position) throws IOException {
        return channel.read(buffer, position);
    }

    /**
     * Makes the file appear at its target, replacing what stands there.
     *
     * @param modifiedMillis milliseconds since 1970; null leaves the time of now
     */
    public void commit(Long modifiedMillis) throws IOException {
        channel.close();
        if (modifiedMillis != null) {
            Files.setLastModifiedTime(path, FileTime.fromMillis(modifiedMillis));
        }
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
        committed = true;
    }

    public Path target() {
        return target;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(path);
        }
    }
}
