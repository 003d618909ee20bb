package io.jenkins.plugins.b2.transfer.http;

import java.util.concurrent.atomic.LongAdder;

/** Counts requests by how they ended. Thread-safe. */
public final class RequestCounter {
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();

    void success() {
        succeeded.increment();
    }

    void failure() {
        failed.increment();
    }

    public long succeeded() {
        return succeeded.sum();
    }

    public long failed() {
        return failed.sum();
    }
}
