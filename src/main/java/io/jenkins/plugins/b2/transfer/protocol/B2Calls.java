package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.B2StorageClientWebifier;
import com.backblaze.b2.client.B2StorageClientWebifierImpl;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.http.HttpTransport;
import io.jenkins.plugins.b2.transfer.retry.RetryPolicy;

/**
 * Calls to B2 that repeat themselves as B2 asks for, and end on cancellation. The SDK's webifier makes requests of them;
 * its own retry loop is left aside, because it can't be stopped and gives up on errors that pass. Thread-safe.
 */
public final class B2Calls {
    /** Bytes; less than this is no reason to go on for ever with a connection that always breaks. */
    private static final long GOOD_PIECE = 256 * 1024;

    private final AuthorizationHolder authorization;
    private final B2StorageClientWebifier webifier;
    private final RetryObserver observer;
    private final Retrier retrier;

    public B2Calls(
            HttpTransport transport,
            ConnectionSettings settings,
            AuthorizationHolder authorization,
            Cancellation cancellation,
            RetryObserver observer) {
        this.authorization = authorization;
        this.observer = observer;
        this.webifier = webifier(transport, settings, cancellation);
        RetryPolicy policy = RetryPolicy.of(settings.maxRetries(), settings.retryDelay(), settings.timeout());
        this.retrier = new Retrier(policy, cancellation, observer);
    }

    static B2StorageClientWebifier webifier(
            HttpTransport transport, ConnectionSettings settings, Cancellation cancellation) {
        return new B2StorageClientWebifierImpl(
                transport.client(cancellation),
                settings.userAgent(),
                settings.realm().toString(),
                null);
    }

    /** A request with the account's token. */
    @FunctionalInterface
    public interface Call<T> {
        T make(B2StorageClientWebifier webifier, B2AccountAuthorization authorization) throws B2Exception;
    }

    /** A request to an upload URL. */
    @FunctionalInterface
    public interface Upload<U, T> {
        T make(B2StorageClientWebifier webifier, U url) throws B2Exception, TransferException, InterruptedException;
    }

    /** A look, before sending again, at whether the request whose answer was lost did its work after all. */
    @FunctionalInterface
    public interface Reconciliation<T> {
        /** What the lost answer would have said; null when the request has to be sent again. */
        T find() throws TransferException, InterruptedException;
    }

    /** Content that is fetched piece by piece; each try goes on where the last one ended. */
    @FunctionalInterface
    public interface Download {
        void make(B2StorageClientWebifier webifier, B2AccountAuthorization authorization) throws B2Exception;
    }

    public AccountAuthorization authorization() throws TransferException, InterruptedException {
        return authorization.get(observer);
    }

    /**
     * @param what in words that fit after "could not", such as {@code list the files}
     */
    public <T> T call(String what, Call<T> call) throws TransferException, InterruptedException {
        return call(what, call, () -> null);
    }

    /** A call that must not be made twice. */
    public <T> T call(String what, Call<T> call, Reconciliation<T> reconciliation)
            throws TransferException, InterruptedException {
        Token token = new Token();
        return retrier.run(CallKind.CALL, what, token, tries -> {
            T found = tries.failures() > 0 ? reconciliation.find() : null;
            return found != null ? found : call.make(webifier, token.get());
        });
    }

    /** Sends content to an upload URL on loan. */
    public <U, T> T upload(String what, UploadUrls<U> urls, Upload<U, T> upload, Reconciliation<T> reconciliation)
            throws TransferException, InterruptedException {
        LastTry last = new LastTry();
        return retrier.run(CallKind.UPLOAD, what, reaction -> {}, tries -> {
            T found = last.answerLost ? reconciliation.find() : null;
            if (found != null) {
                return found;
            }
            U url = last.urlSpent ? urls.fetch(this) : urls.take(this);
            try {
                T result = upload.make(webifier, url);
                urls.giveBack(url);
                return result;
            } catch (B2Exception e) {
                last.answerLost = ErrorClassifier.mayHaveWorked(e);
                last.urlSpent = e.getStatus() != 429;
                if (!last.urlSpent) {
                    urls.giveBack(url);
                }
                throw e;
            }
        });
    }

    /** What the next try of an upload has to know of the one before. */
    private static final class LastTry {
        private boolean answerLost;
        private boolean urlSpent;
    }

    /**
     * @param position tells how far the content has arrived, so that a try that brought a good piece does not count as
     *     failed
     */
    public void download(String what, java.util.function.LongSupplier position, Download download)
            throws TransferException, InterruptedException {
        Token token = new Token();
        long[] before = {position.getAsLong()};
        retrier.<Void>run(CallKind.DOWNLOAD, what, token, tries -> {
            try {
                download.make(webifier, token.get());
                return null;
            } finally {
                if (position.getAsLong() - before[0] >= GOOD_PIECE) {
                    before[0] = position.getAsLong();
                    tries.madeProgress();
                }
            }
        });
    }

    /** The token that a call was made with, so that only this one is renewed. */
    private final class Token implements Retrier.Renewal {
        private AccountAuthorization used;

        B2AccountAuthorization get() throws TransferException, InterruptedException {
            used = authorization.get(observer);
            return AuthorizationHolder.forSdk(used);
        }

        @Override
        public void renew(RetryDecision reaction) throws TransferException, InterruptedException {
            if (reaction == RetryDecision.AUTHORISE_AGAIN) {
                authorization.renew(used, observer);
            }
        }
    }
}
