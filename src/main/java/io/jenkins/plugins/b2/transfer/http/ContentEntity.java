package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A request body of known length that is read from a stream as it is sent. */
final class ContentEntity extends AbstractHttpEntity {
    /** Large enough that hashing and system calls run at full speed, small enough for many streams. */
    static final int BUFFER_SIZE = 128 * 1024;

    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BUFFER_SIZE]);

    private final InputStream content;
    private final long length;
    private final RequestExchange exchange;

    ContentEntity(InputStream content, long length, RequestExchange exchange) {
        super((ContentType) null, null);
        this.content = content;
        this.length = length;
        this.exchange = exchange;
    }

    @Override
    public void writeTo(OutputStream out) {
        byte[] buffer = BUFFER.get();
        long left = length;
        while (left > 0) {
            int count = read(buffer, (int) Math.min(buffer.length, left));
            try {
                out.write(buffer, 0, count);
            } catch (IOException e) {
                // Thrown on, it would hide the answer that tells why nobody takes the rest.
                exchange.bodyBrokenOff(e);
                return;
            }
            left -= count;
            exchange.touch();
        }
        exchange.bodySent();
    }

    private int read(byte[] buffer, int atMost) {
        try {
            int count = content.read(buffer, 0, atMost);
            if (count < 0) {
                throw new IOException("The source ended before the announced length of " + length + " bytes");
            }
            return count;
        } catch (IOException e) {
            throw new LocalFailureException(e);
        }
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public InputStream getContent() {
        return content;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public void close() {}
}
