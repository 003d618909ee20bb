package io.jenkins.plugins.b2.transfer.http;

import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.ProxySettings;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicAuthCache;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections of one session: a bounded pool, one timeout for silence, the proxy. Gives out clients that end their
 * requests on cancellation. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {
    /** Calls that carry no content run beside those that do, so the pool is a little larger than their number. */
    private static final int CONNECTIONS_FOR_CALLS = 2;

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(30);
    /** B2 closes idle connections after a few seconds; using one of those fails. */
    private static final TimeValue MOST_IDLE = TimeValue.ofSeconds(4);

    private static final TimeValue CHECK_AFTER = TimeValue.ofSeconds(1);
    private static final Duration SILENCE_TO_TELL = Duration.ofSeconds(30);

    /** B2's file info is bound to 7,000 bytes, name and encoding included, so no honest answer comes near these. */
    private static final Http1Config BOUNDED_HEADERS = Http1Config.custom()
            .setMaxHeaderCount(1000)
            .setMaxLineLength(64 * 1024)
            .build();

    /** For a free connection: they all are in use by requests that move, or else end. */
    private static final Timeout PATIENCE = Timeout.ofDays(365);

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final ProxySettings proxy;
    private final StallWatch stallWatch;
    private final Duration timeout;
    private final CallCounter counter = new CallCounter();
    private final SuccessClock successes = new SuccessClock();
    private final List<ExchangeLayer> layers = new ArrayList<>();
    private final AtomicLong serverClockOffset = new AtomicLong(Long.MIN_VALUE);
    private volatile String lastServerDate;
    private volatile boolean closed;

    public HttpTransport(ConnectionSettings settings) {
        this(settings, List.of(), SILENCE_TO_TELL);
    }

    /**
     * @param outer further layers around every exchange, the outermost first
     * @param silenceToTell how long no byte moves before that is told
     */
    public HttpTransport(ConnectionSettings settings, List<ExchangeLayer> outer, Duration silenceToTell) {
        timeout = settings.timeout();
        proxy = settings.proxy();
        layers.addAll(outer);
        layers.addAll(List.of(new CallLog(), counter, successes));
        stallWatch = new StallWatch(timeout, silenceToTell);
        connections = pool(settings);
        client = client();
    }

    private static PoolingHttpClientConnectionManager pool(ConnectionSettings settings) {
        Timeout silence = Timeout.of(settings.timeout());
        int size = settings.connections().most() + CONNECTIONS_FOR_CALLS;
        HttpConnectionFactory<ManagedHttpClientConnection> factory = ManagedHttpClientConnectionFactory.builder()
                .http1Config(BOUNDED_HEADERS)
                .responseOutOfOrderStrategy(new EarlyAnswers())
                .build();
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(socket -> noted(factory.createConnection(socket)))
                .setTlsSocketStrategy(new LazyTls())
                .setMaxConnTotal(size)
                .setMaxConnPerRoute(size)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(silence.compareTo(CONNECT_TIMEOUT) < 0 ? silence : CONNECT_TIMEOUT)
                        .setSocketTimeout(silence)
                        .setIdleTimeout(Timeout.of(MOST_IDLE.toDuration()))
                        .setValidateAfterInactivity(CHECK_AFTER)
                        .build())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setTcpNoDelay(true)
                        .setSoTimeout(silence)
                        .build())
                .build();
    }

    private static ManagedHttpClientConnection noted(ManagedHttpClientConnection made) {
        RequestExchange exchange = RequestExchange.current();
        if (exchange != null) {
            exchange.made(made);
        }
        return made;
    }

    private CloseableHttpClient client() {
        // A redirect would carry the token to another host; a repetition below the engine's would go uncounted.
        HttpClientBuilder builder = HttpClients.custom()
                .setConnectionManager(connections)
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "b2-stall-watch", this::watchFromHere)
                .setConnectionReuseStrategy(HttpTransport::isReusable)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(PATIENCE)
                        .setResponseTimeout(Timeout.of(timeout))
                        // Asking plain HTTP servers for TLS confuses some, and proxies.
                        .setProtocolUpgradeEnabled(false)
                        .build());
        if (proxy != null) {
            builder.setRoutePlanner(new BypassingProxyRoutePlanner(proxy));
            if (proxy.userName() != null) {
                BasicCredentialsProvider credentials = new BasicCredentialsProvider();
                credentials.setCredentials(new AuthScope(proxy.host(), proxy.port()), proxyCredentials());
                builder.setDefaultCredentialsProvider(credentials);
            }
        }
        return builder.build();
    }

    /** There is a connection now; what came before was waiting for others, or has a time limit of its own. */
    private ClassicHttpResponse watchFromHere(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        RequestExchange exchange = RequestExchange.current();
        if (exchange != null) {
            exchange.touch();
            stallWatch.watch(exchange);
        }
        return chain.proceed(request, scope);
    }

    /** Where the rest of a body is missing, the server would take the next request for it. */
    private static boolean isReusable(HttpRequest request, HttpResponse response, HttpContext context) {
        RequestExchange exchange = RequestExchange.current();
        return (exchange == null || !exchange.isBodyBrokenOff())
                && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    private UsernamePasswordCredentials proxyCredentials() {
        String password = proxy.password() == null ? "" : proxy.password();
        return new UsernamePasswordCredentials(proxy.userName(), password.toCharArray());
    }

    /** A context that answers the proxy's question before it is asked, because a body can't be sent twice. */
    HttpClientContext newContext() {
        HttpClientContext context = HttpClientContext.create();
        if (proxy != null && proxy.userName() != null) {
            BasicScheme scheme = new BasicScheme();
            scheme.initPreemptive(proxyCredentials());
            BasicAuthCache cache = new BasicAuthCache();
            cache.put(new HttpHost("http", proxy.host(), proxy.port()), scheme);
            context.setAuthCache(cache);
        }
        return context;
    }

    /** A client whose requests end, at once, when this is cancelled. */
    public WebApiClient client(Cancellation cancellation) {
        return client(cancellation, message -> {});
    }

    /** @param onSilence hears, in words for people and on any thread, that no byte moves in a request */
    public WebApiClient client(Cancellation cancellation, Consumer<String> onSilence) {
        return new WebApiClient(this, cancellation, onSilence);
    }

    CloseableHttpClient http() {
        return client;
    }

    StallWatch stallWatch() {
        return stallWatch;
    }

    Duration timeout() {
        return timeout;
    }

    List<ExchangeLayer> layers() {
        return layers;
    }

    public CallCounter counter() {
        return counter;
    }

    public SuccessClock successes() {
        return successes;
    }

    /** Connections that carry a request now. */
    public int connectionsInUse() {
        return connections.getTotalStats().getLeased();
    }

    /** Connections that are open and wait for a request. */
    public int connectionsIdle() {
        return connections.getTotalStats().getAvailable();
    }

    public int connectionsMax() {
        PoolStats stats = connections.getTotalStats();
        return stats.getMax();
    }

    /** Takes a header's date; each one once, since parsing it for every small file takes longer than much of the rest. */
    void serverDate(String date) {
        if (!date.equals(lastServerDate)) {
            lastServerDate = date;
            Instant instant = DateUtils.parseStandardDate(date);
            if (instant != null) {
                serverClockOffset.set(instant.toEpochMilli() - System.currentTimeMillis());
            }
        }
    }

    /** The server's clock in milliseconds since 1970, to a second; this machine's before the first answer. */
    public long serverMillis() {
        long offset = serverClockOffset.get();
        return System.currentTimeMillis() + (offset == Long.MIN_VALUE ? 0 : offset);
    }

    /** The server's clock at a moment of {@link System#nanoTime}; to be asked late, when the server has answered. */
    public long serverMillisAt(long nanoTime) {
        return serverMillis() - (System.nanoTime() - nanoTime) / 1_000_000;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        stallWatch.close();
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
        connections.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }

    private static final class BypassingProxyRoutePlanner extends DefaultProxyRoutePlanner {
        private final ProxySettings proxy;

        BypassingProxyRoutePlanner(ProxySettings proxy) {
            super(new HttpHost("http", proxy.host(), proxy.port()));
            this.proxy = proxy;
        }

        @Override
        protected HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
            return proxy.appliesTo(target.getHostName()) ? super.determineProxy(target, context) : null;
        }
    }
}
