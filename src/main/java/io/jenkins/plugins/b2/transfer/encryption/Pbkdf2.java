package io.jenkins.plugins.b2.transfer.encryption;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) by Bouncy Castle: the JDK's takes characters, and a passphrase may be any bytes.
 */
final class Pbkdf2 {
    private static final int KEY_BITS = KdfParameters.KEY_BYTES * 8;

    private Pbkdf2() {}

    static byte[] derive(byte[] password, byte[] salt, int iterations) throws InterruptedException {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new InterruptibleSha256());
        generator.init(password, salt, iterations);
        try {
            return ((KeyParameter) generator.generateDerivedMacParameters(KEY_BITS)).getKey();
        } catch (Interruption e) {
            throw new InterruptedException("Interrupted while deriving a key");
        }
    }

    /** Carries an interrupt out of the generator, which knows no checked exceptions. */
    private static final class Interruption extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** SHA-256 that looks now and then whether its thread is interrupted: millions of iterations take many seconds. */
    private static final class InterruptibleSha256 extends SHA256Digest {
        /** Some milliseconds of work. */
        private static final int HASHES_BETWEEN_CHECKS = 8192;

        private int hashes;

        @Override
        public int doFinal(byte[] out, int offset) {
            if (++hashes % HASHES_BETWEEN_CHECKS == 0 && Thread.interrupted()) {
                throw new Interruption();
            }
            return super.doFinal(out, offset);
        }
    }
}
