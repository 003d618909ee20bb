package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Set;

/**
 * A local file that is being sent, pinned to the length and the modification time it had when opened. Read by position,
 * from any number of threads at once. Whoever reads its last byte learns of a change, so a request that carries a mixture
 * of two states is never completed.
 */
public final class SourceFile implements UploadSource {
    private final Path path;
    private final FileChannel channel;
    private final long length;
    private final FileTime modified;

    private SourceFile(Path path, FileChannel channel, BasicFileAttributes attributes) {
        this.path = path;
        this.channel = channel;
        this.length = attributes.size();
        this.modified = attributes.lastModifiedTime();
    }

    public static SourceFile open(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        checkRegular(path, attributes);
        return new SourceFile(path, FileChannel.open(path, StandardOpenOption.READ), attributes);
    }

    /**
     * As {@link #open(Path)}, whatever links are put in its way meanwhile.
     *
     * @param bound must contain what is opened; null when that may be anywhere
     */
    public static SourceFile open(Path path, PinnedFolder bound) throws IOException {
        if (bound == null) {
            return open(path);
        }
        Path real = path.toRealPath();
        Path parent = real.getParent();
        Path name = real.getFileName();
        if (parent == null || name == null) {
            throw FolderHandle.outside(path, bound);
        }
        try (FolderHandle folder = FolderHandle.open(parent, bound)) {
            BasicFileAttributes attributes =
                    folder.view(name.toString(), BasicFileAttributeView.class).readAttributes();
            checkRegular(path, attributes);
            return new SourceFile(path, folder.open(name.toString(), Set.of(StandardOpenOption.READ)), attributes);
        }
    }

    private static void checkRegular(Path path, BasicFileAttributes attributes) throws IOException {
        if (!attributes.isRegularFile()) {
            throw new IOException("'" + path + "' is not a regular file");
        }
    }

    @Override
    public String path() {
        return path.toString();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Long modifiedMillis() {
        return modified.toMillis();
    }

    @Override
    public int read(byte[] buffer, int offset, int count, long position) throws IOException {
        int atMost = (int) Math.min(count, length - position);
        if (atMost <= 0) {
            return -1;
        }
        int read = channel.read(ByteBuffer.wrap(buffer, offset, atMost), position);
        if (read < 0) {
            throw new SourceChangedException(path, "it is shorter than the " + length + " bytes it had at first");
        }
        if (position + read == length) {
            checkUnchanged();
        }
        return read;
    }

    /** Some file systems tell a size that is too small, 0 for those that make content up, so the end is looked for, too. */
    @Override
    public void checkUnchanged() throws IOException {
        if (channel.read(ByteBuffer.allocate(1), length) > 0) {
            throw new SourceChangedException(path, "it has more than the " + length + " bytes that its size tells");
        }
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        if (now.size() != length) {
            throw new SourceChangedException(
                    path, "it had " + length + " bytes at first and has " + now.size() + " now");
        }
        if (!now.lastModifiedTime().equals(modified)) {
            throw new SourceChangedException(path, "it was written to meanwhile");
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
