package io.jenkins.plugins.b2.transfer.listing;

import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.Helper;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.Closeable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Fetches the next page while one is worked on. Ends with the operation, and then breaks off what is under way. Belongs to
 * one thread at a time.
 *
 * @param <P> a page
 */
final class PageAhead<P> implements Closeable {
    private final Helper helper = new Helper("b2-next-page");
    private final Cancellation.Child scope;
    private final B2Calls calls;
    private Future<P> page;

    PageAhead(OperationContext operation) {
        scope = operation.cancellation().child();
        calls = operation.calls(scope.cancellation(), () -> {});
        operation.own(this);
    }

    /** Gets a page. */
    @FunctionalInterface
    interface Fetch<P> {
        P fetch(B2Calls calls) throws TransferException, InterruptedException;
    }

    void start(Fetch<P> fetch) {
        page = helper.start(() -> fetch.fetch(calls));
    }

    boolean isUnderWay() {
        return page != null;
    }

    /** Waits for it. */
    P take() throws TransferException, InterruptedException {
        try {
            return page.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TransferException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            page = null;
        }
    }

    @Override
    public void close() {
        scope.cancellation().cancel();
        scope.close();
        helper.close();
    }
}
