package io.jenkins.plugins.b2.transfer.deletion;

import io.jenkins.plugins.b2.transfer.RemoteFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Decides which of many files go, as their rows go by: those beyond the newest N, and old enough. All versions of a name
 * share the fate of its newest one. Holds the rows of N names, and of one more. Belongs to one thread.
 */
final class RetentionPolicy {
    private final int keepLatest;
    private final long before;
    private final Consumer<RemoteFile> toDelete;
    private final PriorityQueue<List<RemoteFile>> kept = new PriorityQueue<>(Comparator.comparingLong(
            (List<RemoteFile> rows) -> newestFinished(rows).uploadTimestamp()));
    private List<RemoteFile> current = new ArrayList<>();
    private String name;
    private boolean goes;

    /**
     * @param keepLatest how many visible files are kept, the newest ones
     * @param before milliseconds since 1970; what was uploaded later is kept
     * @param toDelete takes the rows that go, as soon as that is certain
     */
    RetentionPolicy(int keepLatest, long before, Consumer<RemoteFile> toDelete) {
        this.keepLatest = keepLatest;
        this.before = before;
        this.toDelete = toDelete;
    }

    /** The next row: by name, the newest first within a name. */
    void add(RemoteFile row) {
        boolean otherName = !row.name().equals(name);
        name = row.name();
        if (keepLatest == 0) {
            goes = otherName ? isOld(row) : goes;
            if (goes) {
                toDelete.accept(row);
            }
            return;
        }
        if (otherName) {
            close();
        }
        current.add(row);
    }

    /** After the last row. */
    void close() {
        if (current.isEmpty()) {
            return;
        }
        if (isVisible(current)) {
            kept.add(current);
            if (kept.size() > keepLatest) {
                delete(kept.poll());
            }
        } else {
            delete(current);
        }
        current = new ArrayList<>();
    }

    private boolean isOld(RemoteFile newest) {
        return newest.uploadTimestamp() < before;
    }

    private void delete(List<RemoteFile> rows) {
        if (isOld(rows.get(0))) {
            rows.forEach(toDelete);
        }
    }

    /** What is hidden or not finished is no file that could be kept. */
    private static boolean isVisible(List<RemoteFile> rows) {
        RemoteFile newest = newestFinished(rows);
        return newest != null && !newest.isHideMarker();
    }

    private static RemoteFile newestFinished(List<RemoteFile> rows) {
        return rows.stream().filter(row -> !row.isUnfinished()).findFirst().orElse(null);
    }
}
