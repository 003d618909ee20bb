package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One file that an operation has dealt with. Tells itself, so that steps, JSON, console and reports need to know no kinds
 * of it. Immutable.
 */
public sealed interface FileResult extends Serializable {

    FileOutcome outcome();

    /** The file name in B2. */
    String name();

    /** The file version; null where none came to be (a dry run). */
    String fileId();

    /** Bytes, as the file lies here or, where it is only in B2, as it is stored. */
    long size();

    /** Milliseconds since 1970 at which B2 got the version; 0 when not told. */
    default long uploadTimestamp() {
        return 0;
    }

    /** True when nothing was done, and {@link #outcome} says what would have become of the file. */
    default boolean dryRun() {
        return false;
    }

    /** The format in which it is encrypted in B2; null for a file as it is. */
    default EncryptionFormat encryption() {
        return null;
    }

    /** Of the bytes here, 40 hex digits; null where they were not hashed as a whole. */
    default String sha1() {
        return null;
    }

    /** What the bytes that traveled were checked against; null when none did. */
    default String verified() {
        return null;
    }

    /** Bytes that were there from an earlier, interrupted run. */
    default long resumedBytes() {
        return 0;
    }

    /** Calls repeated for this file. */
    default int retries() {
        return 0;
    }

    /** From the first request for it to the last. */
    default Duration elapsed() {
        return Duration.ZERO;
    }

    default Verb verb() {
        return outcome().verb();
    }

    /** {@code deleted}, or in a dry run {@code would be deleted}. */
    default String outcomeText() {
        return (dryRun() ? "would be " : "") + outcome().text();
    }

    /** All of it, in the order in which people read it: strings, whole numbers, booleans and nulls. */
    Map<String, Object> fields();

    private static Map<String, Object> begin(FileResult result) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", result.name());
        fields.put("outcome", result.outcome().text());
        fields.put("fileId", result.fileId());
        return fields;
    }

    private static void end(FileResult result, Map<String, Object> fields) {
        fields.put("encrypted", result.encryption() != null);
        fields.put(
                "encryption",
                result.encryption() == null ? null : result.encryption().name());
        fields.put("resumedBytes", result.resumedBytes());
        fields.put("retries", result.retries());
        fields.put("millis", result.elapsed().toMillis());
    }

    /**
     * A file that is now in B2, or was already.
     *
     * @param file where it was read from; null for a stream
     * @param size bytes, as it lies here
     * @param storedSize bytes in B2, larger than size when encrypted
     * @param contentType as B2 stored it
     * @param uploadTimestamp milliseconds since 1970
     * @param skipped true when B2 already had it unchanged and nothing was sent
     * @param url where it can be downloaded from, without any authorization
     */
    record Uploaded(
            String name,
            String fileId,
            String file,
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
            implements FileResult {
        @Override
        public FileOutcome outcome() {
            return skipped ? FileOutcome.UNCHANGED : FileOutcome.UPLOADED;
        }

        /** B2 checks every upload. */
        @Override
        public String verified() {
            return skipped ? null : "SHA-1";
        }

        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = begin(this);
            fields.put("file", file);
            fields.put("size", size);
            fields.put("storedSize", storedSize);
            fields.put("sha1", sha1);
            fields.put("contentType", contentType);
            fields.put("uploadTimestamp", uploadTimestamp);
            fields.put("skipped", skipped);
            end(this, fields);
            fields.put("url", url);
            return fields;
        }
    }

    /**
     * A file that is now here.
     *
     * @param file where it was written to
     * @param size bytes, as it lies here
     * @param verified what the bytes were checked against: {@code SHA-1}, {@code AES256_GCM}, {@code FERNET}, or
     *     {@code length} where B2 knows no hash of the file; null when it was skipped
     * @param skipped true when it was here already unchanged and nothing was fetched
     */
    record Downloaded(
            String name,
            String fileId,
            String file,
            long size,
            String sha1,
            String verified,
            EncryptionFormat encryption,
            boolean skipped,
            long resumedBytes,
            int retries,
            Duration elapsed)
            implements FileResult {
        @Override
        public FileOutcome outcome() {
            return skipped ? FileOutcome.UNCHANGED : FileOutcome.DOWNLOADED;
        }

        @Override
        public Verb verb() {
            return Verb.DOWNLOAD;
        }

        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = begin(this);
            fields.put("file", file);
            fields.put("size", size);
            fields.put("sha1", sha1);
            fields.put("verified", verified);
            fields.put("skipped", skipped);
            end(this, fields);
            return fields;
        }
    }

    /**
     * A file of which only what B2 keeps has changed: deleted, hidden, and so on.
     *
     * @param fileId the version that is gone or, for a hidden file, the one that was the newest
     * @param size bytes of that version, as stored
     * @param uploadTimestamp of that version, milliseconds since 1970
     */
    record Changed(FileOutcome outcome, String name, String fileId, long size, long uploadTimestamp, boolean dryRun)
            implements FileResult {
        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = begin(this);
            fields.put("size", size);
            fields.put("uploadTimestamp", uploadTimestamp);
            fields.put("dryRun", dryRun);
            return fields;
        }
    }
}
