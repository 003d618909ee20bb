package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.BodyReader;
import io.jenkins.plugins.b2.emulator.store.FileStore.Opened;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The bytes of a file, or of a range of it. */
final class DownloadReply implements Reply {
    private static final int BUFFER_BYTES = 256 * 1024;
    // Direct buffers are slow to make; those beyond what the pool takes are left to the garbage collector.
    private static final BlockingQueue<ByteBuffer> BUFFERS = new ArrayBlockingQueue<>(32);

    private final Opened opened;
    private final ByteRange range;
    private final Map<String, String> headers;

    /** {@code range} is null for the whole file. */
    DownloadReply(Opened opened, ByteRange range, Map<String, String> headers) {
        this.opened = opened;
        this.range = range;
        this.headers = headers;
    }

    private int status() {
        return range == null ? 200 : 206;
    }

    @Override
    public void send(ServerExchange exchange) throws IOException {
        long total = opened.file().content().length();
        long from = range == null ? 0 : range.from();
        long count = range == null ? total : range.count();
        exchange.begin(status(), headers, count);
        if (!exchange.isHead()) {
            copy(exchange, from, count);
        }
        exchange.end();
    }

    private void copy(ServerExchange exchange, long from, long count) throws IOException {
        ByteBuffer pooled = BUFFERS.poll();
        ByteBuffer buffer = pooled == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : pooled;
        try {
            long position = from;
            long end = from + count;
            while (position < end) {
                buffer.clear().limit((int) Math.min(BUFFER_BYTES, end - position));
                opened.reader().read(buffer, position);
                position += buffer.position();
                exchange.write(buffer.flip());
            }
        } finally {
            BUFFERS.offer(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        opened.reader().close();
    }

    static void closeQuietly(BodyReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
