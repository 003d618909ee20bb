package io.jenkins.plugins.b2.transfer;

import java.util.Locale;

/**
 * Whether a large file is read and hashed before it is sent. B2 takes the hash of the whole only at the start; the hashes of
 * its parts, which B2 verifies, need no reading of their own.
 */
public enum LargeFileHash {
    /** Where that takes little time: files that are likely in memory, or not so large. */
    AUTO,
    /** Every file, so that a later download verifies the whole. */
    ALWAYS,
    /** None, unless it is to be compared with what B2 has. */
    NEVER;

    /** As people write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param text as people write it; null or empty for {@link #AUTO}
     * @throws InvalidRequestException naming the words that there are
     */
    public static LargeFileHash parse(String text) {
        return Choice.parse("largeFileHash", text, values(), LargeFileHash::text);
    }
}
