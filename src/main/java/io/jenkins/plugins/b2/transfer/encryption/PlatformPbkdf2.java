package io.jenkins.plugins.b2.transfer.encryption;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) for keys of one hash's length, on the Java platform's HMAC: the way out where Bouncy
 * Castle is the one for FIPS 140, which has other classes. The platform's own PBKDF2 takes characters.
 */
final class PlatformPbkdf2 {
    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};
    /** Some milliseconds of work. */
    private static final int ITERATIONS_BETWEEN_CHECKS = 4096;

    private PlatformPbkdf2() {}

    /**
     * @param password at least one byte
     * @return {@value KdfParameters#KEY_BYTES} bytes
     * @throws InterruptedException within milliseconds of an interrupt: millions of iterations take many seconds
     */
    static byte[] derive(byte[] password, byte[] salt, int iterations) throws InterruptedException {
        Mac mac = Primitives.hmac(password);
        mac.update(salt);
        byte[] hash = mac.doFinal(FIRST_BLOCK);
        byte[] key = hash.clone();
        for (int done = 1; done < iterations; done++) {
            if (done % ITERATIONS_BETWEEN_CHECKS == 0 && Thread.interrupted()) {
                throw new InterruptedException("Interrupted while deriving a key");
            }
            mac.update(hash);
            finish(mac, hash);
            for (int i = 0; i < key.length; i++) {
                key[i] ^= hash[i];
            }
        }
        return key;
    }

    private static void finish(Mac mac, byte[] hash) {
        try {
            mac.doFinal(hash, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No room for a hash", e);
        }
    }
}
