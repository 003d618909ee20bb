package io.jenkins.plugins.b2.transfer.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;

/**
 * Tells whether a plaintext is the one that an encrypted file was made from, without giving it away: an HMAC-SHA256 of
 * length and digest under a key of the file's own. The same plaintext has another fingerprint in another file.
 *
 * <p>Key: HKDF-SHA256 of the derived key, salt = the bytes that the file begins with (AES256_GCM: both headers, and so
 * its name; FERNET: the first 25 bytes before Base64), info = {@value #LABEL}. Safe for several
 * threads.
 */
public final class Fingerprint implements AutoCloseable {
    static final String LABEL = "backblaze-b2 fingerprint v1";

    private final byte[] key;
    private boolean closed;

    private Fingerprint(byte[] key) {
        this.key = key;
    }

    /** @param derivedKey copied into a key of its own */
    public static Fingerprint of(byte[] derivedKey, byte[] header) {
        return new Fingerprint(Primitives.hkdf(derivedKey, header, LABEL.getBytes(StandardCharsets.US_ASCII)));
    }

    /**
     * The fingerprint.
     *
     * @param digest of the plaintext, by a hash that nobody can find collisions of; always the same algorithm
     * @return 43 characters, URL-safe Base64
     */
    public synchronized String of(byte[] digest, long length) {
        if (closed) {
            throw new IllegalStateException("The key was wiped: its owner is closed");
        }
        Mac mac = Primitives.hmac(key);
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(length).flip());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(digest));
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(key, (byte) 0);
    }

    @Override
    public String toString() {
        return "Fingerprint[hidden]";
    }
}
