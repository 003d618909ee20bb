package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.Fingerprint;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import java.io.IOException;

/**
 * Whether B2 holds what lies here, for a file version of the right size.
 *
 * @param sha1 of the file here, when it goes as it is
 * @param digest of the file here, when it goes encrypted
 */
record ContentComparison(Encryption encryption, String sha1, byte[] digest, long length) {

    boolean test(RemoteFile stored) throws IOException, InterruptedException {
        if (encryption == null) {
            return sha1.equalsIgnoreCase(stored.sha1());
        }
        byte[] header = EncryptedInfo.header(stored.fileInfo());
        String fingerprint = stored.fileInfo().get(FileInfoKeys.ENCRYPTION_FINGERPRINT);
        boolean sameFormat = encryption.format().name().equals(stored.fileInfo().get(FileInfoKeys.ENCRYPTION));
        if (header == null || fingerprint == null || !sameFormat) {
            return false;
        }
        try (Fingerprint known = EncryptedContent.fingerprint(header, encryption.ring())) {
            return known.matches(fingerprint, digest, length);
        } catch (DecryptionException e) {
            return false;
        }
    }
}
