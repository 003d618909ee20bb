package io.jenkins.plugins.b2.emulator.store;

import java.util.Comparator;

/**
 * One row of a bucket's history: a file version, an unfinished large file or a hide marker. Immutable.
 *
 * @param number unique in the account and growing with each new row
 * @param timestamp milliseconds since 1970: arrival, or for a large file its start, or what the client asked for
 */
public record FileVersion(
        long number,
        String bucketId,
        String fileName,
        Action action,
        long timestamp,
        FileMeta meta,
        FileLock lock,
        StoredContent content) {

    /** Listing order: by name, newest first within a name. */
    static final Comparator<FileVersion> ORDER = (a, b) -> {
        int byName = FileNameRules.compare(a.fileName, b.fileName);
        if (byName != 0) {
            return byName;
        }
        int byTime = Long.compare(b.timestamp, a.timestamp);
        return byTime != 0 ? byTime : Long.compare(b.number, a.number);
    };

    /** What a row stands for, in the words of B2's {@code action} field. */
    public enum Action {
        UPLOAD,
        START,
        HIDE
    }

    /** A probe that sorts just before (or at) the row with this name, time and number. */
    static FileVersion probe(String name, long timestamp, long number) {
        return new FileVersion(number, null, name, null, timestamp, null, null, null);
    }

    static FileVersion probe(String name) {
        return probe(name, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    public String fileId() {
        return FileIds.format(this);
    }

    FileVersion withLock(FileLock newLock) {
        return new FileVersion(number, bucketId, fileName, action, timestamp, meta, newLock, content);
    }

    FileVersion finished(StoredContent all) {
        return new FileVersion(number, bucketId, fileName, Action.UPLOAD, timestamp, meta, lock, all);
    }
}
