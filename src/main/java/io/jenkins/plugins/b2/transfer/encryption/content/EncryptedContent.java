package io.jenkins.plugins.b2.transfer.encryption.content;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fingerprint;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.fernet.FernetDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.fernet.FernetEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.gcm.GcmDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.gcm.GcmEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.gcm.GcmWarmUp;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The formats by name, by first bytes, and by what was kept of an interrupted upload. */
public final class EncryptedContent {
    /** As many first bytes, or the whole content if it is shorter, as {@link #detect} and {@link #decryptor} want. */
    public static final int HEAD_BYTES = 70;

    private EncryptedContent() {}

    /**
     * Looks at the first bytes. A yes is not a promise that the rest is in order, and a version that can't be read is
     * still recognised: {@link #decryptor} then says what is wrong.
     *
     * @param length how many bytes of head are filled; with fewer than {@link #HEAD_BYTES} these must be the whole
     *     content
     * @return empty if the content is in neither format
     */
    public static Optional<EncryptionFormat> detect(byte[] head, int length) {
        if (GcmDecryptor.recognises(head, length)) {
            return Optional.of(EncryptionFormat.AES256_GCM);
        }
        return FernetDecryptor.recognises(head, Math.min(length, HEAD_BYTES))
                ? Optional.of(EncryptionFormat.FERNET)
                : Optional.empty();
    }

    /**
     * Tells that so many bytes are about to be encrypted, so that the machine is made ready for it while the file is
     * hashed and keys are derived. Returns at once.
     */
    public static void expectEncrypting(EncryptionFormat format, long length) {
        if (format == EncryptionFormat.AES256_GCM) {
            GcmWarmUp.ENCRYPTING.expect(length);
        }
    }

    /** The same for decrypting. */
    public static void expectDecrypting(EncryptionFormat format, long length) {
        if (format == EncryptionFormat.AES256_GCM) {
            GcmWarmUp.DECRYPTING.expect(length);
        }
    }

    /**
     * A new file with new randomness.
     *
     * @param parameters AES256_GCM: those of this run, see {@link KdfParameters#fresh()}, the salt of 16 bytes;
     *     FERNET: the configured ones
     * @throws IOException from the key source
     */
    public static FileEncryptor encryptor(EncryptionFormat format, KdfParameters parameters, KeySource keys)
            throws IOException, InterruptedException {
        return switch (format) {
            case AES256_GCM -> GcmEncryptor.create(parameters, keys);
            case FERNET -> FernetEncryptor.create(parameters, keys);
        };
    }

    /**
     * Takes up a file whose upload was interrupted, from what was kept of it.
     *
     * @param publicHeader what {@link FileEncryptor#publicHeader()} gave
     * @param fingerprint what {@link FileEncryptor#fingerprint} gave
     * @param digest of the plaintext as it is now
     * @param length of the plaintext as it is now
     * @return empty if the plaintext isn't the same any more, or the key isn't: then make a new {@link #encryptor}
     * @throws DecryptionException if the header is none
     */
    public static Optional<FileEncryptor> resume(
            byte[] publicHeader, KeyRing keys, String fingerprint, byte[] digest, long length)
            throws IOException, InterruptedException {
        byte[] derived = derive(publicHeader, keys);
        try (Fingerprint known = Fingerprint.of(derived, publicHeader)) {
            return known.matches(fingerprint, digest, length)
                    ? Optional.of(resume(publicHeader, derived, length))
                    : Optional.empty();
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static FileEncryptor resume(byte[] publicHeader, byte[] derived, long length) throws DecryptionException {
        return FernetEncryptor.owns(publicHeader)
                ? FernetEncryptor.resume(publicHeader, derived, length)
                : GcmEncryptor.resume(publicHeader, derived, length);
    }

    /**
     * The fingerprint of a file that was stored with this public header.
     *
     * @throws DecryptionException if the header is none, or the key for its format is missing
     */
    public static Fingerprint fingerprint(byte[] publicHeader, KeyRing keys) throws IOException, InterruptedException {
        byte[] derived = derive(publicHeader, keys);
        try {
            return Fingerprint.of(derived, publicHeader);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private static byte[] derive(byte[] publicHeader, KeyRing keys) throws IOException, InterruptedException {
        return FernetEncryptor.owns(publicHeader)
                ? keys.deriveFernet()
                : keys.deriveGcm(GcmEncryptor.parameters(publicHeader));
    }

    /**
     * Reads the header and derives the key.
     *
     * @param head the first {@link #HEAD_BYTES} bytes, or all if there are fewer
     * @throws DecryptionException if it isn't encrypted content, is damaged, or its key is missing. A wrong key shows
     *     only when bytes are decrypted.
     */
    public static FileDecryptor decryptor(byte[] head, int length, KeyRing keys)
            throws IOException, InterruptedException {
        Optional<EncryptionFormat> format = detect(head, length);
        if (format.isEmpty()) {
            throw new DecryptionException(
                    DecryptionException.Kind.UNSUPPORTED,
                    "The content is not encrypted in a known format: it begins neither as AES256_GCM nor as FERNET");
        }
        return switch (format.get()) {
            case AES256_GCM -> GcmDecryptor.open(head, length, keys);
            case FERNET -> FernetDecryptor.open(keys);
        };
    }
}
