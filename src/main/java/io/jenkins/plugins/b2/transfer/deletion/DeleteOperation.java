package io.jenkins.plugins.b2.transfer.deletion;

import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2DeleteFileVersionRequest;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2HideFileRequest;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.DeleteRequest.Mode;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.PatternText;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Deletes or hides files, several at a time, and goes on past those that fail. */
public final class DeleteOperation {
    private static final Set<String> GONE_ALREADY = Set.of("file_not_present", "already_hidden", "no_such_file");

    /** Wildcards alone: one such pattern is enough to reach every file, or nearly so. */
    private static final Pattern WILDCARDS = Pattern.compile("[*?/\\\\\\s]*");

    /** An unfinished large file that is younger may be on its way at this moment. */
    private static final Duration MAY_BE_UNDER_WAY = Duration.ofHours(24);

    private final OperationContext operation;
    private final DeleteRequest request;
    private Iterator<RemoteFile> files;
    private long sparedUploads;

    public DeleteOperation(SessionContext core, DeleteRequest request, TransferListener listener) {
        this.operation = new OperationContext(core, "delete", listener);
        this.request = request;
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        guardBucket();
        operation.run(operation.core().settings().connections(), this::next);
        return operation.result();
    }

    private void guardBucket() throws TransferException {
        boolean everything = request.prefix() != null
                && request.prefix().isEmpty()
                && (request.includes().isEmpty() || request.includes().stream().anyMatch(WILDCARDS.asMatchPredicate()))
                && request.excludes().isEmpty();
        if (everything && !request.allowBucketPurge() && !request.dryRun()) {
            throw new TransferException(
                    Kind.USAGE,
                    "This would delete every file of the bucket '"
                            + operation.core().settings().bucket()
                            + "'. Name a prefix or a pattern, or allow the purge of the whole bucket");
        }
    }

    private WorkQueue.Task next() throws TransferException, InterruptedException {
        if (files == null) {
            List<RemoteFile> selected = request.names() != null ? named() : tree();
            operation.started(selected.size(), -1);
            tellOfSparedUploads();
            files = selected.iterator();
        }
        if (!files.hasNext()) {
            return null;
        }
        RemoteFile row = files.next();
        return () -> delete(row);
    }

    private List<RemoteFile> named() throws TransferException, InterruptedException {
        List<RemoteFile> rows = new ArrayList<>();
        for (String name : request.names()) {
            operation.core().checkPrefix(operation.calls(), name);
            if (request.fileId() != null) {
                rows.add(new RemoteFile(name, request.fileId(), "upload", 0, null, null, 0, null));
                continue;
            }
            List<RemoteFile> found = request.mode() == Mode.ALL_VERSIONS ? versionsOf(name) : newestOf(name);
            if (found.isEmpty()) {
                operation.fileFailed(
                        name,
                        new TransferException(
                                Kind.NOT_FOUND,
                                "Could not delete '" + name + "': there is no such file in the bucket '"
                                        + operation.core().settings().bucket() + "'"));
            }
            found.stream().filter(row -> !spare(row)).forEach(rows::add);
        }
        return rows;
    }

    private List<RemoteFile> newestOf(String name) throws TransferException, InterruptedException {
        return Stream.ofNullable(listing().newest(name)).toList();
    }

    private List<RemoteFile> versionsOf(String name) throws TransferException, InterruptedException {
        List<RemoteFile> rows = new ArrayList<>();
        listing().versions(name, row -> {
            if (row.name().equals(name)) {
                rows.add(row);
            }
            return row.name().equals(name);
        });
        return rows;
    }

    private List<RemoteFile> tree() throws TransferException, InterruptedException {
        operation.core().checkPrefix(operation.calls(), request.prefix());
        Selection selection = new Selection();
        Globs globs = new Globs(request.includes(), request.excludes());
        int base = PatternText.folderOf(request.prefix()).length();
        BucketListing.RowVisitor visitor = row -> {
            if (globs.matches(row.name().substring(base))) {
                selection.add(row);
            }
            return true;
        };
        if (request.mode() == Mode.ALL_VERSIONS) {
            listing().versions(request.prefix(), visitor);
        } else {
            listing().names(request.prefix(), visitor);
        }
        if (selection.matched == 0 && !request.allowEmpty()) {
            throw new TransferException(
                    Kind.EMPTY_MATCH,
                    "No file below '" + request.prefix() + "' in the bucket '"
                            + operation.core().settings().bucket() + "' matches "
                            + PatternText.describe(request.includes(), request.excludes())
                            + ". Correct the prefix or the pattern, or allow an empty match");
        }
        return selection.doomed();
    }

    /** Whether somebody may be at this upload now, and counts it then; whoever names an age has decided that. */
    private boolean spare(RemoteFile row) {
        boolean spared = row.isUnfinished()
                && request.olderThan() == null
                && row.uploadTimestamp() > bornBefore(MAY_BE_UNDER_WAY);
        sparedUploads += spared ? 1 : 0;
        return spared;
    }

    /** By the server's clock, which is known since the listing has been answered. */
    private long bornBefore(Duration age) {
        return operation.core().transport().serverMillis() - age.toMillis();
    }

    private void tellOfSparedUploads() {
        if (sparedUploads > 0) {
            operation.warn("Spared " + sparedUploads + " unfinished large file" + (sparedUploads == 1 ? "" : "s")
                    + " begun in the last 24 hours, because somebody may be uploading now. An age to delete by reaches"
                    + " them, too");
        }
    }

    private BucketListing listing() {
        return new BucketListing(operation.core(), operation.calls());
    }

    /** Sorts out, as the listing goes by, which files go and which are spared. Versions share the fate of their name. */
    private final class Selection {
        private final Comparator<List<RemoteFile>> byAge =
                Comparator.comparingLong(rows -> newestFinished(rows).uploadTimestamp());
        private final PriorityQueue<List<RemoteFile>> kept = new PriorityQueue<>(byAge);
        private final List<RemoteFile> doomed = new ArrayList<>();
        private List<RemoteFile> current = new ArrayList<>();
        private long matched;

        void add(RemoteFile row) {
            matched++;
            if (spare(row)) {
                return;
            }
            if (!current.isEmpty() && !current.get(0).name().equals(row.name())) {
                close();
            }
            current.add(withoutDetails(row));
        }

        /** What is kept of hundreds of thousands of rows. */
        private RemoteFile withoutDetails(RemoteFile row) {
            return new RemoteFile(
                    row.name(), row.fileId(), row.action(), row.size(), null, null, row.uploadTimestamp(), null);
        }

        /** The rows of one name, the newest first. */
        private void close() {
            if (request.keepLatest() > 0 && isVisible(current)) {
                kept.add(current);
                if (kept.size() > request.keepLatest()) {
                    doom(kept.poll());
                }
            } else {
                doom(current);
            }
            current = new ArrayList<>();
        }

        /** What is hidden or not finished is no file that could be kept. */
        private boolean isVisible(List<RemoteFile> rows) {
            RemoteFile newest = newestFinished(rows);
            return newest != null && !newest.isHideMarker();
        }

        private RemoteFile newestFinished(List<RemoteFile> rows) {
            return rows.stream().filter(row -> !row.isUnfinished()).findFirst().orElse(null);
        }

        private void doom(List<RemoteFile> rows) {
            if (request.olderThan() == null || rows.get(0).uploadTimestamp() < youngest()) {
                doomed.addAll(rows);
            }
        }

        private long youngest() {
            return bornBefore(request.olderThan());
        }

        List<RemoteFile> doomed() {
            if (!current.isEmpty()) {
                close();
            }
            return doomed;
        }
    }

    private void delete(RemoteFile row) throws InterruptedException {
        try {
            if (!request.dryRun()) {
                remove(row);
            }
            operation.fileDone(
                    new FileResult.Deleted(
                            row.name(),
                            row.fileId(),
                            row.size(),
                            row.uploadTimestamp(),
                            request.mode() == Mode.HIDE,
                            request.dryRun()),
                    row.size());
        } catch (TransferException e) {
            operation.cancellation().check();
            operation.fileFailed(row.name(), e);
        }
    }

    private void remove(RemoteFile row) throws TransferException, InterruptedException {
        int[] tries = new int[1];
        try {
            if (request.mode() == Mode.HIDE && request.fileId() == null) {
                hide(row, tries);
            } else {
                operation.calls().call("delete '" + row.name() + "'", (webifier, account) -> {
                    tries[0]++;
                    return webifier.deleteFileVersion(
                            account,
                            B2DeleteFileVersionRequest.builder(row.name(), row.fileId())
                                    .build());
                });
            }
        } catch (TransferException e) {
            // The try before did it, only its answer was lost.
            boolean gone = e.getCause() instanceof B2Exception cause && GONE_ALREADY.contains(cause.getCode());
            if (!gone || tries[0] < 2) {
                throw e;
            }
        }
    }

    private B2FileVersion hide(RemoteFile row, int[] tries) throws TransferException, InterruptedException {
        String bucket = operation.core().bucketId(operation.calls());
        return operation.calls().call("hide '" + row.name() + "'", (webifier, account) -> {
            tries[0]++;
            return webifier.hideFile(
                    account, B2HideFileRequest.builder(bucket, row.name()).build());
        });
    }
}
