package io.jenkins.plugins.b2.transfer.encryption;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.Memoable;

/**
 * PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) by Bouncy Castle: the platform's takes characters, and a passphrase may be any bytes.
 */
final class BouncyCastlePbkdf2 {
    private static final int KEY_BITS = KdfParameters.KEY_BYTES * 8;

    private BouncyCastlePbkdf2() {}

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

    /**
     * The JDK's SHA-256, which uses the processor's own instructions, as Bouncy Castle takes it. Looks now and then whether
     * its thread is interrupted: millions of iterations take many seconds.
     */
    private static final class InterruptibleSha256 implements ExtendedDigest, Memoable {
        private static final int DIGEST_BYTES = 32;
        private static final int BLOCK_BYTES = 64;
        /** Some milliseconds of work. */
        private static final int HASHES_BETWEEN_CHECKS = 8192;

        private MessageDigest sha256;
        private int hashes;

        InterruptibleSha256() {
            this(newSha256());
        }

        private InterruptibleSha256(MessageDigest sha256) {
            this.sha256 = sha256;
        }

        @Override
        public String getAlgorithmName() {
            return sha256.getAlgorithm();
        }

        @Override
        public int getDigestSize() {
            return DIGEST_BYTES;
        }

        @Override
        public int getByteLength() {
            return BLOCK_BYTES;
        }

        @Override
        public void update(byte in) {
            sha256.update(in);
        }

        @Override
        public void update(byte[] in, int offset, int length) {
            sha256.update(in, offset, length);
        }

        @Override
        public int doFinal(byte[] out, int offset) {
            if (++hashes % HASHES_BETWEEN_CHECKS == 0 && Thread.interrupted()) {
                throw new Interruption();
            }
            try {
                return sha256.digest(out, offset, DIGEST_BYTES);
            } catch (DigestException e) {
                throw new IllegalArgumentException("No room for a hash", e);
            }
        }

        @Override
        public void reset() {
            sha256.reset();
        }

        @Override
        public Memoable copy() {
            return new InterruptibleSha256(clone(sha256));
        }

        @Override
        public void reset(Memoable other) {
            sha256 = clone(((InterruptibleSha256) other).sha256);
        }

        private static MessageDigest newSha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java has SHA-256", e);
            }
        }

        private static MessageDigest clone(MessageDigest state) {
            try {
                return (MessageDigest) state.clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("The JDK's SHA-256 can be cloned", e);
            }
        }
    }
}
