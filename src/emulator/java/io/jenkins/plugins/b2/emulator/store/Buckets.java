package io.jenkins.plugins.b2.emulator.store;

import java.util.List;
import java.util.function.UnaryOperator;

/** The account's buckets. Thread-safe. */
public final class Buckets {
    private static final int MAX_BUCKETS = 100;

    private final Account account;

    public Buckets(Account account) {
        this.account = account;
    }

    /** All buckets, ordered by id. */
    public List<Bucket> all() {
        account.lock().lock();
        try {
            return account.shelves().values().stream().map(Shelf::bucket).toList();
        } finally {
            account.lock().unlock();
        }
    }

    /** Answers 400 {@code bad_bucket_id} for an unknown id. */
    public Bucket get(String bucketId) {
        account.lock().lock();
        try {
            return account.shelf(bucketId).bucket();
        } finally {
            account.lock().unlock();
        }
    }

    /** Null when there is no bucket of that name; case does not matter. */
    public Bucket byName(String name) {
        return all().stream()
                .filter(b -> b.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(null);
    }

    /** Creates what {@code settings} makes of a fresh bucket id. */
    public Bucket create(String name, UnaryOperator<Bucket> settings) {
        account.lock().lock();
        try {
            if (byName(name) != null) {
                throw B2Failure.badRequest("duplicate_bucket_name", "Bucket name is already in use: " + name);
            }
            if (account.shelves().size() >= MAX_BUCKETS) {
                throw B2Failure.badRequest("too_many_buckets", "No more than " + MAX_BUCKETS + " buckets an account");
            }
            Bucket plain = new Bucket(
                    Account.randomHex(24),
                    name,
                    null,
                    null,
                    null,
                    null,
                    ServerSideEncryption.NONE,
                    false,
                    null,
                    null,
                    null,
                    2);
            Bucket bucket = settings.apply(plain);
            account.journal().append("bucket", bucket);
            account.shelves().put(bucket.id(), new Shelf(bucket));
            return bucket;
        } finally {
            account.lock().unlock();
        }
    }

    /** Applies a change; {@code ifRevisionIs} may be null. */
    public Bucket update(String bucketId, Long ifRevisionIs, UnaryOperator<Bucket> change) {
        account.lock().lock();
        try {
            Shelf shelf = account.shelf(bucketId);
            int revision = shelf.bucket().revision();
            if (ifRevisionIs != null && ifRevisionIs != revision) {
                throw new B2Failure(409, "conflict", "The bucket is at revision " + revision + ", not " + ifRevisionIs);
            }
            Bucket changed = change.apply(shelf.bucket());
            account.journal().append("bucket", changed);
            account.shelves().put(bucketId, shelf.with(changed));
            return changed;
        } finally {
            account.lock().unlock();
        }
    }

    public Bucket delete(String bucketId) {
        account.lock().lock();
        try {
            Shelf shelf = account.shelf(bucketId);
            if (!shelf.rows().isEmpty()) {
                throw B2Failure.badRequest(
                        "cannot_delete_non_empty_bucket", "The bucket still holds file versions or unfinished files");
            }
            account.journal().append("bucketGone", bucketId);
            account.shelves().remove(bucketId);
            return shelf.bucket();
        } finally {
            account.lock().unlock();
        }
    }
}
