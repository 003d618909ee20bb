package io.jenkins.plugins.b2.emulator.store;

import java.util.List;

/** The account's application keys. Thread-safe. */
public final class Keys {
    private final Account account;

    public Keys(Account account) {
        this.account = account;
    }

    /** Adds or replaces a key. */
    public AppKey put(AppKey key) {
        account.lock().lock();
        try {
            account.journal().append("key", key);
            account.keys().put(key.keyId(), key);
            return key;
        } finally {
            account.lock().unlock();
        }
    }

    /** Makes this the account's first key, instead of the one that was. */
    public void replaceMaster(AppKey key) {
        account.lock().lock();
        try {
            AppKey old = master();
            if (old != null) {
                account.journal().append("keyGone", old.keyId());
                account.keys().remove(old.keyId());
            }
            put(key);
        } finally {
            account.lock().unlock();
        }
    }

    /** Null when there is no such key. */
    public AppKey get(String keyId) {
        account.lock().lock();
        try {
            return account.keys().get(keyId);
        } finally {
            account.lock().unlock();
        }
    }

    /** The account's first key, or null when it has none yet. */
    public AppKey master() {
        return all().stream().filter(AppKey::master).findFirst().orElse(null);
    }

    /** All keys, ordered by id. */
    public List<AppKey> all() {
        account.lock().lock();
        try {
            return List.copyOf(account.keys().values());
        } finally {
            account.lock().unlock();
        }
    }

    /** Removes a key and returns it; null when there was none. The master key stays. */
    public AppKey remove(String keyId) {
        account.lock().lock();
        try {
            AppKey key = account.keys().get(keyId);
            if (key == null || key.master()) {
                return null;
            }
            account.journal().append("keyGone", keyId);
            return account.keys().remove(keyId);
        } finally {
            account.lock().unlock();
        }
    }

    /** An id in B2's shape that no key has. */
    public String newKeyId() {
        account.lock().lock();
        try {
            return "005" + account.accountId() + String.format("%010d", account.nextNumber());
        } finally {
            account.lock().unlock();
        }
    }

    public static String newSecret() {
        return "K005" + Account.randomHex(27);
    }
}
