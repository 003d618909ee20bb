package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Brings bytes from whoever writes to whoever reads, on other threads. Holds a few buffers of the writer's. When one side
 * ends early, the other one hears of it.
 */
final class Pipe {
    private static final int CHUNKS = 8;
    /** Bytes; smaller writes are put together. */
    private static final int CHUNK_SIZE = 64 * 1024;

    private static final long LOOK_MILLIS = 200;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS);
    private volatile boolean abandoned;
    private volatile IOException failure;
    private final Source source = new Source();
    private final Sink sink = new Sink();

    /** What is written. Its end is told by {@link #end}, since a stream that breaks off is closed, too. */
    OutputStream sink() {
        return sink;
    }

    /** What is read; to close it makes the writer fail. One thread at a time. */
    InputStream source() {
        return source;
    }

    /**
     * Nothing more comes.
     *
     * @param why what the reader gets instead of the end; null when all has come
     */
    void end(@CheckForNull IOException why) {
        failure = why;
        try {
            if (why == null) {
                sink.flush();
            }
            put(END);
        } catch (IOException e) {
            // Nobody reads any more, and nobody misses the end.
            abandoned = true;
        }
    }

    /** Whether the reader has ended early. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Waits until there is something to read, or the end. */
    void await() throws IOException {
        source.fill();
    }

    private void put(byte[] bytes) throws IOException {
        try {
            do {
                if (abandoned) {
                    throw new IOException("Nobody reads any more");
                }
            } while (!chunks.offer(bytes, LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private final class Sink extends OutputStream {
        private final byte[] buffer = new byte[CHUNK_SIZE];
        private int filled;

        @Override
        public void write(int value) throws IOException {
            if (filled == buffer.length) {
                flush();
            }
            buffer[filled++] = (byte) value;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (filled == buffer.length) {
                    flush();
                }
                int count = Math.min(length - done, buffer.length - filled);
                System.arraycopy(bytes, offset + done, buffer, filled, count);
                filled += count;
                done += count;
            }
        }

        @Override
        public void flush() throws IOException {
            if (filled > 0) {
                byte[] full = Arrays.copyOf(buffer, filled);
                filled = 0;
                put(full);
            }
        }
    }

    private final class Source extends InputStream {
        private byte[] chunk = {};
        private int used;

        /** Whether there is at least one more byte at hand. */
        private boolean fill() throws IOException {
            while (used == chunk.length) {
                if (chunk == END) {
                    checkEnd();
                    return false;
                }
                take();
            }
            return true;
        }

        private void take() throws IOException {
            try {
                chunk = chunks.take();
                used = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }

        /** As often as it is asked: a reader that goes on after a failure must not meet an end. */
        private void checkEnd() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? chunk[used++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, chunk.length - used);
            System.arraycopy(chunk, used, buffer, offset, count);
            used += count;
            return count;
        }

        @Override
        public int available() {
            return chunk.length - used;
        }

        @Override
        public void close() {
            abandoned = true;
        }
    }
}
