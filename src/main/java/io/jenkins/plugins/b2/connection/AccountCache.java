package io.jenkins.plugins.b2.connection;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What B2 has told of accounts, which operations with the same application key share while it is young, on the controller only:
 * authorizations, ids of buckets, and upload URLs that nobody uses for now. So a Pipeline of a hundred steps that upload a file
 * each authorizes once, looks its bucket up once and asks for one upload URL. Whoever is given it could have asked with the key
 * that it has. Of a bucket no settings are kept, so that nobody decides by old ones; and all goes with the authorization. What
 * nodes tell has no part in it. In memory only, an hour at most. Thread-safe.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class AccountCache {
    /** B2's tokens live for 24 hours at most, and an operation may go on for long with the one it is given. */
    private static final long YOUNG_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int MOST = 100;
    /** Of one key; an account has a hundred unless Backblaze allows more. */
    private static final int MOST_BUCKETS = 100;
    /** Of one bucket: so many steps that upload at the same time find one. */
    private static final int MOST_UPLOAD_URLS = 10;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MOST;
        }
    };

    /**
     * @param buckets their ids by name
     * @param uploadUrls those that nobody uses, by the bucket's name; the one used last is the first
     */
    private record Entry(
            AccountAuthorization authorization,
            long fetched,
            Map<String, String> buckets,
            Map<String, Deque<UploadUrl>> uploadUrls) {
        Entry(AccountAuthorization authorization) {
            this(authorization, System.nanoTime(), new HashMap<>(), new HashMap<>());
        }

        boolean isYoung() {
            Long expires = authorization.keyExpires();
            return System.nanoTime() - fetched < YOUNG_NANOS
                    && (expires == null || expires > System.currentTimeMillis());
        }
    }

    /**
     * An upload URL that one operation has for itself.
     *
     * @param giveBack lets others have it; called once at most
     */
    record Loan(UploadUrl url, Runnable giveBack) {}

    /** Asks B2 for an upload URL. */
    @FunctionalInterface
    interface UploadUrlSource {
        UploadUrl fetch() throws TransferException, InterruptedException;
    }

    static AccountCache get() {
        return ExtensionList.lookupSingleton(AccountCache.class);
    }

    /**
     * An authorizer for one operation. What it is asked for again has become stale, so it gives another one then.
     *
     * @param settings where, and which bucket
     * @param source makes one that holds the key, for the moment in which it is needed
     * @param afresh whether to share only with those that come later
     */
    AccountAuthorizer authorizer(
            ConnectionSettings settings, String keyId, String key, Supplier<AccountAuthorizer> source, boolean afresh) {
        String name = name(settings.realm(), keyId, key);
        String bucket = bucket(settings);
        AccountAuthorization[] given = new AccountAuthorization[1];
        return new AccountAuthorizer() {
            @Override
            public AccountAuthorization authorize() throws TransferException, InterruptedException {
                return authorize(event -> {});
            }

            @Override
            public AccountAuthorization authorize(CallObserver observer)
                    throws TransferException, InterruptedException {
                AccountAuthorization known = afresh ? null : young(name);
                if (known == null || known == given[0]) {
                    known = source.get().authorize(observer);
                    keep(name, known);
                }
                given[0] = known;
                return known;
            }

            @Override
            public String bucketId(BucketLookUp lookUp) throws TransferException, InterruptedException {
                String known = afresh ? null : bucket(name, bucket);
                if (known == null) {
                    known = lookUp.find();
                    keepBucket(name, bucket, known);
                }
                return known;
            }

            @Override
            public void bucketRefused(String id) {
                forgetBucket(name, bucket, id);
            }
        };
    }

    /**
     * Lends an upload URL that is idle, or a fresh one.
     *
     * @param settings where, and which bucket
     */
    Loan borrowUploadUrl(ConnectionSettings settings, String keyId, String key, UploadUrlSource source)
            throws TransferException, InterruptedException {
        String name = name(settings.realm(), keyId, key);
        String bucket = bucket(settings);
        UploadUrl idle = takeUploadUrl(name, bucket);
        UploadUrl url = idle == null ? source.fetch() : idle;
        Entry entry = entry(name);
        return new Loan(url, () -> keepUploadUrl(name, entry, bucket, url));
    }

    /** B2 takes names in any case. */
    private static String bucket(ConnectionSettings settings) {
        return settings.bucket().toLowerCase(Locale.ROOT);
    }

    /** Tells keys apart without holding them. */
    private static String name(URI realm, String keyId, String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String text = realm + "\n" + keyId + "\n" + key;
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized Entry entry(String name) {
        entries.values().removeIf(entry -> !entry.isYoung());
        return entries.get(name);
    }

    private AccountAuthorization young(String name) {
        Entry entry = entry(name);
        return entry == null ? null : entry.authorization();
    }

    private synchronized void keep(String name, AccountAuthorization authorization) {
        entries.put(name, new Entry(authorization));
    }

    private synchronized String bucket(String name, String bucket) {
        Entry entry = entry(name);
        return entry == null ? null : entry.buckets().get(bucket);
    }

    private synchronized void keepBucket(String name, String bucket, String id) {
        Entry entry = entry(name);
        if (entry != null && entry.buckets().size() < MOST_BUCKETS) {
            entry.buckets().put(bucket, id);
        }
    }

    private synchronized void forgetBucket(String name, String bucket, String id) {
        Entry entry = entry(name);
        if (entry != null) {
            entry.buckets().remove(bucket, id);
            entry.uploadUrls().remove(bucket);
        }
    }

    private synchronized UploadUrl takeUploadUrl(String name, String bucket) {
        Entry entry = entry(name);
        Deque<UploadUrl> idle = entry == null ? null : entry.uploadUrls().get(bucket);
        return idle == null ? null : idle.pollFirst();
    }

    /** @param entry what it was lent with; it is as old, and of no use any more where another one has taken its place */
    private synchronized void keepUploadUrl(String name, Entry entry, String bucket, UploadUrl url) {
        if (entry == null || entry(name) != entry) {
            return;
        }
        Map<String, Deque<UploadUrl>> all = entry.uploadUrls();
        if (!all.containsKey(bucket) && all.size() >= MOST_BUCKETS) {
            return;
        }
        Deque<UploadUrl> idle = all.computeIfAbsent(bucket, first -> new ArrayDeque<>());
        if (idle.size() < MOST_UPLOAD_URLS) {
            idle.addFirst(url);
        }
    }
}
