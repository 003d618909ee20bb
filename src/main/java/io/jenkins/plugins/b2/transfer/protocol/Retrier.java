package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.http.SuccessClock;
import io.jenkins.plugins.b2.transfer.retry.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The loop around every request: tries, asks what the failure means, waits, tries again. Thread-safe. */
final class Retrier {
    /** A token that is refused right after it was given will be refused again. */
    private static final int MAX_AUTHORISATIONS = 2;

    /** Asked for after a failure only: most calls have none. */
    private final Supplier<RetryPolicy> policies;

    private final Cancellation cancellation;
    private final CallObserver observer;
    private final Clock clock;

    Retrier(Supplier<RetryPolicy> policies, Cancellation cancellation, CallObserver observer, Clock clock) {
        this.policies = policies;
        this.cancellation = cancellation;
        this.observer = observer;
        this.clock = clock;
    }

    /** @param successes those of the whole session */
    static Retrier of(
            ConnectionSettings settings, SuccessClock successes, Cancellation cancellation, CallObserver observer) {
        Supplier<RetryPolicy> policies = () -> RetryPolicy.of(
                settings.maxRetries(), settings.retryDelay(), settings.timeout(), settings.busyTimeout());
        return new Retrier(policies, cancellation, observer, new Clock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public long lastSuccess(CallKind kind) {
                return successes.lastSuccess(kind.service());
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                cancellation.sleep(duration);
            }
        });
    }

    /** Time, as the loop sees it. */
    interface Clock {
        long nanoTime();

        /** When any call of this kind last succeeded in the session, by {@link #nanoTime}. */
        long lastSuccess(CallKind kind);

        void sleep(Duration duration) throws InterruptedException;
    }

    /** One try. */
    @FunctionalInterface
    interface Attempt<T> {
        /**
         * @param tries what came of those before, and a way to say that bytes arrived all the same
         */
        T run(Tries tries) throws B2Exception, TransferException, InterruptedException;
    }

    /** Counts the tries of one call. */
    static final class Tries {
        private int made;
        private int failures;
        private int waits;
        private int authorizations;
        private B2Exception last;
        private long firstFailure;

        /** A try that moved the work forward starts the count anew, so that a long download may fail often. */
        void madeProgress() {
            made = 0;
            failures = 0;
            waits = 0;
        }

        /** What the try before this one ended in; null for the first. */
        B2Exception last() {
            return last;
        }

        private void failed(B2Exception e, long now) {
            last = e;
            if (made++ == 0) {
                firstFailure = now;
            }
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
                tries.failed(e, clock.nanoTime());
                RetryDecision reaction = ErrorClassifier.reactionTo(e, kind);
                RetryEvent retry = next(kind, what, tries, e, reaction);
                if (retry == null) {
                    throw ErrorClassifier.describe(what, e, kind, tries.made);
                }
                observer.retrying(retry);
                clock.sleep(retry.delay());
                renewal.renew(reaction);
            }
        }
    }

    /** The next try; null when there is none. */
    private RetryEvent next(CallKind kind, String what, Tries tries, B2Exception e, RetryDecision reaction) {
        boolean stale = reaction == RetryDecision.AUTHORISE_AGAIN;
        if (stale && tries.authorizations < MAX_AUTHORISATIONS) {
            return event(what, e, reaction, ++tries.authorizations, MAX_AUTHORISATIONS, Duration.ZERO);
        }
        RetryPolicy policy = policies.get();
        Integer asked = e.getRetryAfterSecondsOrNull();
        Duration busyDelay = policy.busyDelay(tries.waits + 1, asked, ThreadLocalRandom.current());
        if (ErrorClassifier.isBusy(e, kind) && policy.allowsBusy(unserved(kind, tries), busyDelay)) {
            return event(what, e, reaction, ++tries.waits, RetryEvent.UNCOUNTED, busyDelay);
        }
        Duration delay = policy.delay(tries.failures + 1, asked, ThreadLocalRandom.current());
        Duration elapsed = Duration.ofNanos(clock.nanoTime() - tries.firstFailure);
        if (reaction == RetryDecision.GIVE_UP || stale || !policy.allows(tries.failures + 1, elapsed, delay)) {
            return null;
        }
        return event(what, e, reaction, ++tries.failures, policy.maxRetries(), delay);
    }

    /** Since this call has failed first, or another one of its kind has succeeded after that. */
    private Duration unserved(CallKind kind, Tries tries) {
        long now = clock.nanoTime();
        return Duration.ofNanos(Math.min(now - tries.firstFailure, now - clock.lastSuccess(kind)));
    }

    private static RetryEvent event(
            String what, B2Exception e, RetryDecision reaction, int attempt, int of, Duration delay) {
        return new RetryEvent(what, ErrorClassifier.cause(e), reaction.words(), attempt, of, delay);
    }
}
