package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.files.MemorySource;
import io.jenkins.plugins.b2.transfer.files.SourceRange;
import io.jenkins.plugins.b2.transfer.files.UploadSource;
import io.jenkins.plugins.b2.transfer.operation.EncryptedInfo;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An opened source with what is known of it before anything is sent. Immutable.
 *
 * @param encryptor null when it goes as it is
 * @param digest of the plaintext when it goes encrypted and was hashed, else null
 * @param sha1 of the whole when it goes as it is and was hashed, else null
 * @param partHashes of a large file that goes as it is and was hashed, else null
 */
record PreparedUpload(UploadSource source, FileEncryptor encryptor, byte[] digest, String sha1, PartHashes partHashes)
        implements UploadBody {

    /** Content in memory that goes as it is, hashed. */
    static PreparedUpload of(byte[] content, int length, Cancellation cancellation) throws IOException {
        MemorySource source = new MemorySource(content, length);
        try (InputStream in = new SourceRange(source, 0, length)) {
            String sha1 = Hashing.hex(Hashing.digest(Hashing.SHA1, in, cancellation));
            return new PreparedUpload(source, null, null, sha1, null);
        }
    }

    /** Whether the whole was hashed before it is sent, so that it can be compared, and an encrypted one resumed. */
    boolean isHashed() {
        return encryptor == null ? sha1 != null : digest != null;
    }

    /** The same with the encryption that an interrupted upload began. */
    PreparedUpload with(FileEncryptor other) {
        return new PreparedUpload(source, other, digest, sha1, partHashes);
    }

    @Override
    public long length() {
        return encryptor == null ? source.length() : encryptor.ciphertextLength(source.length());
    }

    @Override
    public InputStream open(long offset, long count) throws IOException {
        source.checkUnchanged();
        return encryptor == null ? new SourceRange(source, offset, count) : encryptor.open(source, offset, count);
    }

    /**
     * What is kept with the file version.
     *
     * @param given by the caller
     * @param large whether it goes in parts, so that B2 knows no hash of the whole
     */
    Map<String, String> info(Map<String, String> given, boolean large) {
        Map<String, String> info = new LinkedHashMap<>(given);
        if (source.modifiedMillis() != null) {
            info.put(FileInfoKeys.SOURCE_MODIFIED, Long.toString(source.modifiedMillis()));
        }
        if (large && sha1 != null) {
            info.put(FileInfoKeys.LARGE_FILE_SHA1, sha1);
        }
        describeEncryption(info);
        return info;
    }

    /** Notes how the file is encrypted, when it is. */
    void describeEncryption(Map<String, String> info) {
        if (encryptor != null) {
            EncryptedInfo.put(info, encryptor, digest, source.length());
        }
    }
}
