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
import com.backblaze.b2.client.structures.B2ListBucketsResponse;
import com.backblaze.b2.client.structures.B2ListFilesResponse;
import com.backblaze.b2.client.structures.B2ListPartsResponse;
import com.backblaze.b2.client.webApiClients.B2WebApiClient;
import com.backblaze.b2.json.B2Json;
import com.backblaze.b2.json.B2JsonException;
import com.backblaze.b2.json.B2JsonOptions;
import io.jenkins.plugins.b2.transfer.ApiCall;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;

/**
 * The SDK's view of HTTP, on Apache HttpClient: one try a call, no repetition, ended at once by its cancellation, ended
 * by silence. Thread-safe; many requests may be under way. Closing it does nothing, the transport owns the connections.
 */
public final class WebApiClient implements B2WebApiClient {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    /** No JSON answer is larger: a page of 1,000 rows with full names and file info stays below. */
    private static final int MAX_JSON_CHARS = 16 * 1024 * 1024;
    /** An answer in JSON has to bring so many bytes in each timeout, so that one that trickles ends. */
    private static final int JSON_STEP = 16 * 1024;

    /** Seconds; nobody waits that long. */
    private static final int MAX_RETRY_AFTER = 999_999;

    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final String BY_NAME = "/file/";

    /** So many bytes that nobody wants are read all the same, because the connection can then be used again. */
    private static final int WORTH_READING = 64 * 1024;

    private final HttpTransport transport;
    private final Cancellation cancellation;
    private final Consumer<String> onSilence;

    WebApiClient(HttpTransport transport, Cancellation cancellation, Consumer<String> onSilence) {
        this.transport = transport;
        this.cancellation = cancellation;
        this.onSilence = onSilence;
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
        RequestExchange exchange = exchange(post);
        exchange.bodySent();
        return execute(post, headers, exchange, (response, same) -> readJson(response, same, responseClass));
    }

    /** A call without parameters, or with all of them in the URL. */
    public <T> T getJson(String url, B2Headers headers, Class<T> responseClass) throws B2Exception {
        HttpGet get = new HttpGet(uri(url));
        RequestExchange exchange = exchange(get);
        exchange.bodySent();
        return execute(get, headers, exchange, (response, same) -> readJson(response, same, responseClass));
    }

    @Override
    public <T> T postDataReturnJson(
            String url, B2Headers headers, InputStream content, long contentLength, Class<T> responseClass)
            throws B2Exception {
        HttpPost post = new HttpPost(uri(url));
        RequestExchange exchange = exchange(post);
        post.setEntity(new ContentEntity(content, contentLength, exchange));
        return execute(post, headers, exchange, (response, same) -> readJson(response, same, responseClass));
    }

    @Override
    public void getContent(String url, B2Headers headers, B2ContentSink sink) throws B2Exception {
        HttpGet get = new HttpGet(uri(withSpacesAsPercent(url)));
        execute(get, headers, exchange(get), (response, exchange) -> {
            if (response.getCode() != OK && response.getCode() != PARTIAL_CONTENT) {
                throw error(response, exchange);
            }
            InputStream body = content(response);
            try {
                sink.readContent(headers(response), new TouchingInputStream(body, exchange, 1));
                readRest(body, get);
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
        HttpHead head = new HttpHead(uri(withSpacesAsPercent(url)));
        return execute(head, headers, exchange(head), (response, exchange) -> {
            if (response.getCode() != OK) {
                throw error(response, exchange);
            }
            return headers(response);
        });
    }

    @Override
    public void close() {}

    private RequestExchange exchange(HttpUriRequestBase request) {
        return new RequestExchange(request, onSilence);
    }

    private <T> T execute(
            HttpUriRequestBase request, B2Headers headers, RequestExchange exchange, ResponseReader<T> reader)
            throws B2Exception {
        cancellation.check();
        if (headers != null) {
            copyHeaders(headers, request);
        }
        ApiCall call = ApiCall.ofPath(request.getPath());
        Exchange<T> bare = new Exchange<>() {
            @Override
            public ApiCall call() {
                return call;
            }

            @Override
            public String description() {
                return exchange.description();
            }

            @Override
            public T run() throws B2Exception {
                return send(request, exchange, reader);
            }
        };
        return ExchangeLayer.wrap(transport.layers(), bare).run();
    }

    private <T> T send(HttpUriRequestBase request, RequestExchange exchange, ResponseReader<T> reader)
            throws B2Exception {
        exchange.begin();
        try (Cancellation.Registration ignored = cancellation.onCancel(request::abort);
                OpenResponse open =
                        new OpenResponse(transport.http().executeOpen(null, request, transport.newContext()))) {
            exchange.answered();
            noteServerTime(open.response);
            return reader.read(open.response, exchange);
        } catch (IOException e) {
            throw translate(exchange.cause(e), exchange);
        } catch (CancelledException | LocalFailureException e) {
            request.abort();
            throw e;
        } catch (IllegalStateException e) {
            // What HttpClient says when a request is aborted between two of its steps.
            cancellation.check();
            if (exchange.isStalled() || transport.isClosed()) {
                throw translate(new IOException(e), exchange);
            }
            throw e;
        } finally {
            exchange.end();
            transport.stallWatch().forget(exchange);
            if (!exchange.isAnswered() || transport.isClosed()) {
                exchange.closeSocket();
            }
        }
    }

    /** What was read is read: an answer that can't be closed well is no failure. */
    private record OpenResponse(ClassicHttpResponse response) implements AutoCloseable {
        @Override
        public void close() {
            Closer.closeQuietly(response);
        }
    }

    private static void copyHeaders(B2Headers headers, HttpUriRequestBase request) {
        for (String name : headers.getNames()) {
            // Waiting for "100 Continue" costs a round trip for every file and part.
            if (!HttpHeaders.EXPECT.equalsIgnoreCase(name)) {
                String value = headers.getValueOrNull(name);
                request.setHeader(name, isPercentEncoded(name) ? value.replace("+", "%20") : value);
            }
        }
    }

    private static boolean isPercentEncoded(String header) {
        return B2Headers.FILE_NAME.equalsIgnoreCase(header)
                || header.regionMatches(true, 0, B2Headers.FILE_INFO_PREFIX, 0, B2Headers.FILE_INFO_PREFIX.length());
    }

    /**
     * The SDK writes the spaces of a file name as plus signs, which B2 reads as spaces and not everybody in between does;
     * a plus sign that is one is {@code %2B} by then. Before the name, the URL is as B2 gave it.
     */
    private static String withSpacesAsPercent(String url) {
        int name = url.indexOf(BY_NAME);
        return name < 0 ? url : url.substring(0, name) + url.substring(name).replace("+", "%20");
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
        InputStream body = new TouchingInputStream(content(response), exchange, JSON_STEP);
        boolean read = false;
        try {
            T answer = parse(new UnlockedReader(body, MAX_JSON_CHARS), responseClass);
            read = true;
            return answer;
        } finally {
            if (!read) {
                exchange.abort();
            }
        }
    }

    /** The SDK's parser and the constructors of its structures throw what they like. */
    private static <T> T parse(Reader json, Class<T> responseClass) throws IOException, B2Exception {
        try {
            T answer = B2Json.get().fromJson(json, responseClass, B2JsonOptions.DEFAULT_AND_ALLOW_EXTRA_FIELDS);
            if (answer == null || rows(answer).stream().anyMatch(Objects::isNull)) {
                throw LostAnswerException.garbled(null);
            }
            return answer;
        } catch (B2JsonException | RuntimeException | StackOverflowError e) {
            throw LostAnswerException.garbled(e);
        }
    }

    /** Those of a listing; none for other answers. */
    private static Collection<?> rows(Object answer) {
        if (answer instanceof B2ListFilesResponse files) {
            return files.getFiles();
        }
        if (answer instanceof B2ListPartsResponse parts) {
            return parts.getParts();
        }
        return answer instanceof B2ListBucketsResponse buckets ? buckets.getBuckets() : List.of(answer);
    }

    private static InputStream content(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    /** Closing an answer reads it to its end, however far that is; so one that goes on is broken off. */
    private static void readRest(InputStream in, HttpUriRequestBase request) throws IOException {
        if (in.readNBytes(WORTH_READING).length == WORTH_READING) {
            request.abort();
        }
    }

    private static B2Exception error(ClassicHttpResponse response, RequestExchange exchange) throws IOException {
        Integer retryAfter = retryAfter(response);
        byte[] json = content(response).readNBytes(MAX_ERROR_BYTES);
        if (json.length == MAX_ERROR_BYTES) {
            exchange.abort();
        }
        try {
            B2ErrorStructure error =
                    B2Json.get().fromJson(json, B2ErrorStructure.class, B2JsonOptions.DEFAULT_AND_ALLOW_EXTRA_FIELDS);
            String message = "unauthorized".equals(error.code)
                    ? CallCapabilities.reason(exchange.call(), error.message)
                    : error.message;
            return B2Exception.create(error.code, response.getCode(), retryAfter, exchange.withoutToken(message));
        } catch (B2JsonException | RuntimeException | StackOverflowError e) {
            return B2Exception.create("", response.getCode(), retryAfter, response.getReasonPhrase());
        }
    }

    private static Integer retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
        String value = header == null || header.getValue() == null
                ? ""
                : header.getValue().strip();
        if (value.matches("\\d{1,6}")) {
            return Integer.valueOf(value);
        }
        Instant until = DateUtils.parseStandardDate(value);
        if (until == null) {
            return null;
        }
        Header date = response.getFirstHeader(HttpHeaders.DATE);
        Instant there = date == null ? null : DateUtils.parseStandardDate(date.getValue());
        long seconds =
                Duration.between(there == null ? Instant.now() : there, until).toSeconds();
        return (int) Math.max(0, Math.min(seconds, MAX_RETRY_AFTER));
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

    /** Where B2 said to go on. */
    private static URI uri(String url) throws B2Exception {
        try {
            URI uri = URI.create(url);
            if (!ConnectionSettings.isProtected(uri) || uri.getHost() == null) {
                throw new IllegalArgumentException("no address of a server, or one where others can listen");
            }
            return uri;
        } catch (IllegalArgumentException e) {
            // Not told on: an upload URL is half a secret.
            throw LostAnswerException.garbled(null);
        }
    }

    private B2Exception translate(IOException e, RequestExchange exchange) {
        cancellation.check();
        if (e instanceof GarbledAnswerException) {
            return LostAnswerException.garbled(e);
        }
        if (exchange.isStalled() || isReadTimeout(e)) {
            String silence = "no byte moved for " + transport.timeout().toMillis() / 1000.0 + " s";
            return exchange.isBodySent()
                    ? LostAnswerException.lost(silence, e)
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
            return LostAnswerException.lost(text(e), e);
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

    /** Tells the stall watch of bytes that arrive. */
    private static final class TouchingInputStream extends FilterInputStream {
        private final RequestExchange exchange;
        private final int step;
        private int sinceTouch;

        /** @param step bytes that have to arrive before it is told */
        TouchingInputStream(InputStream in, RequestExchange exchange, int step) {
            super(in);
            this.exchange = exchange;
            this.step = step;
        }

        private void arrived(int count) {
            sinceTouch += count;
            if (sinceTouch >= step) {
                sinceTouch = 0;
                exchange.touch();
            }
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            arrived(1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (step == 1) {
                // Whoever takes the bytes may have held the request back.
                exchange.touch();
            }
            int count = super.read(buffer, offset, length);
            arrived(Math.max(0, count));
            return count;
        }
    }
}
