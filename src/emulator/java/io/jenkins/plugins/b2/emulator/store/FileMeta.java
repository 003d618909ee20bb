package io.jenkins.plugins.b2.emulator.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client says about a file besides name and bytes.
 *
 * @param fileInfo keys in lower case, in the order sent; unmodifiable
 * @param replicationStatus {@code pending} for ever in a source of replication, or null
 */
public record FileMeta(
        String contentType, Map<String, String> fileInfo, ServerSideEncryption encryption, String replicationStatus) {
    public FileMeta(String contentType) {
        this(contentType, null, null, null);
    }

    public FileMeta {
        contentType = contentType == null ? null : contentType.intern();
        fileInfo = fileInfo == null || fileInfo.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new LinkedHashMap<>(fileInfo));
        encryption = encryption == null ? ServerSideEncryption.NONE : encryption;
    }
}
