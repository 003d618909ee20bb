package io.jenkins.plugins.b2.emulator.store;

import io.jenkins.plugins.b2.emulator.store.FileVersion.Action;
import java.util.ArrayList;
import java.util.List;

/** Pages of file names and file versions. Thread-safe; a page is a snapshot. */
public final class VersionListing {
    private final Account account;

    public VersionListing(Account account) {
        this.account = account;
    }

    /** A row of a page: a file version, or a folder that stands for all names beginning with it. */
    public record Row(FileVersion file, String folder) {}

    /** A page and the position of the next one: null at the end. {@code nextFileId} is null for name listings. */
    public record Page(List<Row> rows, String nextFileName, String nextFileId) {}

    /**
     * Where to begin and what to show.
     *
     * @param startName inclusive; never null, may be empty
     * @param startId only for versions: the row of that name to begin with, or null
     * @param delimiter null to show every name
     */
    public record Query(String bucketId, String startName, String startId, String prefix, String delimiter, int max) {}

    /** The visible version of each name. */
    public Page names(Query query) {
        return page(query, false);
    }

    /** Every row, with hide markers and unfinished large files. */
    public Page versions(Query query) {
        return page(query, true);
    }

    private Page page(Query query, boolean allVersions) {
        account.lock().lock();
        try {
            return new Walk(account.shelf(query.bucketId()), query, allVersions).page();
        } finally {
            account.lock().unlock();
        }
    }

    private static final class Walk {
        private final Shelf shelf;
        private final Query query;
        private final boolean allVersions;

        Walk(Shelf shelf, Query query, boolean allVersions) {
            this.shelf = shelf;
            this.query = query;
            this.allVersions = allVersions;
        }

        Page page() {
            List<Row> rows = new ArrayList<>();
            FileVersion at = find(first());
            while (at != null && rows.size() < query.max()) {
                String folder = folderOf(at.fileName());
                rows.add(folder == null ? new Row(at, null) : new Row(null, folder));
                at = find(folder == null ? after(at) : afterFolder(folder));
            }
            if (at == null) {
                return new Page(rows, null, null);
            }
            return new Page(rows, at.fileName(), allVersions ? at.fileId() : null);
        }

        private FileVersion first() {
            if (FileNameRules.compare(query.startName(), query.prefix()) < 0) {
                return FileVersion.probe(query.prefix());
            }
            if (query.startId() == null) {
                return FileVersion.probe(query.startName());
            }
            FileIds.Parsed id = FileIds.parse(query.startId());
            return FileVersion.probe(query.startName(), id.timestamp(), id.number());
        }

        /** The first row to show at or after the probe (null: none). */
        private FileVersion find(FileVersion probe) {
            FileVersion row = probe == null ? null : shelf.rows().ceiling(probe);
            while (row != null && row.fileName().startsWith(query.prefix())) {
                if (allVersions) {
                    return row;
                }
                FileVersion newest = shelf.newest(row.fileName());
                if (newest != null && newest.action() == Action.UPLOAD) {
                    return newest;
                }
                row = shelf.rows().ceiling(afterName(row.fileName()));
            }
            return null;
        }

        private FileVersion after(FileVersion row) {
            return allVersions
                    ? FileVersion.probe(row.fileName(), row.timestamp(), row.number() - 1)
                    : afterName(row.fileName());
        }

        private static FileVersion afterName(String name) {
            // Sorts behind all rows of this name and before any longer name.
            return FileVersion.probe(name, Long.MIN_VALUE, Long.MIN_VALUE);
        }

        private static FileVersion afterFolder(String folder) {
            String next = FileNameRules.afterPrefix(folder);
            return next == null ? null : FileVersion.probe(next);
        }

        private String folderOf(String name) {
            if (query.delimiter() == null) {
                return null;
            }
            int end = name.indexOf(query.delimiter(), query.prefix().length());
            return end < 0 ? null : name.substring(0, end + query.delimiter().length());
        }
    }
}
