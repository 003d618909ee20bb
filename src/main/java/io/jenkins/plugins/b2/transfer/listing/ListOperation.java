package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.PatternText;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import java.util.function.Consumer;

/** Lists files, versions or unfinished large files. */
public final class ListOperation implements BucketListing.RowVisitor {
    private final OperationContext operation;
    private final ListRequest request;
    private final Consumer<RemoteFile> visitor;
    private final Globs globs;
    private final int base;
    private long count;
    private boolean truncated;

    public ListOperation(
            SessionContext core, ListRequest request, Consumer<RemoteFile> visitor, TransferListener listener) {
        this.operation = new OperationContext(core, "list", listener);
        this.request = request;
        this.visitor = visitor;
        this.globs = new Globs(request.includes(), request.excludes());
        this.base = PatternText.folderOf(request.prefix()).length();
    }

    public ListResult run() throws TransferException, InterruptedException {
        operation.run(this::walk);
        return new ListResult(count, truncated);
    }

    private void walk() throws TransferException, InterruptedException {
        operation.core().checkPrefix(operation.calls(), request.prefix());
        BucketListing listing = new BucketListing(operation.core(), operation.calls());
        switch (request.what()) {
            case FILES -> listing.names(request.prefix(), page(), this);
            case VERSIONS -> listing.versions(request.prefix(), page(), this);
            case UNFINISHED -> listing.unfinished(request.prefix(), this);
        }
    }

    /** Where every row counts, no more rows than are wanted. */
    private int page() {
        boolean few = request.maxFiles() > 0 && globs.matchEverything();
        return few ? (int) Math.min(request.maxFiles(), BucketListing.PAGE) : BucketListing.PAGE;
    }

    @Override
    public boolean visit(RemoteFile row) {
        operation.cancellation().check();
        if (!globs.matches(row.name().substring(base))) {
            return true;
        }
        if (request.maxFiles() > 0 && count == request.maxFiles()) {
            truncated = true;
            return false;
        }
        count++;
        operation.meter().fileDone();
        visitor.accept(row);
        return true;
    }

    /** That there is a next page is taken for more, so that nobody waits for thousands of pages to learn it. */
    @Override
    public boolean nextPage() {
        truncated = request.maxFiles() > 0 && count == request.maxFiles();
        return !truncated;
    }
}
