package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import java.util.Base64;
import java.util.Map;

/** What the file info tells of an encrypted file. */
public final class EncryptedInfo {
    private EncryptedInfo() {}

    /** @param digest of the plaintext; null where nobody has read it yet, and then the file can't be resumed */
    public static void put(Map<String, String> info, FileEncryptor encryptor, byte[] digest, long length) {
        info.put(FileInfoKeys.ENCRYPTION, encryptor.format().name());
        info.put(
                FileInfoKeys.ENCRYPTION_HEADER,
                Base64.getUrlEncoder().withoutPadding().encodeToString(encryptor.publicHeader()));
        if (digest != null) {
            info.put(FileInfoKeys.ENCRYPTION_FINGERPRINT, encryptor.fingerprint(digest, length));
        }
    }

    /** The public header in a file info; null when there is none that could be one. */
    public static byte[] header(Map<String, String> info) {
        String text = info.get(FileInfoKeys.ENCRYPTION_HEADER);
        try {
            return text == null ? null : Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
