package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.contentHandlers.B2ContentSink;
import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.contentSources.B2HeadersImpl;
import com.backblaze.b2.client.exceptions.B2ConnectFailedException;
import com.backblaze.b2.client.exceptions.B2ConnectionBrokenException;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2LocalException;
import com.backblaze.b2.client.exceptions.B2NetworkTimeoutException;
import com.backblaze.b2.client.structures.B2ErrorStructure;
import com.backblaze.b2.client.webApiClients.B2WebApiClient;
import com.backblaze.b2.json.B2Json;
import com.backblaze.b2.json.B2JsonException;
import com.backblaze.b2.json.B2JsonOptions;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The SDK's view of HTTP, on Apache HttpClient: one try a call, no repetition, ended at once by its cancellation, ended
 * by silence. Thread-safe; many requests may be under way. Closing it does nothing, the transport owns the connections.
 */
public final class WebApiClient implements B2WebApiClient {
    private static final Logger LOGGER = Logger.getLogger(WebApiClient.class.getName());
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    /** No JSON answer is larger: a page of 10,000 rows with full file info stays below. */
    private static final int MAX_JSON_CHARS = 128 * 1024 * 1024;

    private static final int MAX_ERROR_BYTES = 64 * 1024;

    /** So many bytes that nobody wants are read all the same, because the connection can then be used again. */
    private static final int WORTH_READING = 64 * 1024;

    private final HttpTransport transport;
    private final Cancellation cancellation;

    WebApiClient(HttpTransport transport, Cancellation cancellation) {
        this.transport = transport;
        this.cancellation = cancellation;
    }

    @FunctionalInterface
    private interface ResponseReader<T> {
        T read(ClassicHttpResponse response, RequestExchange exchange) throws IOException, B2Exception;
    }

    @Override
    public <T> T postJsonReturnJson(String url, B2Headers headers, Object request, Class<T> responseClass)
            throws B2Exception {
        byte[] json = toJson(request);
        HttpPost post = new HttpPost(uri(url));
        post.setEntity(new ByteArrayEntity(json, ContentType.APPLICATION_JSON));
        RequestExchange exchange = new RequestExchange(post);
        exchange.bodySent();
        return execute(post, headers, exchange, (response, same) -> readJson(response, same, responseClass));
    }

    @Override
    public <T> T postDataReturnJson(
            String url, B2Headers headers, InputStream content, long contentLength, Class<T> responseClass)
            throws B2Exception {
        HttpPost post = new HttpPost(uri(url));
        RequestExchange exchange = new RequestExchange(post);
        post.setEntity(new ContentEntity(content, contentLength, exchange));
        return execute(post, headers, exchange, (response, same) -> readJson(response, same, responseClass));
    }

    @Override
    public void getContent(String url, B2Headers headers, B2ContentSink sink) throws B2Exception {
        HttpGet get = new HttpGet(uri(url));
        execute(get, headers, new RequestExchange(get), (response, exchange) -> {
            if (response.getCode() != OK && response.getCode() != PARTIAL_CONTENT) {
                throw error(response, exchange);
            }
            InputStream body = content(response);
            try {
                sink.readContent(headers(response), new TouchingInputStream(body, exchange));
                readRest(body);
            } catch (Throwable e) {
                // Closing a response that has not been read to its end would read the rest of it first.
                get.abort();
                throw e;
            }
            return null;
        });
    }

    @Override
    public B2Headers head(String url, B2Headers headers) throws B2Exception {
        HttpHead head = new HttpHead(uri(url));
        return execute(head, headers, new RequestExchange(head), (response, exchange) -> {
            if (response.getCode() != OK) {
                throw error(response, exchange);
            }
            return headers(response);
        });
    }

    @Override
    public void close() {}

    private <T> T execute(
            HttpUriRequestBase request, B2Headers headers, RequestExchange exchange, ResponseReader<T> reader)
            throws B2Exception {
        cancellation.check();
        if (headers != null) {
            copyHeaders(headers, request);
        }
        exchange.begin();
        long start = System.nanoTime();
        boolean ok = false;
        int status = 0;
        try (Cancellation.Registration ignored = cancellation.onCancel(request::abort);
                ClassicHttpResponse response = transport.http().executeOpen(null, request, transport.newContext())) {
            status = response.getCode();
            noteServerTime(response);
            T result = reader.read(response, exchange);
            ok = true;
            return result;
        } catch (IOException e) {
            throw translate(exchange.cause(e), exchange);
        } catch (CancelledException | LocalFailureException e) {
            request.abort();
            throw e;
        } catch (IllegalStateException e) {
            // What HttpClient says when a request is aborted between two of its steps.
            cancellation.check();
            if (exchange.isStalled()) {
                throw translate(new IOException(e), exchange);
            }
            throw e;
        } finally {
            exchange.end();
            transport.stallWatch().forget(exchange);
            count(ok);
            log(request, status, ok, start);
        }
    }

    private void count(boolean ok) {
        if (ok) {
            transport.counter().success();
        } else {
            transport.counter().failure();
        }
    }

    /** The path says which call it was; the query of a download and the upload URL's tail may hold a token. */
    private static void log(HttpUriRequestBase request, int status, boolean ok, long start) {
        if (LOGGER.isLoggable(Level.FINE)) {
            LOGGER.log(Level.FINE, "{0} {1}: {2} in {3} ms", new Object[] {
                request.getMethod(),
                RequestNames.of(request.getPath()),
                status == 0 ? "no answer" : status + (ok ? "" : " (failed)"),
                (System.nanoTime() - start) / 1_000_000
            });
        }
    }

    private static void copyHeaders(B2Headers headers, HttpUriRequestBase request) {
        for (String name : headers.getNames()) {
            // Waiting for "100 Continue" costs a round trip for every file and part.
            if (!HttpHeaders.EXPECT.equalsIgnoreCase(name)) {
                request.setHeader(name, headers.getValueOrNull(name));
            }
        }
    }

    private static byte[] toJson(Object request) throws B2Exception {
        try {
            return B2Json.get().toJson(request).getBytes(StandardCharsets.UTF_8);
        } catch (B2JsonException e) {
            throw new B2LocalException("json", "The request can't be written as JSON: " + e.getMessage(), e);
        }
    }

    private <T> T readJson(ClassicHttpResponse response, RequestExchange exchange, Class<T> responseClass)
            throws IOException, B2Exception {
        if (response.getCode() != OK) {
            throw error(response, exchange);
        }
        if (exchange.isBodyBrokenOff()) {
            throw new IOException("The server was content before it had the whole body");
        }
        try (Reader json = new UnlockedReader(new TouchingInputStream(content(response), exchange), MAX_JSON_CHARS)) {
            return B2Json.get().fromJson(json, responseClass, B2JsonOptions.DEFAULT_AND_ALLOW_EXTRA_FIELDS);
        } catch (B2JsonException e) {
            throw new LostAnswerException("The answer is not what B2 would say", e);
        }
    }

    private static InputStream content(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    private static void readRest(InputStream in) throws IOException {
        if (in.read() >= 0) {
            in.readNBytes(WORTH_READING);
        }
    }

    private static B2Exception error(ClassicHttpResponse response, RequestExchange exchange) throws IOException {
        Integer retryAfter = retryAfter(response);
        byte[] json;
        try (InputStream in = content(response)) {
            json = in.readNBytes(MAX_ERROR_BYTES);
        }
        try {
            B2ErrorStructure error =
                    B2Json.get().fromJson(json, B2ErrorStructure.class, B2JsonOptions.DEFAULT_AND_ALLOW_EXTRA_FIELDS);
            String message = "unauthorized".equals(error.code)
                    ? CallCapabilities.reason(exchange.call(), error.message)
                    : error.message;
            return B2Exception.create(error.code, response.getCode(), retryAfter, exchange.withoutToken(message));
        } catch (B2JsonException | IllegalArgumentException e) {
            return B2Exception.create("", response.getCode(), retryAfter, response.getReasonPhrase());
        }
    }

    private static Integer retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        return header != null && header.getValue().strip().matches("\\d{1,6}")
                ? Integer.valueOf(header.getValue().strip())
                : null;
    }

    private static B2Headers headers(ClassicHttpResponse response) {
        B2HeadersImpl.Builder builder = B2HeadersImpl.builder();
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Header header : response.getHeaders()) {
            if (seen.add(header.getName())) {
                builder.set(header.getName(), header.getValue());
            }
        }
        return builder.build();
    }

    private void noteServerTime(ClassicHttpResponse response) {
        Header date = response.getFirstHeader(HttpHeaders.DATE);
        if (date != null) {
            transport.serverDate(date.getValue());
        }
    }

    private static URI uri(String url) throws B2Exception {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new B2LocalException("bad_url", "B2 answered with a URL that is none", null);
        }
    }

    private B2Exception translate(IOException e, RequestExchange exchange) {
        cancellation.check();
        if (exchange.isStalled() || isReadTimeout(e)) {
            String silence = "no byte moved for " + transport.timeout().toMillis() / 1000.0 + " s";
            return exchange.isBodySent()
                    ? new LostAnswerException(silence, e)
                    : new B2NetworkTimeoutException("stalled", null, silence, e);
        }
        if (e instanceof UnknownHostException) {
            return new B2ConnectFailedException("unknown_host", null, "unknown host " + e.getMessage(), e);
        }
        if (e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e instanceof ConnectTimeoutException) {
            return new B2ConnectFailedException("connect_failed", null, text(e), e);
        }
        UntrustedServerException untrusted = UntrustedServerException.of(e, exchange.host());
        if (untrusted != null) {
            return untrusted;
        }
        if (e instanceof SSLHandshakeException) {
            return new B2ConnectFailedException("tls_failed", null, "TLS: " + text(e), e);
        }
        if (exchange.isBodySent()) {
            return new LostAnswerException(text(e), e);
        }
        return new B2ConnectionBrokenException(e instanceof SSLException ? "tls_broken" : "broken", null, text(e), e);
    }

    /** Not being able to connect in time is another matter. */
    private static boolean isReadTimeout(IOException e) {
        return e instanceof SocketTimeoutException && !(e instanceof ConnectTimeoutException);
    }

    private static String text(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Tells the stall watch of every byte that arrives. */
    private static final class TouchingInputStream extends FilterInputStream {
        private final RequestExchange exchange;

        TouchingInputStream(InputStream in, RequestExchange exchange) {
            super(in);
            this.exchange = exchange;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            exchange.touch();
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            exchange.touch();
            int count = super.read(buffer, offset, length);
            exchange.touch();
            return count;
        }
    }
}
