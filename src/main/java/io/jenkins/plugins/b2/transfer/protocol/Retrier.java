package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.retry.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The loop around every request: tries, asks what the failure means, waits, tries again. Thread-safe. */
final class Retrier {
    /** A token that is refused right after it was given will be refused again. */
    private static final int MAX_AUTHORISATIONS = 2;

    private final RetryPolicy policy;
    private final Cancellation cancellation;
    private final RetryObserver observer;

    Retrier(RetryPolicy policy, Cancellation cancellation, RetryObserver observer) {
        this.policy = policy;
        this.cancellation = cancellation;
        this.observer = observer;
    }

    /** One try. */
    @FunctionalInterface
    interface Attempt<T> {
        /**
         * @param tries how often it has been tried before, and a way to say that bytes arrived all the same
         */
        T run(Tries tries) throws B2Exception, TransferException, InterruptedException;
    }

    /** Counts the tries of one call. */
    static final class Tries {
        private int failures;
        private int authorisations;
        private long start = System.nanoTime();

        /** A try that moved the work forward starts the count anew, so that a long download may fail often. */
        void madeProgress() {
            failures = 0;
            start = System.nanoTime();
        }

        int failures() {
            return failures;
        }

        private Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    /** Renews what a reaction says is stale. */
    @FunctionalInterface
    interface Renewal {
        void renew(RetryDecision reaction) throws TransferException, InterruptedException;
    }

    <T> T run(CallKind kind, String what, Renewal renewal, Attempt<T> attempt)
            throws TransferException, InterruptedException {
        Tries tries = new Tries();
        while (true) {
            cancellation.check();
            try {
                return attempt.run(tries);
            } catch (B2Exception e) {
                cancellation.check();
                react(kind, what, renewal, tries, e);
            }
        }
    }

    private void react(CallKind kind, String what, Renewal renewal, Tries tries, B2Exception e)
            throws TransferException, InterruptedException {
        RetryDecision reaction = ErrorClassifier.reactionTo(e, kind);
        if (reaction == RetryDecision.AUTHORISE_AGAIN && ++tries.authorisations <= MAX_AUTHORISATIONS) {
            observer.retrying(new RetryEvent(
                    what,
                    ErrorClassifier.cause(e),
                    reaction.words(),
                    tries.authorisations,
                    MAX_AUTHORISATIONS,
                    Duration.ZERO));
            renewal.renew(reaction);
            return;
        }
        int retry = tries.failures + 1;
        Duration delay = policy.delay(retry, e.getRetryAfterSecondsOrNull(), ThreadLocalRandom.current());
        if (reaction == RetryDecision.GIVE_UP
                || reaction == RetryDecision.AUTHORISE_AGAIN
                || !policy.allows(retry, tries.elapsed(), delay)) {
            throw ErrorClassifier.describe(what, e, retry);
        }
        tries.failures = retry;
        observer.retrying(
                new RetryEvent(what, ErrorClassifier.cause(e), reaction.words(), retry, policy.maxRetries(), delay));
        cancellation.sleep(delay);
        renewal.renew(reaction);
    }
}
