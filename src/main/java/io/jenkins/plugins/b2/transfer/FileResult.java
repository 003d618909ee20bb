package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;

/** One file that an operation has dealt with. Immutable. */
public sealed interface FileResult extends Serializable {

    /** The file name in B2. */
    String name();

    /** The file version; null where none came to be (a dry run). */
    String fileId();

    /**
     * A file that is now in B2, or was already.
     *
     * @param localPath where it was read from
     * @param size bytes, as it lies here
     * @param storedSize bytes in B2, larger than size when encrypted
     * @param sha1 of the bytes here, 40 hex digits; null where they were not hashed as a whole
     * @param contentType as B2 stored it
     * @param uploadTimestamp milliseconds since 1970
     * @param encryption the format, or null
     * @param skipped true when B2 already had it unchanged and nothing was sent
     * @param resumedBytes bytes that B2 held from an earlier run
     * @param retries calls repeated for this file
     * @param elapsed from its first request to its last
     * @param url where it can be downloaded from, without any authorization
     */
    record Uploaded(
            String name,
            String fileId,
            String localPath,
            long size,
            long storedSize,
            String sha1,
            String contentType,
            long uploadTimestamp,
            EncryptionFormat encryption,
            boolean skipped,
            long resumedBytes,
            int retries,
            Duration elapsed,
            String url)
            implements FileResult {}

    /**
     * A file that is now here.
     *
     * @param localPath where it was written to
     * @param size bytes, as it lies here
     * @param sha1 of the bytes here, 40 hex digits; null where they were authenticated by decryption instead
     * @param verified what the bytes were checked against: {@code SHA-1}, {@code AES256_GCM}, {@code FERNET}, or
     *     {@code length} where B2 knows no hash of the file
     */
    record Downloaded(
            String name,
            String fileId,
            String localPath,
            long size,
            String sha1,
            String verified,
            EncryptionFormat encryption,
            int retries,
            Duration elapsed)
            implements FileResult {
        public Path path() {
            return Path.of(localPath);
        }
    }

    /**
     * A file version that is gone, hidden, or in a dry run would be.
     *
     * @param hidden true when the file was hidden instead of deleted
     * @param dryRun true when nothing was done
     */
    record Deleted(String name, String fileId, long size, long uploadTimestamp, boolean hidden, boolean dryRun)
            implements FileResult {}
}
