package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.FileOrder;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/** Lists files, versions or unfinished large files. */
public final class ListOperation {
    private final OperationContext operation;
    private final ListRequest request;
    private final Consumer<RemoteFile> visitor;
    private long count;
    private boolean truncated;

    public ListOperation(OperationContext operation, ListRequest request, Consumer<RemoteFile> visitor) {
        this.operation = operation;
        this.request = request;
        this.visitor = visitor;
    }

    public ListResult run() throws TransferException, InterruptedException {
        operation.run(this::walk);
        return new ListResult(count, truncated);
    }

    private void walk() throws TransferException, InterruptedException {
        if (request.order() == FileOrder.NAME) {
            walkByName();
        } else {
            walkInOrder(request.order().comparator());
        }
    }

    private void walkInOrder(Comparator<RemoteFile> order) throws TransferException, InterruptedException {
        SelectedFiles files = new SelectedFiles(operation, request.files()).open(SelectedFiles.Kind.of(request));
        // The last of those that are wanted is the first to go.
        PriorityQueue<RemoteFile> wanted = new PriorityQueue<>(order.reversed());
        RemoteFile row;
        while ((row = files.next()) != null) {
            operation.meter().fileDone();
            wanted.add(row);
            if (request.maxFiles() > 0 && wanted.size() > request.maxFiles()) {
                wanted.remove();
                truncated = true;
            }
        }
        List<RemoteFile> rows = new ArrayList<>(wanted);
        rows.sort(order.thenComparing(RemoteFile::name, Utf8Order.INSTANCE));
        count = rows.size();
        rows.forEach(visitor);
    }

    private void walkByName() throws TransferException, InterruptedException {
        SelectedFiles files =
                new SelectedFiles(operation, request.files()).open(SelectedFiles.Kind.of(request), request.maxFiles());
        RemoteFile row;
        while (!isFull() && (row = files.next()) != null) {
            count++;
            operation.meter().fileDone();
            visitor.accept(row);
        }
        // That there is a next page is taken for more, so that nobody waits for thousands of pages to learn it.
        truncated = isFull() && files.mayHaveMore();
    }

    private boolean isFull() {
        return request.maxFiles() > 0 && count == request.maxFiles();
    }
}
