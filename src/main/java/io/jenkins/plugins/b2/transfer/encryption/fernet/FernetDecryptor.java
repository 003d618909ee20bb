package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/** {@link FileDecryptor} for FERNET: one range, the whole. */
public final class FernetDecryptor implements FileDecryptor {
    private final FernetKey key;

    FernetDecryptor(byte[] derivedKey) {
        this.key = new FernetKey(derivedKey);
    }

    /** Whether some content begins as a token does. */
    public static boolean recognises(byte[] head, int length) {
        return FernetLayout.looksLikeToken(head, length);
    }

    public static FernetDecryptor open(KeyRing keys) throws IOException, InterruptedException {
        byte[] derived = keys.deriveFernet();
        try {
            return new FernetDecryptor(derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.FERNET;
    }

    @Override
    public boolean randomAccess() {
        return false;
    }

    @Override
    public int headerLength() {
        return 0;
    }

    @Override
    public OptionalLong plaintextLength(long ciphertextLength) throws DecryptionException {
        FernetLayout.checkCiphertextLength(ciphertextLength);
        return OptionalLong.empty();
    }

    @Override
    public long alignUp(long ciphertextOffset) {
        return ciphertextOffset <= 0 ? 0 : Long.MAX_VALUE;
    }

    @Override
    public RangeDecryptor open(long from, long to, long ciphertextLength) throws DecryptionException {
        FernetLayout.checkCiphertextLength(ciphertextLength);
        if (from != 0 || to != ciphertextLength) {
            throw new IllegalArgumentException(
                    "Range [" + from + ".." + to + ") of [" + ciphertextLength + "]: FERNET is decrypted as a whole");
        }
        if (key.isDestroyed()) {
            throw new IllegalStateException("The decryptor is closed");
        }
        return new FernetRangeDecryptor(key, ciphertextLength);
    }

    @Override
    public void close() {
        key.destroy();
    }

    @Override
    public String toString() {
        return "FernetDecryptor[hidden]";
    }
}
