package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.operation.EncryptedInfo;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import java.io.IOException;
import java.io.InputStream;

/**
 * Whether B2 holds what lies here, for a file version of the right size.
 *
 * @param encryption null when the file goes as it is
 */
record ContentComparison(Encryption encryption, PreparedUpload upload) {

    boolean test(RemoteFile stored, Cancellation cancellation) throws IOException, InterruptedException {
        if (encryption == null) {
            return upload.sha1().equalsIgnoreCase(stored.sha1());
        }
        byte[] header = EncryptedInfo.header(stored.fileInfo());
        String fingerprint = stored.fileInfo().get(FileInfoKeys.ENCRYPTION_FINGERPRINT);
        boolean sameFormat = encryption.format().name().equals(stored.fileInfo().get(FileInfoKeys.ENCRYPTION));
        if (header == null || fingerprint == null || !sameFormat) {
            return false;
        }
        try (FileEncryptor same = EncryptedContent.resume(
                        encryption.format(),
                        encryption.parameters(),
                        encryption.keys(),
                        stored.name(),
                        header,
                        fingerprint,
                        upload.digest(),
                        upload.source().length())
                .orElse(null)) {
            return same != null && isCiphertext(same, stored, cancellation);
        } catch (DecryptionException e) {
            return false;
        }
    }

    /** The file info is the uploader's word; where B2 knows a hash of the content, that has to fit as well. */
    private boolean isCiphertext(FileEncryptor encryptor, RemoteFile stored, Cancellation cancellation)
            throws IOException, InterruptedException {
        if (stored.sha1() == null) {
            return true;
        }
        try (InputStream in = encryptor.open(upload.source(), 0, stored.size())) {
            return Hashing.hex(Hashing.digest(Hashing.SHA1, in, cancellation)).equalsIgnoreCase(stored.sha1());
        }
    }
}
