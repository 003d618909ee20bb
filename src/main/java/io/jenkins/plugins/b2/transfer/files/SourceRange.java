package io.jenkins.plugins.b2.transfer.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** A range of a source file as a stream. Belongs to one thread. */
public final class SourceRange extends InputStream {
    private final UploadSource file;
    private final long end;
    private long position;

    public SourceRange(UploadSource file, long start, long length) {
        this.file = file;
        this.position = start;
        this.end = start + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, buffer.length);
        if (count == 0) {
            return 0;
        }
        if (position >= end) {
            return -1;
        }
        int read = file.read(buffer, offset, (int) Math.min(count, end - position), position);
        position += Math.max(0, read);
        return read;
    }
}
