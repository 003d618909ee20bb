package io.jenkins.plugins.b2.transfer.download;

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

    private StoredContentDecoder(FileDecryptor decryptor) {
        this.decryptor = decryptor;
    }

    /**
     * Looks at the first bytes.
     *
     * @param length bytes stored
     * @param encryption what to decrypt with; null when there is nothing
     * @throws DecryptionException when it is encrypted and can't be decrypted
     */
    static StoredContentDecoder of(byte[] head, long length, String name, boolean decrypt, Encryption encryption)
            throws IOException, InterruptedException {
        Optional<EncryptionFormat> format = decrypt ? EncryptedContent.detect(head, head.length) : Optional.empty();
        if (format.isEmpty()) {
            return new StoredContentDecoder(null);
        }
        String suffix = encryption == null ? Encryption.DEFAULT_SUFFIX : encryption.suffix();
        // Anybody may store a Fernet token as such; the name tells whether it was meant as an encrypted file.
        boolean optional = format.get() == EncryptionFormat.FERNET && !name.endsWith(suffix);
        if (encryption == null) {
            if (optional) {
                return new StoredContentDecoder(null);
            }
            throw new DecryptionException(
                    DecryptionException.Kind.NO_KEY,
                    "it is encrypted (" + format.get()
                            + ") and no passphrase is given. Give the one it was encrypted with, or download it as it"
                            + " is");
        }
        EncryptedContent.expectDecrypting(format.get(), length);
        try {
            return new StoredContentDecoder(EncryptedContent.decryptor(head, head.length, encryption.ring()));
        } catch (DecryptionException e) {
            if (optional && e.kind() == DecryptionException.Kind.NO_KEY) {
                return new StoredContentDecoder(null);
            }
            throw e;
        }
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
