package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** What a stored file turns out to be by its first bytes: written as it is, or decrypted. Immutable. */
final class StoredContentDecoder implements Closeable {
    static final int HEAD_BYTES = EncryptedContent.HEAD_BYTES;

    private final FileDecryptor decryptor;
    private final boolean leftEncrypted;

    private StoredContentDecoder(FileDecryptor decryptor, boolean leftEncrypted) {
        this.decryptor = decryptor;
        this.leftEncrypted = leftEncrypted;
    }

    /**
     * Looks at the first bytes.
     *
     * @param length bytes stored
     * @param name under which it is stored in B2
     * @param encryption what to decrypt with; null when there is nothing
     * @throws DecryptionException when it is encrypted and can't be decrypted, or was encrypted under another name, or is
     *     plain and its name says that it is not
     */
    static StoredContentDecoder of(
            byte[] head, long length, String name, DownloadRequest request, Encryption encryption)
            throws IOException, InterruptedException {
        if (!request.decrypt()) {
            return asItIs(false);
        }
        Optional<EncryptionFormat> format = EncryptedContent.detect(head, head.length);
        String suffix = encryption == null ? Encryption.DEFAULT_SUFFIX : encryption.suffix();
        if (format.isEmpty()) {
            if (!request.allowPlain() && !suffix.isEmpty() && name.endsWith(suffix)) {
                throw notEncrypted(suffix);
            }
            return asItIs(false);
        }
        // Anybody may store a Fernet token as such; the name tells whether it was meant as an encrypted file.
        boolean optional = format.get() == EncryptionFormat.FERNET && !name.endsWith(suffix);
        if (encryption == null) {
            if (optional) {
                return asItIs(true);
            }
            throw new DecryptionException(
                    DecryptionException.Kind.NO_KEY,
                    "it is encrypted (" + format.get()
                            + ") and no passphrase is given. Give the one it was encrypted with, or download it as it"
                            + " is");
        }
        EncryptedContent.expectDecrypting(format.get(), length);
        try {
            String expectedName = request.acceptRenamed() ? null : name;
            return new StoredContentDecoder(
                    EncryptedContent.decryptor(head, head.length, encryption.ring(), expectedName), false);
        } catch (DecryptionException e) {
            if (optional && e.kind() == DecryptionException.Kind.NO_KEY) {
                return asItIs(true);
            }
            throw e;
        }
    }

    private static StoredContentDecoder asItIs(boolean leftEncrypted) {
        return new StoredContentDecoder(null, leftEncrypted);
    }

    /** Whoever may write to the bucket could otherwise put plain content in the place of encrypted files. */
    private static DecryptionException notEncrypted(String suffix) {
        return new DecryptionException(
                DecryptionException.Kind.NOT_ENCRYPTED,
                "its name ends with '" + suffix
                        + "', and what B2 has under it is not encrypted: it may have been replaced."
                        + " Look who uploaded it and get an older version, or, if it belongs so, allow plain content"
                        + " (--allow-plain, allowPlain) or leave everything as it is stored (--raw, decrypt: false)");
    }

    /** Whether a passphrase is known to be right before anything was decrypted. */
    boolean isKeyKnown() {
        return format() == EncryptionFormat.AES256_GCM;
    }

    /** Whether it looks encrypted, and neither its name nor a passphrase says that it is. */
    boolean isLeftEncrypted() {
        return leftEncrypted;
    }

    boolean isDecrypted() {
        return decryptor != null;
    }

    /** Null when it is not encrypted, or left so. */
    EncryptionFormat format() {
        return decryptor == null ? null : decryptor.format();
    }

    /** Bytes it will take here, or a little more. */
    long size(long stored) throws DecryptionException {
        return decryptor == null ? stored : decryptor.plaintextLength(stored).orElse(stored);
    }

    FileDecryptor decryptor() {
        return decryptor;
    }

    /** For one range; null when there is nothing to decrypt. */
    RangeDecryptor open(long from, long to, long stored) throws DecryptionException {
        return decryptor == null ? null : decryptor.open(from, to, stored);
    }

    @Override
    public void close() {
        if (decryptor != null) {
            decryptor.close();
        }
    }
}
