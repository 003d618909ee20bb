package io.jenkins.plugins.b2.connection;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Account authorizations that operations with the same application key share while they are young, on the controller only:
 * a Pipeline of a hundred steps authorizes once. Whoever is given one could have fetched it with the key that it has. In
 * memory only, an hour at most. Thread-safe.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class SharedAuthorizations {
    /** B2's tokens live for 24 hours at most, and an operation may go on for long with the one it is given. */
    private static final long YOUNG_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int MOST = 100;

    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > MOST;
        }
    };

    private record Entry(AccountAuthorization authorization, long fetched) {
        boolean isYoung() {
            Long expires = authorization.keyExpires();
            return System.nanoTime() - fetched < YOUNG_NANOS
                    && (expires == null || expires > System.currentTimeMillis());
        }
    }

    static SharedAuthorizations get() {
        return ExtensionList.lookupSingleton(SharedAuthorizations.class);
    }

    /**
     * An authorizer for one operation. What it is asked for again has become stale, so it gives another one then.
     *
     * @param source makes one that holds the key, for the moment in which it is needed
     * @param afresh whether to share only with those that come later
     */
    AccountAuthorizer share(URI realm, String keyId, String key, Supplier<AccountAuthorizer> source, boolean afresh) {
        String name = name(realm, keyId, key);
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

    private synchronized AccountAuthorization young(String name) {
        entries.values().removeIf(entry -> !entry.isYoung());
        Entry entry = entries.get(name);
        return entry == null ? null : entry.authorization();
    }

    private synchronized void keep(String name, AccountAuthorization authorization) {
        entries.put(name, new Entry(authorization, System.nanoTime()));
    }
}
