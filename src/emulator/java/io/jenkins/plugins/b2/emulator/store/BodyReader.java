package io.jenkins.plugins.b2.emulator.store;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Reads stretches of a body. For one thread; to be closed. */
public final class BodyReader implements AutoCloseable {
    private final BodyStore store;
    private final Body body;
    private final List<Body.Segment> segments;
    private int current = -1;
    private long currentStart;
    private FileChannel channel;
    private boolean closed;

    BodyReader(BodyStore store, Body body) {
        this.store = store;
        this.body = body;
        this.segments = body.segments();
    }

    /** Reads at least one byte at that position, not going beyond the buffer, nor beyond the segment. */
    public void read(ByteBuffer into, long position) throws IOException {
        seek(position);
        Body.Segment segment = segments.get(current);
        long within = position - currentStart;
        int room = (int) Math.min(into.remaining(), segment.length() - within);
        int limit = into.limit();
        into.limit(into.position() + room);
        int n = channel.read(into, segment.offset() + within);
        into.limit(limit);
        if (n <= 0) {
            throw new EOFException("stored bytes are gone at [" + position + "] of "
                    + segment.file().path());
        }
    }

    private void seek(long position) throws IOException {
        if (current >= 0 && position < currentStart) {
            current = -1;
        }
        if (current < 0) {
            currentStart = 0;
            moveTo(0);
        }
        while (position >= currentStart + segments.get(current).length()) {
            currentStart += segments.get(current).length();
            moveTo(current + 1);
        }
        if (channel == null) {
            channel = FileChannel.open(segments.get(current).file().path(), StandardOpenOption.READ);
        }
    }

    private void moveTo(int index) throws IOException {
        current = index;
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            store.release(body);
        }
    }
}
