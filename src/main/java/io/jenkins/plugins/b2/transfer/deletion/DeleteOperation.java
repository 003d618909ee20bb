package io.jenkins.plugins.b2.transfer.deletion;

import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.listing.SelectedFiles;
import io.jenkins.plugins.b2.transfer.operation.Lookahead;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Deletes or hides files, several at a time, and goes on past those that fail. */
public final class DeleteOperation {
    /** An unfinished large file that is younger may be on its way at this moment. */
    private static final Duration MAY_BE_UNDER_WAY = Duration.ofHours(24);

    private static final int WINDOW = 1000;

    private final OperationContext operation;
    private final DeleteRequest request;
    private final BucketListing listing;
    private final Deque<RemoteFile> toDelete = new ArrayDeque<>();
    private final Lookahead<RemoteFile> ahead;
    private Lookahead.Source<RemoteFile> source;
    private long youngUploads;

    public DeleteOperation(OperationContext operation, DeleteRequest request) {
        this.operation = operation;
        this.request = request;
        this.listing = new BucketListing(operation.session(), operation.calls());
        this.ahead = new Lookahead<>(operation, this::nextToDelete, WINDOW, null, files -> files);
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        guardBucket();
        return operation.run(this::next);
    }

    /** Judged by what the request could reach, not by how its patterns look: one that excludes nothing narrows nothing. */
    private void guardBucket() throws TransferException {
        boolean narrowed = !request.files().isTree()
                || !request.prefix().isEmpty()
                || new Globs(request.files().includes(), List.of()).haveLiteralBeginnings();
        if (!narrowed && !request.allowBucketPurge() && !request.dryRun()) {
            throw new TransferException(
                    Kind.USAGE,
                    "This could " + operation.verb().words() + " every file of the bucket '"
                            + operation.session().settings().bucket()
                            + "', since no prefix narrows it. Give a prefix, or allow the purge of the whole bucket"
                            + " (allowBucketPurge, --allow-bucket-purge)");
        }
    }

    private WorkQueue.Task next() throws TransferException, InterruptedException {
        if (source == null) {
            source = request.files().isTree() ? selected() : named();
        }
        RemoteFile row = ahead.next();
        if (row == null) {
            tellOfYoungUploads();
            return null;
        }
        FileOutcome outcome = request.hide() ? FileOutcome.HIDDEN : FileOutcome.DELETED;
        return new RowTask(operation, row, outcome);
    }

    private RemoteFile nextToDelete() throws TransferException, InterruptedException {
        return source.next();
    }

    private Lookahead.Source<RemoteFile> named() {
        Iterator<String> names = request.files().names().iterator();
        return () -> {
            while (toDelete.isEmpty() && names.hasNext()) {
                find(names.next());
            }
            return toDelete.poll();
        };
    }

    private void find(String name) throws TransferException, InterruptedException {
        operation.session().checkPrefix(operation.calls(), name);
        List<RemoteFile> found;
        if (request.fileId() != null) {
            RemoteFile version = listing.version(name, request.fileId());
            found = version == null ? List.of() : List.of(version);
        } else if (request.allVersions()) {
            found = versionsOf(name);
        } else {
            RemoteFile newest = listing.newest(name);
            found = newest == null ? List.of() : List.of(newest);
        }
        if (found.isEmpty()) {
            String version = request.fileId() == null ? "file" : "version '" + request.fileId() + "' of it";
            String hidden = request.hide() ? ", or it is hidden already" : "";
            operation.fileRefused(
                    name,
                    new TransferException(
                            Kind.NOT_FOUND,
                            "Could not " + operation.verb().words() + " '" + name + "': there is no such " + version
                                    + " in the bucket '"
                                    + operation.session().settings().bucket() + "'" + hidden));
        }
        found.stream().filter(row -> !isUnderWay(row)).forEach(toDelete::add);
    }

    private List<RemoteFile> versionsOf(String name) throws TransferException, InterruptedException {
        List<RemoteFile> rows = new ArrayList<>();
        BucketListing.Cursor cursor = listing.versions(name, 0);
        RemoteFile row;
        while ((row = cursor.next()) != null && row.name().equals(name)) {
            rows.add(row);
        }
        return rows;
    }

    private Lookahead.Source<RemoteFile> selected() throws TransferException, InterruptedException {
        SelectedFiles.Kind kind = request.allVersions() ? SelectedFiles.Kind.VERSIONS : SelectedFiles.Kind.NEWEST;
        SelectedFiles files = new SelectedFiles(operation, request.files()).open(kind);
        // The server's clock is known once the first page has come.
        RetentionPolicy[] policy = new RetentionPolicy[1];
        boolean[] ended = new boolean[1];
        return () -> {
            while (toDelete.isEmpty() && !ended[0]) {
                RemoteFile row = files.next();
                if (policy[0] == null) {
                    long before =
                            request.olderThan() == null ? Long.MAX_VALUE : serverMillisBefore(request.olderThan());
                    policy[0] = new RetentionPolicy(request.keepLatest(), before, toDelete::add);
                }
                if (row == null) {
                    ended[0] = true;
                    policy[0].close();
                } else if (!isUnderWay(row)) {
                    policy[0].add(withoutDetails(row));
                }
            }
            return toDelete.poll();
        };
    }

    private static RemoteFile withoutDetails(RemoteFile row) {
        return new RemoteFile(
                row.name(), row.fileId(), row.action(), row.size(), null, null, row.uploadTimestamp(), null, null);
    }

    /** Whether somebody may be at this upload now, and counts it then; whoever names an age has decided that. */
    private boolean isUnderWay(RemoteFile row) {
        boolean young = row.isUnfinished()
                && request.fileId() == null
                && request.olderThan() == null
                && row.uploadTimestamp() > serverMillisBefore(MAY_BE_UNDER_WAY);
        youngUploads += young ? 1 : 0;
        return young;
    }

    private long serverMillisBefore(Duration age) {
        return operation.session().transport().serverMillis() - age.toMillis();
    }

    private void tellOfYoungUploads() {
        if (youngUploads > 0) {
            operation.warn("Kept " + youngUploads + " unfinished large file" + (youngUploads == 1 ? "" : "s")
                    + " begun in the last 24 hours, because somebody may be uploading now. An age to delete by reaches"
                    + " them, too");
            youngUploads = 0;
        }
    }
}
