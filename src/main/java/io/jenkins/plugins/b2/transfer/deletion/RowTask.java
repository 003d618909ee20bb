package io.jenkins.plugins.b2.transfer.deletion;

import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2DeleteFileVersionRequest;
import com.backblaze.b2.client.structures.B2HideFileRequest;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.util.Set;

/** One row of a listing that is to be deleted, or to be hidden. */
final class RowTask extends FileTask {
    private static final Set<String> DONE_ALREADY = Set.of("file_not_present", "already_hidden", "no_such_file");

    private final RemoteFile row;
    private final FileOutcome outcome;
    private int tries;
    private String triedIn;

    RowTask(OperationContext operation, RemoteFile row, FileOutcome outcome) {
        super(operation, row.name());
        this.row = row;
        this.outcome = outcome;
    }

    @Override
    protected String what() {
        return outcome.verb().words() + " '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, TransferException, InterruptedException {
        succeed(() -> {
            if (!operation().isDryRun()) {
                change();
            }
            return new FileResult.Changed(
                    outcome,
                    row.name(),
                    row.fileId(),
                    row.size(),
                    row.uploadTimestamp(),
                    operation().isDryRun());
        });
    }

    private void change() throws TransferException, InterruptedException {
        try {
            if (outcome == FileOutcome.HIDDEN) {
                hide();
            } else {
                delete();
            }
        } catch (TransferException e) {
            // The try before did it, only its answer was lost.
            boolean done = e.getCause() instanceof B2Exception cause && DONE_ALREADY.contains(cause.getCode());
            if (!done || tries < 2) {
                throw e;
            }
        }
    }

    private void delete() throws TransferException, InterruptedException {
        calls().call(what(), (webifier, account) -> {
            tries++;
            return webifier.deleteFileVersion(
                    account,
                    B2DeleteFileVersionRequest.builder(row.name(), row.fileId()).build());
        });
    }

    private void hide() throws TransferException, InterruptedException {
        session().call(calls(), what(), (webifier, account, bucket) -> {
            // What was tried in a bucket that is gone has hidden nothing in the one that has its name now.
            tries = bucket.equals(triedIn) ? tries + 1 : 1;
            triedIn = bucket;
            return webifier.hideFile(
                    account, B2HideFileRequest.builder(bucket, row.name()).build());
        });
    }

    @Override
    protected void release() {}
}
