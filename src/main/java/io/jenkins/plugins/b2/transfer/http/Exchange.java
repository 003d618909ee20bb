package io.jenkins.plugins.b2.transfer.http;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/** One request under way, as the stall watch and the error translation see it. */
public final class Exchange {
    private static final ThreadLocal<Exchange> CURRENT = new ThreadLocal<>();

    private final HttpUriRequestBase request;
    private volatile long lastMove = System.nanoTime();
    private volatile boolean stalled;
    private volatile boolean bodySent;

    Exchange(HttpUriRequestBase request) {
        this.request = request;
    }

    /** To be called by a stream that holds its request back on purpose, so that this is not taken for a stall. */
    public static void holdingBack() {
        Exchange current = CURRENT.get();
        if (current != null) {
            current.touch();
        }
    }

    void begin() {
        CURRENT.set(this);
    }

    void end() {
        CURRENT.remove();
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

    boolean isStalled() {
        return stalled;
    }

    long nanosSilent(long now) {
        return now - lastMove;
    }

    String host() {
        return request.getAuthority().getHostName();
    }

    /** The text without the token that the request carried: one of B2's messages repeats it. */
    String withoutToken(String text) {
        Header token = request.getFirstHeader(HttpHeaders.AUTHORIZATION);
        return text == null || token == null || token.getValue().isEmpty()
                ? text
                : text.replace(token.getValue(), "****");
    }

    void endAsStalled() {
        stalled = true;
        request.abort();
    }
}
