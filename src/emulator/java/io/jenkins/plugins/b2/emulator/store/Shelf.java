package io.jenkins.plugins.b2.emulator.store;

import java.util.TreeSet;

/** A bucket and its rows in listing order. */
record Shelf(Bucket bucket, TreeSet<FileVersion> rows) {
    Shelf(Bucket bucket) {
        this(bucket, new TreeSet<>(FileVersion.ORDER));
    }

    Shelf with(Bucket changed) {
        return new Shelf(changed, rows);
    }

    /** The newest row of that name, not counting unfinished large files: they hide nothing. Null when there is none. */
    FileVersion newest(String name) {
        for (FileVersion row : rows.tailSet(FileVersion.probe(name))) {
            if (!row.fileName().equals(name)) {
                return null;
            }
            if (row.action() != FileVersion.Action.START) {
                return row;
            }
        }
        return null;
    }
}
