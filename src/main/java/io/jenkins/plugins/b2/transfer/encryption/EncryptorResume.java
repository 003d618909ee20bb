package io.jenkins.plugins.b2.transfer.encryption;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** From a kept public header back to the key, and to the encryptor. */
final class EncryptorResume {
    private EncryptorResume() {}

    static Optional<FileEncryptor> resume(
            byte[] publicHeader, KeyRing keys, String storedFingerprint, byte[] digest, long length)
            throws IOException, InterruptedException {
        byte[] derived = derive(publicHeader, keys);
        try (Fingerprint fingerprint = Fingerprint.of(derived, publicHeader)) {
            return fingerprint.matches(storedFingerprint, digest, length)
                    ? Optional.of(restore(publicHeader, derived, length))
                    : Optional.empty();
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** The derived key that a public header belongs to. */
    static byte[] derive(byte[] publicHeader, KeyRing keys) throws IOException, InterruptedException {
        if (isFernet(publicHeader)) {
            return keys.deriveFernet();
        }
        if (publicHeader.length != GcmLayout.HEADER_BYTES) {
            throw new DecryptionException(
                    Kind.MALFORMED, "A public header of [" + publicHeader.length + "] bytes belongs to no format");
        }
        return keys.deriveGcm(GcmHeader.parse(publicHeader, publicHeader.length).parameters());
    }

    private static FileEncryptor restore(byte[] publicHeader, byte[] derived, long length) throws DecryptionException {
        if (isFernet(publicHeader)) {
            return new FernetEncryptor(publicHeader.clone(), derived).fixLength(length);
        }
        GcmHeader header = GcmHeader.parse(publicHeader, publicHeader.length);
        return new GcmEncryptor(GcmLayout.STANDARD, header, derived).fixLength(length);
    }

    private static boolean isFernet(byte[] publicHeader) {
        return publicHeader.length == FernetLayout.HEADER_BYTES && publicHeader[0] == FernetLayout.VERSION;
    }
}
