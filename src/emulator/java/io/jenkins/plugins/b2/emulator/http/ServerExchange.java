package io.jenkins.plugins.b2.emulator.http;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Action;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.emulator.fault.Faults;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Blocker;

/**
 * One request and its answer, with blocking bodies. The place where bytes are counted, slowed down and, when a fault
 * says so, disturbed. For one thread.
 */
public final class ServerExchange {
    private static final long GONE_CHECK_MILLIS = 50;
    private static final long DRAIN_BYTES = 64L * 1024 * 1024;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Request request;
    private final Response response;
    private final Shaper shaper;
    private final Faults faults;
    private final Attributes connection;
    private RawTarget target;
    private Fault fault;
    private Content.Chunk chunk;
    private boolean corrupted;
    private boolean requestRead;
    private boolean touched;
    private boolean stalled;
    private long bytesIn;
    private long bytesOut;
    private long announced;
    private int status;
    private boolean completed;
    private Consumer<String> reporter;

    ServerExchange(Request request, Response response, Shaper shaper, Faults faults) {
        this.request = request;
        this.response = response;
        this.shaper = shaper;
        this.faults = faults;
        this.connection = request.getConnectionMetaData();
        this.requestRead = contentLength() == 0
                || (contentLength() < 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING));
    }

    void arrive() throws IOException {
        shaper.arrive(connection);
    }

    public String method() {
        return request.getMethod();
    }

    public boolean isHead() {
        return "HEAD".equals(method());
    }

    /** The path as it came, without the query. */
    public String rawPath() {
        String pathAndQuery = request.getHttpURI().getPathQuery();
        int mark = pathAndQuery.indexOf('?');
        return mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    }

    /** Answers 400 when the query is badly encoded. */
    public RawTarget target() {
        if (target == null) {
            target = RawTarget.parse(request.getHttpURI().getPathQuery());
        }
        return target;
    }

    /** Null when absent. */
    public String header(String name) {
        return request.getHeaders().get(name);
    }

    public Iterable<HttpField> headers() {
        return request.getHeaders();
    }

    /** -1 when the client did not say. */
    public long contentLength() {
        return request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
    }

    public long bytesIn() {
        return bytesIn;
    }

    public long bytesOut() {
        return bytesOut;
    }

    public boolean stalled() {
        return stalled;
    }

    /**
     * Will be told once how the exchange ends: the status as text, or what a fault did. That happens just before the
     * client can know, so that a client's next question already finds it counted.
     */
    public void onOutcome(Consumer<String> newReporter) {
        reporter = newReporter;
    }

    /** Tells the outcome, unless it is told already. */
    public void report(String outcome) {
        if (reporter != null) {
            reporter.accept(outcome);
            reporter = null;
        }
    }

    /** Sets what goes wrong with this exchange (null: nothing) and lets it happen if it is due already. */
    public void arm(Fault newFault) throws IOException {
        fault = newFault;
        reach(Moment.BEFORE);
        if (requestRead) {
            reach(Moment.REQUEST_BODY);
        }
    }

    /** Lets the fault of that moment happen. */
    public void reach(Moment moment) throws IOException {
        if (fault != null && fault.moment() == moment) {
            disturb();
        }
    }

    private void disturb() throws IOException {
        Fault now = fault;
        fault = null;
        if (now.action() == Action.STATUS) {
            throw failure(now);
        }
        if (now.action() != Action.STALL) {
            report(now.action().wireName());
        }
        switch (now.action()) {
            case RESET -> Socket.of(request).reset();
            case STALL -> stall();
            default -> Socket.of(request).close();
        }
        report(now.action().wireName());
        throw new Disrupted(now.action().wireName());
    }

    private static B2Failure failure(Fault fault) {
        String message = fault.message() == null ? "injected fault" : fault.message();
        return new B2Failure(fault.status(), fault.code(), message, fault.retryAfterSeconds());
    }

    private void stall() throws IOException {
        int epoch = faults.epoch();
        Socket socket = Socket.of(request);
        stalled = true;
        try {
            boolean gone = false;
            while (!gone && faults.stillIn(epoch, GONE_CHECK_MILLIS)) {
                gone = socket.clientGone(requestRead);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        socket.reset();
    }

    /** Takes bytes of the request's body. */
    @FunctionalInterface
    public interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    /** Passes the next {@code count} bytes of the request's body on; the buffers are only lent. */
    public void receive(long count, Sink sink) throws IOException {
        long missing = count;
        while (missing > 0) {
            ByteBuffer bytes = current().getByteBuffer();
            int n = (int) Math.min(bytes.remaining(), missing);
            bytesIn += n;
            missing -= n;
            reachBytes(bytesIn);
            if (n > 0) {
                shaper.passIn(connection, n);
                sink.write(bytes.slice(bytes.position(), n));
                bytes.position(bytes.position() + n);
            }
            if (!bytes.hasRemaining() && dropChunk() && missing > 0) {
                throw new EOFException("the body ended early");
            }
        }
        if (bytesIn == contentLength()) {
            requestRead = true;
            reach(Moment.REQUEST_BODY);
        }
    }

    private Content.Chunk current() throws IOException {
        if (chunk == null) {
            chunk = nextChunk();
        }
        return chunk;
    }

    /** Lets go of the current chunk; true when it was the last one. */
    private boolean dropChunk() {
        boolean last = chunk.isLast();
        chunk.release();
        chunk = null;
        return last;
    }

    private void reachBytes(long count) throws IOException {
        if (fault != null && count > fault.afterBytes()) {
            reach(Moment.REQUEST_BODY);
        }
    }

    private Content.Chunk nextChunk() throws IOException {
        touched = true;
        while (true) {
            Content.Chunk next = request.read();
            if (next == null) {
                try (Blocker.Runnable ready = Blocker.runnable()) {
                    request.demand(ready);
                    ready.block();
                }
                continue;
            }
            if (Content.Chunk.isFailure(next)) {
                throw new IOException("the client is gone", next.getFailure());
            }
            return next;
        }
    }

    /** The whole body; answers 400 when it is longer than {@code limit}. */
    public byte[] body(int limit) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        while (!requestRead) {
            ByteBuffer buffer = current().getByteBuffer();
            bytesIn += buffer.remaining();
            shaper.passIn(connection, buffer.remaining());
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            bytes.writeBytes(copy);
            requestRead = dropChunk();
            if (bytes.size() > limit) {
                throw B2Failure.badRequest("The request body is longer than " + limit + " bytes");
            }
        }
        return bytes.toByteArray();
    }

    /** Sets status, headers and the length of what follows; nothing is sent yet. */
    public void begin(int newStatus, Map<String, String> headers, long length) {
        status = newStatus;
        response.setStatus(newStatus);
        headers.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        if (!requestRead) {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        announced = isHead() ? 0 : length;
    }

    /** Sends a whole answer; of a HEAD only its headers. */
    public void send(int newStatus, Map<String, String> headers, byte[] body) throws IOException {
        begin(newStatus, headers, body.length);
        if (!isHead()) {
            write(ByteBuffer.wrap(body));
        }
        end();
    }

    /** Sends all of the buffer. */
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int n = Math.min(bytes.remaining(), shaper.slice());
            long until = faultAt() - bytesOut;
            if (until == 0 && fault != null) {
                if (fault.action() != Action.CORRUPT) {
                    flush(ByteBuffer.allocate(0), false);
                    disturb();
                }
                flip(bytes);
            }
            n = (int) (until > 0 ? Math.min(n, until) : n);
            ByteBuffer slice = bytes.slice(bytes.position(), n);
            shaper.passOut(connection, n);
            bytes.position(bytes.position() + n);
            bytesOut += n;
            flush(slice, bytesOut == announced);
        }
    }

    private long faultAt() {
        if (fault == null || fault.moment() != Moment.RESPONSE_BODY) {
            return Long.MAX_VALUE;
        }
        return Math.min(fault.afterBytes(), announced - 1);
    }

    private void flip(ByteBuffer bytes) {
        bytes.put(bytes.position(), (byte) (bytes.get(bytes.position()) ^ 1));
        corrupted = true;
        fault = null;
    }

    /** Completes the answer. */
    public void end() throws IOException {
        if (announced == 0 && fault != null && fault.action() != Action.CORRUPT) {
            reach(Moment.RESPONSE_BODY);
        }
        if (!completed) {
            flush(ByteBuffer.allocate(0), true);
        }
        drain();
    }

    /** Lets go of what the exchange holds. */
    void close() {
        if (chunk != null) {
            dropChunk();
        }
    }

    private void flush(ByteBuffer bytes, boolean last) throws IOException {
        if (last) {
            completed = true;
            report(corrupted ? Action.CORRUPT.wireName() : Integer.toString(status));
        }
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(last, bytes, written);
            written.block();
        }
    }

    /**
     * After an early answer a client may still be sending, and closing on it would destroy the answer under way. So
     * some of the body is taken and thrown away; but not from a client that waits for a word before it sends.
     */
    private void drain() throws IOException {
        boolean waiting = !touched && request.getHeaders().contains(HttpHeader.EXPECT);
        long since = System.nanoTime();
        long drained = 0;
        try {
            while (!requestRead && !waiting && drained < DRAIN_BYTES && System.nanoTime() - since < DRAIN_NANOS) {
                drained += current().remaining();
                requestRead = dropChunk();
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            // The answer is sent, and the client that closed on it has it.
            requestRead = true;
        }
    }
}
