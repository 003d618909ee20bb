package io.jenkins.plugins.b2.connection;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
 * What B2 has told of accounts, authorizations and ids of buckets, which operations with the same application key share while it is
 * young, on the controller only: a Pipeline of a hundred steps authorizes once and looks its bucket up once. Whoever is given it
 * could have asked with the key that it has. Of a bucket nothing but its id is kept, so that nobody decides by old settings; and it
 * goes with the authorization. What nodes tell has no part in it. In memory only, an hour at most. Thread-safe.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class AccountCache {
    /** B2's tokens live for 24 hours at most, and an operation may go on for long with the one it is given. */
    private static final long YOUNG_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int MOST = 100;
    /** Of one key; an account has a hundred unless Backblaze allows more. */
    private static final int MOST_BUCKETS = 100;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MOST;
        }
    };

    /** @param buckets their ids by name */
    private record Entry(AccountAuthorization authorization, long fetched, Map<String, String> buckets) {
        boolean isYoung() {
            Long expires = authorization.keyExpires();
            return System.nanoTime() - fetched < YOUNG_NANOS
                    && (expires == null || expires > System.currentTimeMillis());
        }
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
        // B2 takes names in any case.
        String bucket = settings.bucket().toLowerCase(Locale.ROOT);
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
        entries.put(name, new Entry(authorization, System.nanoTime(), new HashMap<>()));
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
        }
    }
}
