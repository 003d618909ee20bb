package io.jenkins.plugins.b2.transfer.encryption;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A passphrase in the memory of this process: any bytes, wiped on close, never printed, never serialised.
 *
 * <p>Keys are derived with {@link Pbkdf2} and the latest {@value #CACHED_KEYS} are kept. Safe for use by several
 * threads; threads that want the same key at the same time derive it once.
 */
public final class Passphrase implements KeySource, AutoCloseable {
    private static final int CACHED_KEYS = 256;
    private static final int LOCKS = 16;

    private final byte[] secret;
    private final Map<KdfParameters, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true);
    private final Lock[] derivations =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);
    private boolean closed;

    private Passphrase(byte[] secret) {
        if (secret.length == 0) {
            throw new IllegalArgumentException("The passphrase is empty");
        }
        this.secret = secret;
    }

    /**
     * The text as UTF-8; if it begins with {@code base64:}, the bytes that the rest decodes to.
     *
     * @param text not changed; the caller may wipe it afterwards
     * @throws IllegalArgumentException if it is empty or can't be decoded
     */
    public static Passphrase of(char[] text) {
        return new Passphrase(SecretText.toBytes(text));
    }

    /**
     * Exactly these bytes, without any rule for {@code base64:}.
     *
     * @param bytes copied; the caller may wipe them afterwards
     * @throws IllegalArgumentException if there are none
     */
    public static Passphrase of(byte[] bytes) {
        return new Passphrase(bytes.clone());
    }

    /** @throws IllegalStateException if closed */
    @Override
    public byte[] derive(KdfParameters parameters) throws InterruptedException {
        Objects.requireNonNull(parameters, "parameters");
        byte[] key = cached(parameters);
        if (key != null) {
            return key;
        }
        Lock lock = derivations[Math.floorMod(parameters.hashCode(), LOCKS)];
        lock.lockInterruptibly();
        try {
            key = cached(parameters);
            return key != null ? key : deriveAndRemember(parameters);
        } finally {
            lock.unlock();
        }
    }

    private byte[] deriveAndRemember(KdfParameters parameters) throws InterruptedException {
        byte[] password = snapshot();
        try {
            byte[] key = Pbkdf2.derive(password, parameters.salt(), parameters.iterations());
            remember(parameters, key);
            return key;
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private synchronized byte[] snapshot() {
        checkOpen();
        return secret.clone();
    }

    private synchronized byte[] cached(KdfParameters parameters) {
        checkOpen();
        byte[] key = cache.get(parameters);
        return key == null ? null : key.clone();
    }

    private synchronized void remember(KdfParameters parameters, byte[] key) {
        if (closed) {
            return;
        }
        cache.put(parameters, key.clone());
        if (cache.size() > CACHED_KEYS) {
            Iterator<byte[]> eldest = cache.values().iterator();
            Arrays.fill(eldest.next(), (byte) 0);
            eldest.remove();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The passphrase is closed");
        }
    }

    /** Wipes the passphrase and all keys derived from it. Copies handed out are their holders' to wipe. */
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
        cache.values().forEach(key -> Arrays.fill(key, (byte) 0));
        cache.clear();
    }

    @Override
    public String toString() {
        return "Passphrase[hidden]";
    }
}
