package io.jenkins.plugins.b2.transfer.protocol;

import io.jenkins.plugins.b2.transfer.TransferException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;

/**
 * Upload URLs on loan: each serves one upload at a time, goes back only after a success, and is thrown away after
 * trouble. Thread-safe.
 */
public final class UploadUrls<U> {
    private final ConcurrentLinkedDeque<U> idle = new ConcurrentLinkedDeque<>();
    private final Source<U> source;
    private final Predicate<U> secondHand;

    /** Asks B2 for one more. */
    @FunctionalInterface
    public interface Source<U> {
        U fetch(B2Calls calls) throws TransferException, InterruptedException;
    }

    /** @param secondHand whether others have sent to a URL before, which may be worn out by that */
    public UploadUrls(Source<U> source, Predicate<U> secondHand) {
        this.source = source;
        this.secondHand = secondHand;
    }

    boolean isSecondHand(U url) {
        return secondHand.test(url);
    }

    U take(B2Calls calls) throws TransferException, InterruptedException {
        U url = idle.pollFirst();
        return url != null ? url : fetch(calls);
    }

    /** A new one, past those that lie idle: where one of them is refused, the others are likely to be as old. */
    U fetch(B2Calls calls) throws TransferException, InterruptedException {
        return source.fetch(calls);
    }

    /** Whether nothing is being sent to it, and what was sent last went well. */
    public boolean isIdle(U url) {
        return idle.contains(url);
    }

    /** The one used last is used first, so that few are kept alive. */
    void giveBack(U url) {
        idle.addFirst(url);
    }
}
