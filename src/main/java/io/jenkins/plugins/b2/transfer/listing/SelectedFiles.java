package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.FileOrder;
import io.jenkins.plugins.b2.transfer.FileSelection;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.util.ArrayDeque;
import java.util.Deque;

/** The files below a prefix that match patterns, as every verb that selects files finds them. Belongs to one operation. */
public final class SelectedFiles {
    /** One says what there is to be said, and a few show of what kind they are. */
    private static final int MAX_CLASHES = 3;

    private final OperationContext operation;
    private final FileSelection selection;
    private final BucketListing listing;
    private final Globs globs;
    private final String suffix;
    private final Deque<String> beginnings = new ArrayDeque<>();
    private final Beginnings places;
    private int place;
    private BucketListing.Cursor cursor;
    private boolean jumps;
    private long matched;
    private boolean ended;
    private int clashes;

    public SelectedFiles(OperationContext operation, FileSelection selection) {
        this.operation = operation;
        this.selection = selection;
        this.listing = new BucketListing(operation.session(), operation.calls());
        this.suffix = operation.session().settings().encryptedSuffix();
        this.globs = new Globs(selection.includes(), selection.excludes());
        this.places = Beginnings.of(selection, globs, suffix);
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
        if (places.isEmpty()) {
            return this;
        }
        // Where every row counts, no more rows are asked for than are wanted.
        long rows = globs.matchEverything() ? atMost : 0;
        String prefix = places.common();
        cursor = switch (kind) {
            case NEWEST -> listing.names(prefix, rows);
            case VERSIONS -> listing.versions(prefix, rows);
            case UNFINISHED -> listing.unfinished(prefix);
        };
        if (atMost == 0 && !places.last().whole()) {
            cursor.ahead(operation, places.last().text());
        }
        jumps = kind != Kind.UNFINISHED;
        if (jumps) {
            cursor.skipTo(places.get(0).text());
        }
        return this;
    }

    /**
     * The next row that matches, in B2's order; null at the end.
     *
     * @throws TransferException when nothing matched at all and that is not allowed
     */
    public RemoteFile next() throws TransferException, InterruptedException {
        if (!selection.newest()) {
            return nextMatch();
        }
        RemoteFile newest = null;
        RemoteFile row;
        while (!ended && (row = nextMatch()) != null) {
            newest = newest == null || FileOrder.NEWEST.comparator().compare(row, newest) < 0 ? row : newest;
        }
        ended = true;
        return newest;
    }

    private RemoteFile nextMatch() throws TransferException, InterruptedException {
        RemoteFile row;
        while (mayComeMore() && (row = cursor.next()) != null) {
            operation.cancellation().check();
            if (isWhereNamesMatch(row) && matches(row)) {
                matched++;
                tellClash(row.name());
                return row;
            }
        }
        requireMatch();
        return null;
    }

    private boolean mayComeMore() {
        return cursor != null && place < places.count();
    }

    /** Follows the rows through the beginnings that are wanted, and has the listing go on at the next one. */
    private boolean isWhereNamesMatch(RemoteFile row) {
        if (!jumps) {
            return true;
        }
        while (mayComeMore()) {
            Globs.Beginning wanted = places.get(place);
            if (wanted.isOf(row.name())) {
                return true;
            }
            if (Utf8Order.INSTANCE.compare(row.name(), wanted.text()) < 0) {
                cursor.skipTo(wanted.text());
                return false;
            }
            place++;
        }
        return false;
    }

    /** People write patterns for the names that files have here, and for those that encrypted ones have in B2. */
    private boolean matches(RemoteFile row) {
        String path = relative(row.name());
        return path.endsWith(suffix) && path.length() > suffix.length()
                ? globs.matchesEither(path, path.substring(0, path.length() - suffix.length()))
                : globs.matches(path);
    }

    /**
     * Tells when a file is there both as it is and encrypted, since a pattern without the suffix means both. Names come in
     * order, so what another one could clash with is one of the names that it begins with.
     */
    private void tellClash(String name) {
        if (globs.matchEverything()) {
            return;
        }
        while (!beginnings.isEmpty() && !name.startsWith(beginnings.peek())) {
            beginnings.pop();
        }
        boolean sameName = name.equals(beginnings.peek());
        if (!sameName
                && clashes < MAX_CLASHES
                && name.endsWith(suffix)
                && beginnings.contains(name.substring(0, name.length() - suffix.length()))) {
            clashes++;
            operation.warn("'" + name.substring(0, name.length() - suffix.length()) + "' is there under this name and"
                    + " with '" + suffix + "' behind it, and both are selected. Patterns match names of encrypted files"
                    + " with and without the suffix; exclude one of them if that is not meant");
        }
        if (!sameName) {
            beginnings.push(name);
        }
    }

    /** Whether more rows match, or may do so: what comes behind this page is not asked for. */
    public boolean mayHaveMore() throws TransferException, InterruptedException {
        while (mayComeMore() && cursor.hasRowsLeftOfPage()) {
            RemoteFile row = cursor.next();
            if (row != null && isWhereNamesMatch(row) && matches(row)) {
                return true;
            }
        }
        return mayComeMore() && cursor.hasNextPage();
    }

    private void requireMatch() throws TransferException {
        if (matched == 0 && !selection.allowEmpty()) {
            throw new TransferException(
                    TransferException.Kind.EMPTY_MATCH,
                    "No file below '" + selection.prefix() + "' in the bucket '"
                            + operation.session().settings().bucket() + "' matches " + selection.describePatterns()
                            + ". Correct the prefix or the pattern, or allow an empty match (allowEmpty,"
                            + " --allow-empty)");
        }
    }
}
