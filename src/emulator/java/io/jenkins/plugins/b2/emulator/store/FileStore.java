package io.jenkins.plugins.b2.emulator.store;

import io.jenkins.plugins.b2.emulator.store.FileVersion.Action;
import java.util.function.Consumer;
import java.util.function.Function;

/** File versions and hide markers: adding, finding, reading, locking, deleting. Thread-safe. */
public final class FileStore {
    private static final FileMeta HIDE_META = new FileMeta("application/x-bz-hide-marker");
    /** How far a newer version may be put after the clock to keep the order of arrival within a millisecond. */
    private static final long MAX_BUMP_MILLIS = 1000;

    private final Account account;

    public FileStore(Account account) {
        this.account = account;
    }

    /** A row together with its open bytes. */
    public record Opened(FileVersion file, Bucket bucket, BodyReader reader) {}

    /**
     * Adds a version. {@code timestamp} is the client's wish in milliseconds, or null for now. The content's bytes
     * belong to the store from here on, also on failure.
     */
    public FileVersion add(
            String bucketId, String name, FileMeta meta, FileLock lock, StoredContent content, Long timestamp) {
        account.lock().lock();
        try {
            FileVersion file = newRow(bucketId, name, Action.UPLOAD, meta, lock, content, timestamp);
            commit(file);
            return file;
        } catch (B2Failure e) {
            account.bodies().release(content.body());
            throw e;
        } finally {
            account.lock().unlock();
        }
    }

    FileVersion newRow(
            String bucketId,
            String name,
            Action action,
            FileMeta meta,
            FileLock lock,
            StoredContent content,
            Long timestamp) {
        Shelf shelf = account.shelf(bucketId);
        String sharedId = shelf.bucket().id();
        long time = timestamp == null ? arrival(shelf, name) : timestamp;
        return new FileVersion(account.nextNumber(), sharedId, name, action, time, meta, lock, content);
    }

    private long arrival(Shelf shelf, String name) {
        long now = account.now();
        FileVersion newest = shelf.newest(name);
        if (newest == null || newest.timestamp() < now || newest.timestamp() > now + MAX_BUMP_MILLIS) {
            return now;
        }
        return newest.timestamp() + 1;
    }

    void commit(FileVersion file) {
        account.journal().append("file", file);
        account.place(file);
    }

    public FileVersion hide(String bucketId, String name) {
        account.lock().lock();
        try {
            FileVersion newest = account.shelf(bucketId).newest(name);
            if (newest == null) {
                throw B2Failure.badRequest("no_such_file", "No such file: " + name);
            }
            if (newest.action() == Action.HIDE) {
                throw B2Failure.badRequest("already_hidden", "File is already hidden: " + name);
            }
            FileVersion marker =
                    newRow(bucketId, name, Action.HIDE, HIDE_META, FileLock.NONE, StoredContent.EMPTY, null);
            commit(marker);
            return marker;
        } finally {
            account.lock().unlock();
        }
    }

    /** Answers 400 for what is no file id and 404 for an id that is not there (any more). */
    public FileVersion byId(String fileId) {
        account.lock().lock();
        try {
            FileVersion file = find(fileId);
            if (file == null) {
                throw B2Failure.notFound("File not found: " + fileId);
            }
            return file;
        } finally {
            account.lock().unlock();
        }
    }

    FileVersion find(String fileId) {
        FileIds.Parsed id = FileIds.parse(fileId);
        FileVersion file = account.files().get(id.number());
        return file != null && file.fileId().equals(fileId) ? file : null;
    }

    /** Opens a version for reading, checked by {@code check} first; 404 for hide markers and unfinished files. */
    public Opened open(String fileId, Consumer<Opened> check) {
        account.lock().lock();
        try {
            FileVersion file = find(fileId);
            if (file == null || file.action() != Action.UPLOAD) {
                throw B2Failure.notFound("File not found: " + fileId);
            }
            return open(file, check);
        } finally {
            account.lock().unlock();
        }
    }

    /** Opens the visible version of that name; 404 when the name is unknown or hidden. */
    public Opened openNewest(String bucketId, String name, Consumer<Opened> check) {
        account.lock().lock();
        try {
            FileVersion file = account.shelf(bucketId).newest(name);
            if (file == null || file.action() != Action.UPLOAD) {
                throw B2Failure.notFound(
                        "Bucket " + account.shelf(bucketId).bucket().name() + " does not have file: " + name);
            }
            return open(file, check);
        } finally {
            account.lock().unlock();
        }
    }

    private Opened open(FileVersion file, Consumer<Opened> check) {
        Bucket bucket = account.shelf(file.bucketId()).bucket();
        check.accept(new Opened(file, bucket, null));
        return new Opened(file, bucket, account.bodies().open(file.content().body()));
    }

    /**
     * Content for a copy: {@code count} bytes of the source from {@code from} on, which both then share. The hold on
     * the bytes belongs to the caller. Only a copy of everything keeps the hashes.
     */
    public StoredContent share(FileVersion source, long from, long count) {
        account.lock().lock();
        try {
            if (account.files().get(source.number()) == null) {
                throw B2Failure.notFound("File not found: " + source.fileId());
            }
            StoredContent all = source.content();
            boolean whole = count == all.length();
            Body body = whole ? all.body() : all.body().slice(from, count);
            account.bodies().retain(body);
            return whole ? all : new StoredContent(body, null, true, null);
        } finally {
            account.lock().unlock();
        }
    }

    /** Deletes a row of any kind; on an unfinished large file that is its cancellation. */
    public FileVersion delete(String name, String fileId, boolean bypassGovernance) {
        account.lock().lock();
        try {
            FileVersion file = find(fileId);
            if (file == null || !file.fileName().equals(name)) {
                throw B2Failure.badRequest("file_not_present", "File not present: " + name + " " + fileId);
            }
            file.lock().checkDeletable(account.now(), bypassGovernance);
            remove(file);
            return file;
        } finally {
            account.lock().unlock();
        }
    }

    /** Deletes a row of any kind, whatever locks it. */
    public void remove(String fileId) {
        account.lock().lock();
        try {
            remove(byId(fileId));
        } finally {
            account.lock().unlock();
        }
    }

    void remove(FileVersion file) {
        account.journal().append("fileGone", file.number());
        account.remove(file);
    }

    public FileVersion setRetention(
            String name, String fileId, String mode, Long retainUntil, boolean bypassGovernance) {
        return relock(name, fileId, file -> {
            file.lock().checkRetentionChange(mode, retainUntil, account.now(), bypassGovernance);
            return file.lock().withRetention(mode, retainUntil);
        });
    }

    public FileVersion setLegalHold(String name, String fileId, String legalHold) {
        return relock(name, fileId, file -> file.lock().withLegalHold(legalHold));
    }

    private FileVersion relock(String name, String fileId, Function<FileVersion, FileLock> change) {
        account.lock().lock();
        try {
            FileVersion file = find(fileId);
            if (file == null || !file.fileName().equals(name)) {
                throw B2Failure.badRequest("file_not_present", "File not present: " + name + " " + fileId);
            }
            if (!account.shelf(file.bucketId()).bucket().fileLock()) {
                throw B2Failure.noFileLock();
            }
            FileVersion changed = file.withLock(change.apply(file));
            commit(changed);
            return changed;
        } finally {
            account.lock().unlock();
        }
    }
}
