package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/** The two halves of a Fernet key. Safe for use by several threads. */
final class FernetKey {
    private static final int HALF_BYTES = KdfParameters.KEY_BYTES / 2;

    private final WipeableKey signing;
    private final WipeableKey encryption;

    /** @param derivedKey 32 bytes, of which copies are made */
    FernetKey(byte[] derivedKey) {
        byte[] first = Arrays.copyOf(derivedKey, HALF_BYTES);
        byte[] second = Arrays.copyOfRange(derivedKey, HALF_BYTES, derivedKey.length);
        this.signing = new WipeableKey(Primitives.HMAC_SHA256, first);
        this.encryption = new WipeableKey(Primitives.AES, second);
        Arrays.fill(first, (byte) 0);
        Arrays.fill(second, (byte) 0);
    }

    Mac mac() {
        return Primitives.hmac(signing);
    }

    /** AES-128-CBC that goes on after a block of ciphertext, or begins with the IV. */
    Cipher cipher(int mode, byte[] previousBlock) {
        return Primitives.cbc(mode, encryption, previousBlock);
    }

    boolean isDestroyed() {
        return signing.isDestroyed();
    }

    void destroy() {
        signing.destroy();
        encryption.destroy();
    }
}
