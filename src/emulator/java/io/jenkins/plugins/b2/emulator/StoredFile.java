package io.jenkins.plugins.b2.emulator;

import io.jenkins.plugins.b2.emulator.store.FileVersion;
import java.util.Locale;
import java.util.Map;

/**
 * A row of a bucket, for tests that look behind the wire.
 *
 * @param action {@code upload}, {@code start} or {@code hide}
 * @param sha1 as B2 reports it: 40 hex digits, {@code unverified:} and 40 hex digits, or {@code none}
 * @param uploadTimestamp milliseconds since 1970
 */
public record StoredFile(
        String fileId,
        String fileName,
        String action,
        long length,
        String sha1,
        String contentType,
        Map<String, String> fileInfo,
        long uploadTimestamp) {

    static StoredFile of(FileVersion f) {
        return new StoredFile(
                f.fileId(),
                f.fileName(),
                f.action().name().toLowerCase(Locale.ROOT),
                f.content().length(),
                f.content().sha1Text(),
                f.meta().contentType(),
                f.meta().fileInfo(),
                f.timestamp());
    }
}
