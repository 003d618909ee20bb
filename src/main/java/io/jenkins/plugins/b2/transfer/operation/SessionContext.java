package io.jenkins.plugins.b2.transfer.operation;

import com.backblaze.b2.client.B2StorageClientWebifier;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2ForbiddenException;
import com.backblaze.b2.client.structures.B2AccountAuthorization;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2BucketFileLockConfiguration;
import com.backblaze.b2.client.structures.B2GetUploadUrlRequest;
import com.backblaze.b2.client.structures.B2ListBucketsRequest;
import com.backblaze.b2.client.structures.B2UploadUrlResponse;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.SessionStatistics;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferException.Scope;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.http.HttpTransport;
import io.jenkins.plugins.b2.transfer.progress.RateMeter;
import io.jenkins.plugins.b2.transfer.protocol.AuthorizationHolder;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import io.jenkins.plugins.b2.transfer.protocol.ErrorClassifier;
import io.jenkins.plugins.b2.transfer.protocol.UploadUrls;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What all operations of a session share: connections, authorization, bucket, upload URLs, throttle. Thread-safe. */
public final class SessionContext implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(SessionContext.class.getName());

    private final ConnectionSettings settings;
    private final HttpTransport transport;
    private final AccountAuthorizer authorizer;
    private final AuthorizationHolder authorization;
    private final Throttle throttle;
    private final Cancellation cancellation = new Cancellation();
    private final RateMeter uploaded = new RateMeter();
    private final RateMeter downloaded = new RateMeter();
    private final LongAdder retries = new LongAdder();
    private volatile B2UploadUrlResponse borrowed;
    private final UploadUrls<B2UploadUrlResponse> uploadUrls =
            new UploadUrls<>(this::nextUploadUrl, url -> url == borrowed);
    private final AtomicBoolean hasAsked = new AtomicBoolean();
    private volatile Optional<B2BucketFileLockConfiguration> objectLock;

    public SessionContext(ConnectionSettings settings, AccountAuthorizer authorizer, Throttle throttle) {
        this.settings = settings;
        this.transport = new HttpTransport(settings);
        this.authorizer = authorizer;
        this.authorization = new AuthorizationHolder(authorizer);
        this.throttle = throttle;
    }

    public ConnectionSettings settings() {
        return settings;
    }

    public HttpTransport transport() {
        return transport;
    }

    public Throttle throttle() {
        return throttle;
    }

    public Cancellation cancellation() {
        return cancellation;
    }

    public RateMeter uploaded() {
        return uploaded;
    }

    public RateMeter downloaded() {
        return downloaded;
    }

    public UploadUrls<B2UploadUrlResponse> uploadUrls() {
        return uploadUrls;
    }

    public B2Calls calls(Cancellation scope, CallObserver observer) {
        return new B2Calls(transport, settings, authorization, scope, observer.onRetry(retries::increment));
    }

    /** The bucket's id, from the key's restriction or by asking for the bucket's name. */
    public String bucketId(B2Calls calls) throws TransferException, InterruptedException {
        AccountAuthorization account = calls.authorization();
        checkRegion(account);
        String allowed = allowedBucket(account);
        return allowed != null ? allowed : calls.bucketId(() -> bucket(calls).getBucketId());
    }

    /** A request that names the bucket by its id. */
    @FunctionalInterface
    public interface BucketCall<T> {
        T make(B2StorageClientWebifier webifier, B2AccountAuthorization authorization, String bucketId)
                throws B2Exception;
    }

    /** As {@link #call(B2Calls, String, BucketCall, B2Calls.Reconciliation)}, of what may be made twice. */
    public <T> T call(B2Calls calls, String what, BucketCall<T> call) throws TransferException, InterruptedException {
        return call(calls, what, call, () -> null);
    }

    /**
     * Every call that names the bucket by its id. Somebody may have deleted the bucket and made another one of its name since
     * the id became known: where B2 does not know it any more, it is looked up again, and the call is made once more.
     *
     * @param what in words that fit after "could not", such as {@code list the files}
     */
    public <T> T call(B2Calls calls, String what, BucketCall<T> call, B2Calls.Reconciliation<T> reconciliation)
            throws TransferException, InterruptedException {
        String id = bucketId(calls);
        try {
            return calls.call(what, (webifier, account) -> call.make(webifier, account, id), reconciliation);
        } catch (TransferException e) {
            if (!ErrorClassifier.isBucketUnknown(e)) {
                throw e;
            }
            String another = bucketIdInsteadOf(calls, id);
            if (another.equals(id)) {
                throw e;
            }
            return calls.call(what, (webifier, account) -> call.make(webifier, account, another), reconciliation);
        }
    }

    /** The bucket's id, looked up again where it is still this one; it may turn out to be the same. */
    public String bucketIdInsteadOf(B2Calls calls, String refused) throws TransferException, InterruptedException {
        calls.bucketRefused(refused);
        return bucketId(calls);
    }

    private String allowedBucket(AccountAuthorization account) throws TransferException {
        if (account.buckets().isEmpty()) {
            return null;
        }
        for (AccountAuthorization.AllowedBucket bucket : account.buckets()) {
            if (settings.bucket().equalsIgnoreCase(bucket.name())) {
                return bucket.id();
            }
        }
        List<String> names = account.buckets().stream()
                .map(bucket -> bucket.name() == null ? "(deleted)" : bucket.name())
                .toList();
        throw new TransferException(
                Kind.PERMISSION,
                "The application key may not use the bucket '" + settings.bucket() + "', only "
                        + String.join(", ", names) + ". Choose one of these or use another key",
                null,
                false,
                Scope.ACCOUNT);
    }

    /** The bucket with its settings. */
    public B2Bucket bucket(B2Calls calls) throws TransferException, InterruptedException {
        List<B2Bucket> found = calls.call(
                "look up the bucket '" + settings.bucket() + "'",
                (webifier, account) -> webifier.listBuckets(
                                account,
                                B2ListBucketsRequest.builder(account.getAccountId())
                                        .setBucketName(settings.bucket())
                                        .build())
                        .getBuckets());
        if (found.isEmpty()) {
            throw new TransferException(
                    Kind.NOT_FOUND,
                    "There is no bucket '" + settings.bucket() + "' in this account. Check its name, or create it on"
                            + " Backblaze's page \"Buckets\"",
                    null,
                    false,
                    Scope.ACCOUNT);
        }
        return found.get(0);
    }

    /**
     * Whether files of the bucket can be locked against deletion. Asked of B2 once a session.
     *
     * @return empty when the key may not know
     */
    public Optional<B2BucketFileLockConfiguration> objectLock(B2Calls calls)
            throws TransferException, InterruptedException {
        Optional<B2BucketFileLockConfiguration> known = objectLock;
        if (known == null) {
            known = readObjectLock(calls);
            objectLock = known;
        }
        return known;
    }

    private Optional<B2BucketFileLockConfiguration> readObjectLock(B2Calls calls)
            throws TransferException, InterruptedException {
        try {
            return Optional.ofNullable(bucket(calls).getFileLockConfiguration());
        } catch (B2ForbiddenException e) {
            return Optional.empty();
        } catch (TransferException e) {
            if (e.kind() == Kind.PERMISSION) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Fails when name and info are more than B2 takes; asks for the bucket's settings only where these matter. */
    public void checkInfo(B2Calls calls, String name, Map<String, String> info)
            throws TransferException, InterruptedException {
        boolean small = FileNames.infoBytes(name, info) <= FileNames.MAX_INFO_BYTES_IF_PROTECTED;
        boolean locked = !small
                && objectLock(calls)
                        .map(B2BucketFileLockConfiguration::isFileLockEnabled)
                        .orElse(false);
        FileNames.checkInfo(name, info, locked ? FileNames.MAX_INFO_BYTES_IF_PROTECTED : FileNames.MAX_INFO_BYTES);
    }

    private void checkRegion(AccountAuthorization account) throws TransferException {
        String actual = account.region();
        if (settings.region() != null && actual != null && !settings.region().equalsIgnoreCase(actual)) {
            throw new TransferException(
                    Kind.USAGE,
                    "The account is in the region " + actual + ", but " + settings.region()
                            + " is configured. Correct the region or leave it empty");
        }
    }

    /** The first may be on loan. Whoever has trouble with it asks again, and so is never given it twice. */
    private B2UploadUrlResponse nextUploadUrl(B2Calls calls) throws TransferException, InterruptedException {
        UploadUrl lent = hasAsked.getAndSet(true) ? null : borrow();
        if (lent == null) {
            return fetchUploadUrl(calls);
        }
        borrowed = new B2UploadUrlResponse(lent.bucketId(), lent.url(), lent.token());
        return borrowed;
    }

    /** Whoever lends may not reach B2 from where that is; if nobody does, asking from here tells. */
    private UploadUrl borrow() throws InterruptedException {
        try {
            return authorizer.borrowUploadUrl();
        } catch (TransferException e) {
            LOGGER.log(Level.FINE, "No upload URL can be borrowed", e);
            return null;
        }
    }

    /** Gives back the upload URL that was borrowed, if one was and nothing speaks against it; for the end of a session. */
    public void returnUploadUrl() {
        if (borrowed != null && uploadUrls.isIdle(borrowed)) {
            authorizer.returnUploadUrl();
        }
    }

    /** Asks B2 for an upload URL. */
    public B2UploadUrlResponse fetchUploadUrl(B2Calls calls) throws TransferException, InterruptedException {
        return call(
                calls,
                "get an upload URL",
                (webifier, account, bucket) -> webifier.getUploadUrl(
                        account, B2GetUploadUrlRequest.builder(bucket).build()));
    }

    /**
     * The wall around a session: fails when a name, or what names are to begin with, is out of the session's or the key's
     * reach. Asked for what is requested, before any other request is made, and for what B2 answers to an id.
     */
    public void checkPrefix(B2Calls calls, String nameOrPrefix) throws TransferException, InterruptedException {
        if (settings.prefix() != null && !nameOrPrefix.startsWith(settings.prefix())) {
            throw new TransferException(
                    Kind.PERMISSION,
                    "Only names that begin with '" + settings.prefix() + "' may be used here, and '" + nameOrPrefix
                            + "' does not. Use that prefix");
        }
        String allowed = calls.authorization().namePrefix();
        if (allowed != null && !nameOrPrefix.startsWith(allowed)) {
            throw new TransferException(
                    Kind.PERMISSION,
                    "The application key only reaches names that begin with '" + allowed + "', and '" + nameOrPrefix
                            + "' does not. Use that prefix or another key");
        }
    }

    public SessionStatistics statistics() {
        return new SessionStatistics(
                uploaded.total(),
                downloaded.total(),
                uploaded.bytesPerSecond(),
                downloaded.bytesPerSecond(),
                transport.counter().succeeded(),
                transport.counter().failed(),
                retries.sum(),
                transport.connectionsInUse(),
                transport.connectionsIdle(),
                transport.connectionsMax());
    }

    @Override
    public void close() {
        cancellation.cancel();
        transport.close();
    }
}
