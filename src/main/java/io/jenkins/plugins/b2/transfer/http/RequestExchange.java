package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.Closer;

/** One request under way, as the stall watch and the error translation see it. */
public final class RequestExchange {
    private static final ThreadLocal<RequestExchange> CURRENT = new ThreadLocal<>();

    /** A look for an early answer takes a millisecond over TLS. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final HttpUriRequestBase request;
    private final Consumer<String> onSilence;
    private volatile long lastMove = System.nanoTime();
    private volatile boolean stalled;
    private volatile boolean bodySent;
    private ManagedHttpClientConnection made;
    private boolean answered;
    private boolean answeredEarly;
    private IOException brokenOff;
    private long nextLook = System.nanoTime() + LOOK_NANOS;

    /** @param onSilence hears, in words for people, that no byte moves */
    RequestExchange(HttpUriRequestBase request, Consumer<String> onSilence) {
        this.request = request;
        this.onSilence = onSilence;
    }

    /** To be called by a stream that holds its request back on purpose, so that this is not taken for a stall. */
    public static void holdingBack() {
        RequestExchange current = CURRENT.get();
        if (current != null) {
            current.touch();
        }
    }

    /** That of this thread; null for none. */
    static RequestExchange current() {
        return CURRENT.get();
    }

    void begin() {
        CURRENT.set(this);
    }

    void end() {
        CURRENT.remove();
    }

    /** A connection is being made for this request, on its thread. */
    void made(ManagedHttpClientConnection connection) {
        made = connection;
    }

    void answered() {
        answered = true;
        touch();
    }

    boolean isAnswered() {
        return answered;
    }

    /**
     * Closes the socket that was made for this request. An abort between two steps of HttpClient's connecting marks the
     * connection as closed before it has its socket, which nobody closes then.
     */
    void closeSocket() {
        Socket socket = made == null ? null : made.getSocket();
        if (socket != null) {
            Closer.closeQuietly(socket);
        }
    }

    /** Bytes moved, or the request waits on purpose. */
    void touch() {
        lastMove = System.nanoTime();
    }

    void bodySent() {
        bodySent = true;
        touch();
    }

    boolean isBodySent() {
        return bodySent;
    }

    /** Whether it is a while since the last look for an answer that comes before the body's end. */
    boolean isTimeToLook() {
        long now = System.nanoTime();
        if (now - nextLook < 0) {
            return false;
        }
        nextLook = now + LOOK_NANOS;
        return true;
    }

    void answeredEarly() {
        answeredEarly = true;
    }

    /** The rest of the body was not sent, because of an early answer or because the connection took no more. */
    void bodyBrokenOff(IOException e) {
        brokenOff = e;
    }

    boolean isBodyBrokenOff() {
        return brokenOff != null;
    }

    /** What ended the exchange: where the connection broke, that it did, and not that no answer was left in it. */
    IOException cause(IOException e) {
        return brokenOff == null || answeredEarly ? e : brokenOff;
    }

    boolean isStalled() {
        return stalled;
    }

    long nanosSilent(long now) {
        return now - lastMove;
    }

    String host() {
        return request.getAuthority().getHostName();
    }

    /** The name of the call, see {@link RequestNames}. */
    String call() {
        return RequestNames.of(request.getPath());
    }

    /** The text without the token that the request carried: one of B2's messages repeats it. */
    String withoutToken(String text) {
        Header token = request.getFirstHeader(HttpHeaders.AUTHORIZATION);
        return text == null || token == null || token.getValue().isEmpty()
                ? text
                : text.replace(token.getValue(), "****");
    }

    /** {@code POST b2_upload_part}, without what could let others repeat it. */
    String description() {
        return request.getMethod() + " " + RequestNames.of(request.getPath());
    }

    void tellOfSilence(long silentNanos, long timeoutNanos) {
        onSilence.accept("No byte has moved for " + TimeUnit.NANOSECONDS.toSeconds(silentNanos) + " s between here and "
                + host() + " (" + description() + "). After " + TimeUnit.NANOSECONDS.toSeconds(timeoutNanos)
                + " s the request is given up");
    }

    void endAsStalled() {
        stalled = true;
        request.abort();
    }

    /** Where nobody wants the rest of an answer, which closing it would read. */
    void abort() {
        request.abort();
    }
}
