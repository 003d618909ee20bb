package io.jenkins.plugins.b2.transfer.deletion;

import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UnhideRequest;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.listing.SelectedFiles;
import io.jenkins.plugins.b2.transfer.operation.Lookahead;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.util.Iterator;

/** Makes hidden files visible again, by deleting the hide markers that are their newest versions. */
public final class UnhideOperation {
    private static final int WINDOW = 1000;

    private final OperationContext operation;
    private final UnhideRequest request;
    private final Lookahead<RemoteFile> ahead;
    private Lookahead.Source<RemoteFile> source;

    public UnhideOperation(OperationContext operation, UnhideRequest request) {
        this.operation = operation;
        this.request = request;
        this.ahead = new Lookahead<>(operation, () -> source.next(), WINDOW, null, files -> files);
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        return operation.run(() -> {
            if (source == null) {
                source = request.files().isTree() ? selected() : named();
            }
            RemoteFile marker = ahead.next();
            return marker == null ? null : new RowTask(operation, marker, FileOutcome.UNHIDDEN);
        });
    }

    private Lookahead.Source<RemoteFile> named() {
        Iterator<String> names = request.files().names().iterator();
        BucketListing listing = new BucketListing(operation.session(), operation.calls());
        return () -> {
            while (names.hasNext()) {
                String name = names.next();
                operation.session().checkPrefix(operation.calls(), name);
                RemoteFile newest = listing.versions(name, 1).next();
                if (newest != null && newest.name().equals(name) && newest.isHideMarker()) {
                    return newest;
                }
                operation.fileRefused(
                        name,
                        new TransferException(
                                Kind.NOT_FOUND, "Could not unhide '" + name + "': no file of this name is hidden"));
            }
            return null;
        };
    }

    private Lookahead.Source<RemoteFile> selected() throws TransferException, InterruptedException {
        SelectedFiles files = new SelectedFiles(operation, request.files()).open(SelectedFiles.Kind.VERSIONS);
        String[] before = new String[1];
        return () -> {
            RemoteFile row;
            while ((row = files.next()) != null) {
                boolean newest = !row.name().equals(before[0]);
                before[0] = row.name();
                if (newest && row.isHideMarker()) {
                    return row;
                }
            }
            return null;
        };
    }
}
