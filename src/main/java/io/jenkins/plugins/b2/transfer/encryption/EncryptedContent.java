package io.jenkins.plugins.b2.transfer.encryption;

import java.util.Optional;

/** Tells from the first bytes of some content whether it is encrypted, and how. */
public final class EncryptedContent {
    /** As many first bytes, or the whole content if it is shorter, as detection and {@link FileDecryptor} want. */
    public static final int HEAD_BYTES = GcmLayout.HEADER_BYTES;

    private EncryptedContent() {}

    /**
     * Looks at the first bytes. A yes is not a promise that the rest is in order, and a version that can't be read is
     * still recognised: {@link FileDecryptor#open} then says what is wrong.
     *
     * @param length how many bytes of head are filled; with fewer than {@link #HEAD_BYTES} these must be the whole
     *     content
     * @return empty if the content is in neither format
     */
    public static Optional<EncryptionFormat> detect(byte[] head, int length) {
        if (GcmHeader.hasMagic(head, length)) {
            return Optional.of(EncryptionFormat.AES256_GCM);
        }
        return FernetLayout.looksLikeToken(head, Math.min(length, HEAD_BYTES))
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
}
