package io.jenkins.plugins.b2.transfer.deletion;

import com.backblaze.b2.client.structures.B2CancelLargeFileRequest;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferException.Scope;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.time.Duration;

/**
 * Cancels large files that nobody goes on with: begun long ago, and no part has come since. Needs {@code listFiles} and
 * {@code writeFiles}, which whoever uploads large files has.
 */
public final class SweepOperation {
    private final OperationContext operation;
    private final BucketListing listing;
    private final String prefix;
    private final Duration idle;
    private BucketListing.Cursor rows;

    /**
     * @param idle how long nothing may have happened to what is canceled
     */
    public SweepOperation(OperationContext operation, String prefix, Duration idle) {
        this.operation = operation;
        this.listing = new BucketListing(operation.session(), operation.calls());
        this.prefix = prefix;
        this.idle = idle;
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        return operation.run(this::next);
    }

    private WorkQueue.Task next() throws TransferException, InterruptedException {
        if (rows == null) {
            operation.session().checkPrefix(operation.calls(), prefix);
            rows = listing.unfinished(prefix);
        }
        RemoteFile row;
        while ((row = rows.next()) != null) {
            operation.cancellation().check();
            if (isIdle(row)) {
                return new CancelTask(operation, row);
            }
        }
        return null;
    }

    /** Looks at the parts of what was begun long enough ago. */
    private boolean isIdle(RemoteFile row) throws TransferException, InterruptedException {
        // The server's clock is known by its answer to the listing.
        long before = operation.session().transport().serverMillis() - idle.toMillis();
        if (row.uploadTimestamp() > before) {
            return false;
        }
        try {
            return listing.parts(row.fileId()).stream().allMatch(part -> part.getUploadTimestamp() <= before);
        } catch (TransferException e) {
            if (e.scope() == Scope.ACCOUNT) {
                throw e;
            }
            // It may have been finished or canceled at this moment.
            if (e.kind() != Kind.NOT_FOUND) {
                operation.fileRefused(row.name(), e);
            }
            return false;
        }
    }

    /** One large file that is given up. */
    private static final class CancelTask extends FileTask {
        private final RemoteFile row;

        private CancelTask(OperationContext operation, RemoteFile row) {
            super(operation, row.name());
            this.row = row;
        }

        @Override
        protected String what() {
            return "cancel the unfinished large file '" + name() + "'";
        }

        @Override
        protected void begin() throws IOException, TransferException, InterruptedException {
            succeed(() -> {
                if (!operation().isDryRun()) {
                    cancel();
                }
                return new FileResult.Changed(
                        FileOutcome.DELETED,
                        row.name(),
                        row.fileId(),
                        row.size(),
                        row.uploadTimestamp(),
                        operation().isDryRun());
            });
        }

        private void cancel() throws TransferException, InterruptedException {
            try {
                calls().call(
                                what(),
                                (webifier, account) -> webifier.cancelLargeFile(
                                        account,
                                        B2CancelLargeFileRequest.builder(row.fileId())
                                                .build()));
            } catch (TransferException e) {
                // Gone is what it is to be.
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
            }
        }

        @Override
        protected void release() {}
    }
}
