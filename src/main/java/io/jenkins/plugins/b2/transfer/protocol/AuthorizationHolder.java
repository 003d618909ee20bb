package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.structures.B2AccountAuthorization;
import com.backblaze.b2.client.structures.B2Allowed;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The account authorization of a session, and the id of its bucket. Whoever needs one first, or finds it stale, fetches it for
 * all. Thread-safe.
 */
public final class AuthorizationHolder {
    private final AccountAuthorizer authorizer;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile AccountAuthorization current;
    private volatile String bucketId;

    public AuthorizationHolder(AccountAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    AccountAuthorization get(CallObserver observer) throws TransferException, InterruptedException {
        AccountAuthorization known = current;
        return known != null ? known : renew(null, observer);
    }

    /** Fetches a new one unless somebody has done so since the stale one was in use. */
    AccountAuthorization renew(AccountAuthorization stale, CallObserver observer)
            throws TransferException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (current == stale || current == null) {
                current = authorizer.authorize(observer);
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    String bucketId(AccountAuthorizer.BucketLookUp lookUp) throws TransferException, InterruptedException {
        String known = bucketId;
        if (known != null) {
            return known;
        }
        lock.lockInterruptibly();
        try {
            known = bucketId;
            if (known == null) {
                known = authorizer.bucketId(lookUp);
                bucketId = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets an id of the bucket, unless somebody has looked up another one since. */
    void bucketRefused(String refused) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (refused.equals(bucketId)) {
                bucketId = null;
                authorizer.bucketRefused(refused);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The SDK's form of it. */
    static B2AccountAuthorization forSdk(AccountAuthorization authorization) {
        return new B2AccountAuthorization(
                authorization.accountId(),
                authorization.token(),
                authorization.apiUrl(),
                authorization.downloadUrl(),
                authorization.recommendedPartSize(),
                authorization.absoluteMinimumPartSize(),
                new B2Allowed(List.copyOf(authorization.capabilities()), null, null, authorization.namePrefix()),
                authorization.s3ApiUrl());
    }
}
