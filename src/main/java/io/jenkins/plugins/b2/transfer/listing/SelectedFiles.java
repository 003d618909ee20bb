package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.FileSelection;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;

/** The files below a prefix that match patterns, as every verb that selects files finds them. Belongs to one operation. */
public final class SelectedFiles {
    private final OperationContext operation;
    private final FileSelection selection;
    private final BucketListing listing;
    private final Globs globs;
    private BucketListing.Cursor cursor;
    private long matched;

    public SelectedFiles(OperationContext operation, FileSelection selection) {
        this.operation = operation;
        this.selection = selection;
        this.listing = new BucketListing(operation.session(), operation.calls());
        this.globs = new Globs(selection.includes(), selection.excludes());
    }

    /** Which rows of the bucket. */
    public enum Kind {
        /** The newest version of each file that is not hidden. */
        NEWEST,
        /** Every file version, hide markers and unfinished large files included. */
        VERSIONS,
        /** Unfinished large files only. */
        UNFINISHED;

        static Kind of(ListRequest request) {
            if (request.versions()) {
                return VERSIONS;
            }
            return request.unfinished() ? UNFINISHED : NEWEST;
        }
    }

    /** The path to which patterns apply: what comes behind the prefix's folder. */
    public String relative(String name) {
        return name.substring(selection.folder().length());
    }

    /** Begins to walk through the rows that match. */
    public SelectedFiles open(Kind kind) throws TransferException, InterruptedException {
        return open(kind, 0);
    }

    /**
     * @param atMost how many rows are wanted; 0 for all
     */
    public SelectedFiles open(Kind kind, long atMost) throws TransferException, InterruptedException {
        operation.session().checkPrefix(operation.calls(), selection.prefix());
        // Where every row counts, no more rows are asked for than are wanted.
        int page =
                atMost > 0 && globs.matchEverything() ? (int) Math.min(atMost, BucketListing.PAGE) : BucketListing.PAGE;
        cursor = switch (kind) {
            case NEWEST -> listing.names(selection.prefix(), page);
            case VERSIONS -> listing.versions(selection.prefix(), page);
            case UNFINISHED -> listing.unfinished(selection.prefix());
        };
        return this;
    }

    /**
     * The next row that matches, in B2's order; null at the end.
     *
     * @throws TransferException when nothing matched at all and that is not allowed
     */
    public RemoteFile next() throws TransferException, InterruptedException {
        RemoteFile row;
        while ((row = cursor.next()) != null) {
            operation.cancellation().check();
            if (globs.matches(relative(row.name()))) {
                matched++;
                return row;
            }
        }
        requireMatch();
        return null;
    }

    /** Whether more rows match, or may do so: what comes behind this page is not asked for. */
    public boolean mayHaveMore() throws TransferException, InterruptedException {
        while (cursor.hasRowsLeftOfPage()) {
            if (globs.matches(relative(cursor.next().name()))) {
                return true;
            }
        }
        return cursor.hasNextPage();
    }

    private void requireMatch() throws TransferException {
        if (matched == 0 && !selection.allowEmpty()) {
            throw new TransferException(
                    TransferException.Kind.EMPTY_MATCH,
                    "No file below '" + selection.prefix() + "' in the bucket '"
                            + operation.session().settings().bucket() + "' matches " + selection.describePatterns()
                            + ". Correct the prefix or the pattern, or allow an empty match");
        }
    }
}
