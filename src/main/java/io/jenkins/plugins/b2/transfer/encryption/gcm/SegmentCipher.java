package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts segments, one cipher call each: decrypting in pieces would make the JDK collect them in a
 * buffer of its own. Belongs to one thread at a time.
 */
final class SegmentCipher {
    private static final int TAG_BITS = 8 * GcmLayout.TAG_BYTES;
    private static final int NONCE_BYTES = 12;

    private final WipeableKey key;
    private final byte[] noncePrefix;
    private final Cipher cipher = Primitives.gcm();

    SegmentCipher(WipeableKey key, byte[] noncePrefix) {
        this.key = key;
        this.noncePrefix = noncePrefix;
    }

    /** Writes length + 16 bytes to the beginning of out. */
    void encrypt(long segment, boolean last, byte[] in, int length, byte[] out) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nonce(segment, last));
            cipher.doFinal(in, 0, length, out, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes length - 16 bytes to the beginning of out.
     *
     * @return false if the segment isn't authentic; out is of no use then
     */
    boolean decrypt(long segment, boolean last, byte[] in, int length, byte[] out) {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nonce(segment, last));
            cipher.doFinal(in, 0, length, out, 0);
            return true;
        } catch (AEADBadTagException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private GCMParameterSpec nonce(long segment, boolean last) {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES)
                .put(noncePrefix)
                .putInt((int) segment)
                .put((byte) (last ? 1 : 0))
                .array();
        return new GCMParameterSpec(TAG_BITS, nonce);
    }
}
