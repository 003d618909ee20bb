package io.jenkins.plugins.b2.transfer.operation;

import java.util.Set;

/** Keys of the file info that this project writes; the first two are Backblaze's own conventions. */
public final class FileInfoKeys {
    /** Modification time of the file here, decimal milliseconds since 1970. */
    public static final String SOURCE_MODIFIED = "src_last_modified_millis";
    /** SHA-1 of a whole large file, which B2 itself does not know. */
    public static final String LARGE_FILE_SHA1 = "large_file_sha1";
    /** The encryption format. */
    public static final String ENCRYPTION = "encryption";
    /** What an interrupted upload needs to go on with the same ciphertext; no secret. */
    public static final String ENCRYPTION_HEADER = "encryption_header";
    /** Keyed hash of the plaintext, which tells whether a file has changed. */
    public static final String ENCRYPTION_FINGERPRINT = "encryption_fingerprint";

    private static final Set<String> RESERVED =
            Set.of(SOURCE_MODIFIED, LARGE_FILE_SHA1, ENCRYPTION, ENCRYPTION_HEADER, ENCRYPTION_FINGERPRINT);

    private FileInfoKeys() {}

    /** Whether a value that somebody else gives would be taken for one of ours. */
    public static boolean isReserved(String key) {
        return RESERVED.contains(key);
    }
}
