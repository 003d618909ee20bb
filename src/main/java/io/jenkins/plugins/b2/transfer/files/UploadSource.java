package io.jenkins.plugins.b2.transfer.files;

import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import java.io.Closeable;
import java.io.IOException;

/**
 * Content that is to be uploaded: of known length, read by position as often as a retry needs it. Thread-safe.
 */
public interface UploadSource extends PlaintextSource, Closeable {
    @Override
    long length();

    /** The path of the file; null where there is none. */
    String path();

    /** Milliseconds since 1970 at which the content was last changed; null when that is not known. */
    Long modifiedMillis();

    /**
     * @throws SourceChangedException when the content is no longer what it was at first
     */
    void checkUnchanged() throws IOException;
}
