package io.jenkins.plugins.b2.transfer.encryption.content;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.fernet.FernetDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.fernet.FernetEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.gcm.GcmDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.gcm.GcmEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.gcm.GcmWarmUp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The formats by name, by first bytes, and by what was kept of an interrupted upload. */
public final class EncryptedContent {
    /** As many first bytes, or the whole content if it is shorter, as {@link #detect} and {@link #decryptor} want. */
    public static final int HEAD_BYTES = GcmDecryptor.HEAD_BYTES;

    /** Memory that encrypting or decrypting takes in each thread, buffers of the ciphers included. */
    public static final long BYTES_PER_THREAD = 4L << 20;

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
        return FernetDecryptor.recognises(head, length) ? Optional.of(EncryptionFormat.FERNET) : Optional.empty();
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
     * @param name what the file will be called in B2, with the suffix; AES256_GCM keeps it in the file and authenticates
     *     it, FERNET has no place for it
     * @throws IOException from the key source
     * @throws IllegalArgumentException if B2 takes no such name
     */
    public static FileEncryptor encryptor(
            EncryptionFormat format, KdfParameters parameters, KeySource keys, String name)
            throws IOException, InterruptedException {
        return switch (format) {
            case AES256_GCM -> GcmEncryptor.create(parameters, keys, name);
            case FERNET -> FernetEncryptor.create(parameters, keys);
        };
    }

    /**
     * The encryption that made a file, from what was kept of it: for a file whose upload was interrupted, and to tell
     * whether a stored file is the encryption of what lies here.
     *
     * @param parameters FERNET: the configured ones; AES256_GCM takes those of the file
     * @param keys what new files are encrypted with: one under an earlier passphrase is not gone on with
     * @param name the file's name in B2
     * @param publicHeader what {@link FileEncryptor#publicHeader()} gave
     * @param fingerprint what {@link FileEncryptor#fingerprint} gave; null when that is lost
     * @param digest of the plaintext as it is now
     * @param length of the plaintext as it is now
     * @return empty if plaintext, key or name isn't the same any more: then make a new {@link #encryptor}
     * @throws DecryptionException if the header is none of this format
     */
    public static Optional<FileEncryptor> resume(
            EncryptionFormat format,
            KdfParameters parameters,
            KeySource keys,
            String name,
            byte[] publicHeader,
            String fingerprint,
            byte[] digest,
            long length)
            throws IOException, InterruptedException {
        FileEncryptor encryptor =
                switch (format) {
                    case AES256_GCM -> GcmEncryptor.resume(publicHeader, keys, name, length);
                    case FERNET -> FernetEncryptor.resume(publicHeader, parameters, keys, length);
                };
        if (fingerprint != null
                && MessageDigest.isEqual(
                        fingerprint.getBytes(StandardCharsets.UTF_8),
                        encryptor.fingerprint(digest, length).getBytes(StandardCharsets.UTF_8))) {
            return Optional.of(encryptor);
        }
        encryptor.close();
        return Optional.empty();
    }

    /**
     * Reads the header and finds the key.
     *
     * @param head the first {@link #HEAD_BYTES} bytes, or all if there are fewer
     * @param expectedName the name in B2 that an AES256_GCM file must have been encrypted under; null for any
     * @throws DecryptionException if it isn't encrypted content, is damaged, was encrypted under another name, or its key
     *     is missing. A wrong key shows here with AES256_GCM, and at the end of a FERNET token.
     */
    public static FileDecryptor decryptor(byte[] head, int length, KeyRing keys, String expectedName)
            throws IOException, InterruptedException {
        Optional<EncryptionFormat> format = detect(head, length);
        if (format.isEmpty()) {
            throw new DecryptionException(
                    DecryptionException.Kind.UNSUPPORTED,
                    "The content is not encrypted in a known format: it begins neither as AES256_GCM nor as FERNET");
        }
        return switch (format.get()) {
            case AES256_GCM -> GcmDecryptor.open(head, length, keys, expectedName);
            case FERNET -> FernetDecryptor.open(head, length, keys);
        };
    }
}
