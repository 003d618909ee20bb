package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.B2StorageClientWebifier;
import com.backblaze.b2.client.B2StorageClientWebifierImpl;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2AccountAuthorization;
import com.backblaze.b2.client.webApiClients.B2WebApiClient;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.http.HttpTransport;
import java.time.Duration;

/**
 * Calls to B2 that repeat themselves as B2 asks for, and end on cancellation. The SDK's webifier makes requests of them;
 * its own retry loop is left aside, because it can't be stopped and gives up on errors that pass. Thread-safe.
 */
public final class B2Calls {
    /** Bytes; less than this is no reason to go on for ever with a connection that always breaks. */
    private static final long GOOD_PIECE = 256 * 1024;

    private static final int TOO_MANY_REQUESTS = 429;

    private final HttpTransport transport;
    private final ConnectionSettings settings;
    private final AuthorizationHolder authorization;
    private final Cancellation cancellation;
    private final B2WebApiClient client;
    private final B2StorageClientWebifier webifier;
    private final CallObserver observer;
    private final Retrier retrier;

    public B2Calls(
            HttpTransport transport,
            ConnectionSettings settings,
            AuthorizationHolder authorization,
            Cancellation cancellation,
            CallObserver observer) {
        this.transport = transport;
        this.settings = settings;
        this.authorization = authorization;
        this.cancellation = cancellation;
        this.observer = observer;
        this.client = transport.client(cancellation, observer::silent);
        this.webifier = new B2StorageClientWebifierImpl(
                client, settings.userAgent(), settings.realm().toString(), null);
        this.retrier = Retrier.of(settings, transport.successes(), cancellation, observer);
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

    /** Calls that are to be made although what they belong to is broken off. */
    @FunctionalInterface
    public interface CleanUp {
        void run(B2Calls calls) throws TransferException, InterruptedException;
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
     * The id of the session's bucket, which is asked for once a session, or less often where sessions share it.
     *
     * @param lookUp asks B2 by the bucket's name
     */
    public String bucketId(AccountAuthorizer.BucketLookUp lookUp) throws TransferException, InterruptedException {
        return authorization.bucketId(lookUp);
    }

    /** B2 does not know this id of the bucket: it is looked up again by whoever needs it next. */
    public void bucketRefused(String id) throws InterruptedException {
        authorization.bucketRefused(id);
    }

    /**
     * @param what in words that fit after "could not", such as {@code list the files}
     */
    public <T> T call(String what, Call<T> call) throws TransferException, InterruptedException {
        return call(what, call, () -> null);
    }

    /**
     * A file version by its id alone. It may be in any bucket of the account that the key reaches.
     *
     * @param name by which messages call it; null where nobody knows it yet
     */
    public FileVersionAnswer fileVersion(String fileId, String name) throws TransferException, InterruptedException {
        return call(
                name == null ? "look up the file version '" + fileId + "'" : "look up '" + name + "'",
                (ignored, account) -> FileVersionAnswer.ask(client, settings.userAgent(), account, fileId));
    }

    /** A call that must not be made twice. */
    public <T> T call(String what, Call<T> call, Reconciliation<T> reconciliation)
            throws TransferException, InterruptedException {
        Token token = new Token();
        return retrier.run(CallKind.CALL, what, token, tries -> {
            T found = ErrorClassifier.mayHaveWorked(tries.last()) ? reconciliation.find() : null;
            return found != null ? found : call.make(webifier, token.get());
        });
    }

    /** Sends content to an upload URL on loan. */
    public <U, T> T upload(String what, UploadUrls<U> urls, Upload<U, T> upload, Reconciliation<T> reconciliation)
            throws TransferException, InterruptedException {
        return retrier.run(CallKind.UPLOAD, what, reaction -> {}, tries -> {
            B2Exception last = tries.last();
            T found = ErrorClassifier.mayHaveWorked(last) ? reconciliation.find() : null;
            if (found != null) {
                return found;
            }
            U url = last == null || isUrlStillGood(last) ? urls.take(this) : urls.fetch(this);
            try {
                return send(urls, url, upload);
            } catch (B2Exception e) {
                if (!urls.isSecondHand(url) || !ErrorClassifier.isUploadUrlRefused(e)) {
                    throw e;
                }
                // By what others did with it, which is no trouble of this upload, and none of B2.
                return send(urls, urls.fetch(this), upload);
            }
        });
    }

    private <U, T> T send(UploadUrls<U> urls, U url, Upload<U, T> upload)
            throws B2Exception, TransferException, InterruptedException {
        try {
            T result = upload.make(webifier, url);
            urls.giveBack(url);
            return result;
        } catch (B2Exception e) {
            if (isUrlStillGood(e)) {
                urls.giveBack(url);
            }
            throw e;
        }
    }

    private static boolean isUrlStillGood(B2Exception e) {
        return e.getStatus() == TOO_MANY_REQUESTS;
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

    /**
     * Makes calls that no cancellation and no interrupt of this thread ends, with all the patience of others. From the
     * moment of a cancellation or an interrupt they have only this time left.
     *
     * @throws TransferException also when that time was not enough
     */
    public void uncancelled(Duration limit, CleanUp cleanUp) throws TransferException {
        new UncancelledRun(cancellation, limit)
                .run(own -> cleanUp.run(new B2Calls(transport, settings, authorization, own, observer)));
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
