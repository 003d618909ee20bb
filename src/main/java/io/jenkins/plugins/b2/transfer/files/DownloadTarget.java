package io.jenkins.plugins.b2.transfer.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where the content of a file goes: {@link PartialFile} for a file that appears when it is complete, {@link OrderedTarget}
 * for a device, a pipe or a stream. Found by {@link TargetPlace}. Closing one that is not committed leaves what stood at
 * its place, as far as its kind allows.
 */
public interface DownloadTarget extends Closeable {
    /** Whether bytes must come one after the other, are gone once they are written, and can't be read back. */
    boolean isOrdered();

    void write(byte[] buffer, int offset, int length, long position) throws IOException;

    /** Reads back what was written. */
    int read(ByteBuffer buffer, long position) throws IOException;

    /** Bytes written so far, gaps included. */
    long size() throws IOException;

    /**
     * The content is complete and has been checked.
     *
     * @param modifiedMillis milliseconds since 1970 that become the time of a file; null leaves the time of now
     * @return what went not quite as it should, in words; mostly nothing
     * @throws IOException when the content is not where it should be
     */
    List<String> commit(Long modifiedMillis) throws IOException;

    /** What is not committed must not be used by a later run. */
    void discard();

    /** In words: the path, or what the stream is called. */
    String place();
}
