package io.jenkins.plugins.b2.transfer.encryption;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) for one block of output.
 *
 * <p>Own loop over the JDK's HMAC: the JDK's own PBKDF2 takes characters, not bytes, and can't be interrupted; Bouncy
 * Castle's can't be interrupted either and takes more than twice the time (figures in docs/encryption.md).
 */
final class Pbkdf2 {
    /** Some milliseconds of work. */
    private static final int ITERATIONS_BETWEEN_CHECKS = 4096;

    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

    private Pbkdf2() {}

    static byte[] derive(byte[] password, byte[] salt, int iterations) throws InterruptedException {
        Mac mac = Primitives.hmac(password);
        byte[] key = new byte[KdfParameters.KEY_BYTES];
        byte[] last = new byte[KdfParameters.KEY_BYTES];
        try {
            mac.update(salt);
            mac.update(FIRST_BLOCK);
            mac.doFinal(last, 0);
            xor(key, last);
            for (int i = 1; i < iterations; i++) {
                if (i % ITERATIONS_BETWEEN_CHECKS == 0 && Thread.interrupted()) {
                    Arrays.fill(key, (byte) 0);
                    throw new InterruptedException("Interrupted while deriving a key");
                }
                mac.update(last);
                mac.doFinal(last, 0);
                xor(key, last);
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            Arrays.fill(last, (byte) 0);
        }
    }

    private static void xor(byte[] target, byte[] other) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= other[i];
        }
    }
}
