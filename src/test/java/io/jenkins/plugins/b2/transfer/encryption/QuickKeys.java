package io.jenkins.plugins.b2.transfer.encryption;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/** Keys as different as those of a passphrase, in no time: one hash in the place of all iterations. For tests only. */
public record QuickKeys(String secret) implements KeySource {
    @Override
    public byte[] derive(KdfParameters parameters) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(ByteBuffer.allocate(8)
                    .putInt(parameters.algorithm())
                    .putInt(parameters.iterations())
                    .flip());
            hash.update(parameters.salt());
            return hash.digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "QuickKeys[hidden]";
    }
}
