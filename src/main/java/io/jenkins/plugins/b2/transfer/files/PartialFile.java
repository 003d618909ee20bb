package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;
import java.util.zip.CRC32C;

/**
 * A file that is being received. It lies beside its target, for nobody else to read, under the name that {@link PartialName}
 * tells, until it is complete; what stood at the target stays until then. Closing it before that removes it, unless pieces
 * of it have been recorded with which a later run can go on. Written by position, from any number of threads.
 */
public final class PartialFile implements DownloadTarget {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<?>[] PRIVATE_MODE = {PosixFilePermissions.asFileAttribute(PRIVATE)};
    private static final FileAttribute<?>[] NO_MODE = {};
    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> EXISTING = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    /** FAT keeps every second second. */
    private static final long COARSEST_MILLIS = 2000;

    private static final int BUFFER = 1 << 18;
    private static final int MAX_TRIES = 20;

    /** Those of this process: the system's locks are between processes. */
    private static final Set<Path> AT_WORK = ConcurrentHashMap.newKeySet();

    /** As it was asked for, links and all. */
    private final Path parent;

    private final FolderHandle folder;
    private final String target;
    private final TargetContent content;
    private final KnownFolders known;
    /** File systems let one thread write to a file at a time, and Linux has the others burn a processor meanwhile. */
    private final Lock writing = new ReentrantLock();

    private PartialName name;
    private FileChannel channel;
    private PartialRecord record;
    private boolean takenOver;
    private volatile boolean recorded;
    private volatile boolean discarded;
    private boolean committed;
    private boolean closed;

    private PartialFile(Path parent, FolderHandle folder, String target, TargetContent content, KnownFolders known) {
        this.parent = parent;
        this.folder = folder;
        this.target = target;
        this.content = content;
        this.known = known;
    }

    /** Whether a name is that of an incomplete file, or of what is known of one. Such files are never sent. */
    public static boolean isPartial(String name) {
        return PartialName.parse(name) != null;
    }

    /**
     * Begins a file, or takes up one that an earlier run has left; removes what was left of other contents.
     *
     * @throws IOException when there is no room, or the target can't be replaced
     */
    static PartialFile begin(Path place, PinnedFolder bound, TargetContent content, KnownFolders known)
            throws IOException {
        Path parent = place.getParent();
        Path target = place.getFileName();
        if (parent == null || target == null) {
            throw TargetPlace.isFolder(place);
        }
        FolderHandle folder = known.open(parent, bound);
        PartialFile file = new PartialFile(parent, folder, target.toString(), content, known);
        try {
            List<PartialName> left = known.partialsOf(parent, file.target);
            file.open(left);
            checkRoom(folder.folder(), content.size() - file.channel.size());
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Makes the folder, and those above it.
     *
     * @param bound as in {@link TargetPlace}
     */
    public static void makeFolder(Path folder, PinnedFolder bound) throws IOException {
        if (bound != null) {
            Path above = folder;
            while (above != null && Files.notExists(above, LinkOption.NOFOLLOW_LINKS)) {
                above = above.getParent();
            }
            // A link that leads nowhere could come to lead anywhere.
            boolean inside =
                    above != null && Files.exists(above) && above.toRealPath().startsWith(bound.path());
            if (!inside) {
                throw FolderHandle.outside(folder, bound);
            }
        }
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

    private static void checkRoom(Path folder, long size) throws IOException {
        // Looking up the file store reads the list of all mounts, which is much work for each of many small files.
        boolean cheap = folder.getFileSystem() == FileSystems.getDefault();
        if (cheap && folder.toFile().getUsableSpace() >= size) {
            return;
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < size) {
            throw new IOException("No room in '" + folder + "': the file needs " + size + " bytes, " + free
                    + " are free. Free some space or choose another folder");
        }
    }

    private void open(List<PartialName> left) throws IOException {
        PartialName fresh = PartialName.of(target, content.id());
        for (PartialName other : left) {
            if (channel != null || !content.isResumable() || !other.isForSame(fresh) || !takeUp(other)) {
                removeUnused(other);
            }
        }
        takenOver = channel != null;
        for (int tried = 0; channel == null; tried++) {
            if (tried == MAX_TRIES) {
                throw new IOException("What is written to '" + folder.folder()
                        + "' is removed at once. Find out what clears that folder, or choose another one");
            }
            create(tried == 0 ? fresh : PartialName.of(target, content.id()));
        }
    }

    private Path path(PartialName of) {
        return folder.folder().resolve(of.file());
    }

    /** False when it is not there, not this user's alone, or in use. */
    private boolean takeUp(PartialName left) throws IOException {
        if (!folder.exists(left.record()) || !isOwn(left.file()) || !isOwn(left.record()) || !AT_WORK.add(path(left))) {
            return false;
        }
        name = left;
        FileChannel found = folder.open(name.file(), EXISTING);
        if (lock(found, false) && folder.exists(name.file())) {
            channel = found;
            PosixFileAttributeView view = folder.view(name.file(), PosixFileAttributeView.class);
            if (view != null) {
                view.setPermissions(PRIVATE);
            }
            return true;
        }
        found.close();
        AT_WORK.remove(path(name));
        name = null;
        return false;
    }

    /** There is none after this if another process took it for one that was left, before it was locked. */
    private void create(PartialName fresh) throws IOException {
        name = fresh;
        AT_WORK.add(path(name));
        FileChannel created = folder.open(name.file(), NEW, mode());
        if (lock(created, true) && folder.exists(name.file())) {
            channel = created;
            return;
        }
        created.close();
        AT_WORK.remove(path(name));
        name = null;
    }

    /** Not prepared by somebody else, who could change it while it is written, or lead it elsewhere. */
    private boolean isOwn(String file) throws IOException {
        try {
            BasicFileAttributes found =
                    folder.view(file, BasicFileAttributeView.class).readAttributes();
            PosixFileAttributes mine = known.newFile(folder);
            boolean sameOwner = mine == null
                    || folder.view(file, PosixFileAttributeView.class)
                            .readAttributes()
                            .owner()
                            .equals(mine.owner());
            return found.isRegularFile() && sameOwner && links(file) == 1;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private int links(String file) throws IOException {
        try {
            return (int) Files.getAttribute(folder.folder().resolve(file), "unix:nlink", LinkOption.NOFOLLOW_LINKS);
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return 1;
        }
    }

    private FileAttribute<?>[] mode() throws IOException {
        return known.newFile(folder) == null ? NO_MODE : PRIVATE_MODE;
    }

    /** Removes what a run has left that is not at it any more. */
    private void removeUnused(PartialName left) throws IOException {
        if (AT_WORK.contains(path(left))) {
            return;
        }
        try {
            if (folder.exists(left.file())) {
                if (!folder.view(left.file(), BasicFileAttributeView.class)
                        .readAttributes()
                        .isRegularFile()) {
                    return;
                }
                try (FileChannel found = folder.open(left.file(), Set.of(StandardOpenOption.WRITE))) {
                    if (!lock(found, false)) {
                        return;
                    }
                    folder.delete(left.file());
                }
            }
            folder.delete(left.record());
        } catch (AccessDeniedException | NoSuchFileException e) {
            // Somebody else's, or just gone: no matter of this file.
            return;
        }
    }

    /**
     * @param otherwise what it is taken for where the file system has no locks
     */
    private static boolean lock(FileChannel channel, boolean otherwise) {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return otherwise;
        }
    }

    @Override
    public boolean isOrdered() {
        return false;
    }

    @Override
    public String place() {
        return folder.folder().resolve(target).toString();
    }

    @Override
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

    @Override
    public int read(ByteBuffer buffer, long position) throws IOException {
        return channel.read(buffer, position);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    /**
     * What an earlier run has left, as far as it is still what it was.
     *
     * @param here from an offset where it comes from to one in this file; negative where no piece can begin or end
     * @param check called now and then, and ends this by an exception
     * @return ranges where it comes from
     */
    public ByteRanges resume(LongUnaryOperator here, Runnable check) throws IOException {
        ByteRanges there = new ByteRanges();
        if (takenOver) {
            if (channel.size() > content.size()) {
                channel.truncate(content.size());
            }
            openRecord(EXISTING).read((from, to, crc) -> {
                long begin = here.applyAsLong(from);
                long end = here.applyAsLong(to);
                if (begin >= 0 && begin < end && end <= channel.size() && crc(begin, end, check) == crc) {
                    there.add(from, to);
                }
            });
            recorded = there.total() > 0;
        }
        return there;
    }

    private int crc(long from, long to, Runnable check) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, to - from));
        for (long at = from; at < to; at += buffer.position()) {
            check.run();
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            if (channel.read(buffer, at) <= 0) {
                break;
            }
            crc.update(buffer.array(), 0, buffer.position());
        }
        return (int) crc.getValue();
    }

    private synchronized PartialRecord openRecord(Set<OpenOption> options) throws IOException {
        FileChannel first = folder.open(name.record(), options, mode());
        record = new PartialRecord(first, () -> folder.open(name.record(), EXISTING), content);
        return record;
    }

    /**
     * Records that a piece is written, for a later run. Nothing happens when this content can't be resumed.
     *
     * @param from offset where it comes from, inclusive
     * @param to exclusive
     * @param crc CRC-32C of the bytes that were written for it
     */
    public synchronized void written(long from, long to, int crc) throws IOException {
        if (!content.isResumable() || committed || closed) {
            return;
        }
        if (record == null) {
            folder.delete(name.record());
            openRecord(NEW);
        }
        record.add(from, to, crc);
        recorded = true;
    }

    @Override
    public void discard() {
        discarded = true;
    }

    @Override
    public synchronized List<String> commit(Long modifiedMillis) throws IOException {
        List<String> warnings = new ArrayList<>();
        takePermissions(warnings);
        channel.close();
        if (modifiedMillis != null) {
            setTime(modifiedMillis, warnings);
        }
        folder.rename(name.file(), target);
        committed = true;
        return warnings;
    }

    /** Those of the file that is replaced, or of a new one. */
    private void takePermissions(List<String> warnings) throws IOException {
        BasicFileAttributes replaced = replaced();
        PosixFileAttributes wanted = known.newFile(folder);
        if (wanted == null) {
            return;
        }
        PosixFileAttributeView view = folder.view(name.file(), PosixFileAttributeView.class);
        if (replaced != null) {
            wanted = folder.view(target, PosixFileAttributeView.class).readAttributes();
            takeOwner(view, wanted);
        }
        try {
            view.setPermissions(wanted.permissions());
        } catch (IOException e) {
            warnings.add("the permissions of '" + place() + "' could not be set: " + reason(e));
        }
    }

    /** Null when there is nothing. */
    private BasicFileAttributes replaced() throws IOException {
        try {
            BasicFileAttributes found =
                    folder.view(target, BasicFileAttributeView.class).readAttributes();
            if (found.isDirectory()) {
                throw TargetPlace.isFolder(folder.folder().resolve(target));
            }
            if (!found.isRegularFile()) {
                throw new IOException("'" + place() + "' has meanwhile become something else than a file");
            }
            return found;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Only a privileged user may give files away; for all others it stays as it is. */
    private static void takeOwner(PosixFileAttributeView view, PosixFileAttributes wanted) throws IOException {
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!now.group().equals(wanted.group())) {
                view.setGroup(wanted.group());
            }
            if (!now.owner().equals(wanted.owner())) {
                view.setOwner(wanted.owner());
            }
        } catch (IOException e) {
            return;
        }
    }

    private void setTime(long millis, List<String> warnings) {
        // Java can't write a fraction of a second before 1970; where the time is wanted exactly, it is a whole second.
        FileTime time = millis < 0
                ? FileTime.from(Math.floorDiv(millis, 1000L), TimeUnit.SECONDS)
                : FileTime.fromMillis(millis);
        BasicFileAttributeView view = folder.view(name.file(), BasicFileAttributeView.class);
        try {
            view.setTimes(time, null, null);
            FileTime now = view.readAttributes().lastModifiedTime();
            if (Math.abs(now.to(TimeUnit.SECONDS) - time.to(TimeUnit.SECONDS)) > COARSEST_MILLIS / 1000) {
                warnings.add("'" + place() + "' can't have its modification time, " + time + ", here; it has " + now);
            }
        } catch (IOException e) {
            warnings.add("the modification time of '" + place() + "' could not be set: " + reason(e));
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException named && named.getReason() != null
                ? named.getReason()
                : String.valueOf(e.getMessage());
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        try (folder) {
            if (record != null) {
                record.close();
            }
            if (channel != null) {
                channel.close();
                removeWhatIsOfNoUse();
            }
        } finally {
            if (name != null) {
                AT_WORK.remove(path(name));
            }
        }
    }

    private void removeWhatIsOfNoUse() throws IOException {
        boolean kept = !committed && recorded && !discarded;
        if (kept) {
            known.left(parent, name);
        }
        if (!committed && !kept) {
            folder.delete(name.file());
        }
        if (record != null && !kept) {
            folder.delete(name.record());
        }
    }
}
