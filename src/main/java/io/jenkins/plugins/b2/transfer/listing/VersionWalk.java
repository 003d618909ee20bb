package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.ListPosition;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.VersionVisitor;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.util.ArrayList;
import java.util.List;

/** Walks through every row below a prefix page by page, from anywhere on. */
public final class VersionWalk {
    private final OperationContext operation;
    private final String prefix;
    private final ListPosition from;
    private final VersionVisitor visitor;

    /**
     * @param from null for the beginning
     */
    public VersionWalk(OperationContext operation, String prefix, ListPosition from, VersionVisitor visitor) {
        this.operation = operation;
        this.prefix = prefix;
        this.from = from;
        this.visitor = visitor;
    }

    public void run() throws TransferException, InterruptedException {
        operation.run(this::walk);
    }

    private void walk() throws TransferException, InterruptedException {
        operation.session().checkPrefix(operation.calls(), prefix);
        BucketListing.Cursor cursor = new BucketListing(operation.session(), operation.calls())
                .versions(prefix, 0)
                .ahead(operation)
                .startAt(from);
        List<RemoteFile> page = new ArrayList<>();
        RemoteFile row;
        while ((row = cursor.next()) != null) {
            operation.cancellation().check();
            operation.meter().fileDone();
            page.add(row);
            if (!cursor.hasRowsLeftOfPage() && cursor.hasNextPage()) {
                visit(page, cursor.nextPage());
                page = new ArrayList<>();
            }
        }
        visit(page, null);
    }

    private void visit(List<RemoteFile> rows, ListPosition next) {
        visitor.page(rows, next, operation.session().transport().serverMillis());
    }
}
