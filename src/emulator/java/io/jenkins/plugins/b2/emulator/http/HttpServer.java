package io.jenkins.plugins.b2.emulator.http;

import io.jenkins.plugins.b2.emulator.fault.Faults;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The listening socket. Each request has a thread of its own while it lasts, so that handlers may simply block. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_THREADS = 1000;
    private static final int HEADER_BYTES = 64 * 1024;
    private static final int INPUT_BUFFER_BYTES = 128 * 1024;
    private static final long IDLE_MILLIS = 600_000;

    // Jetty tells at INFO level that it starts and stops, which is news to nobody here. Held, or it would be forgotten.
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    static {
        if (JETTY.getLevel() == null) {
            JETTY.setLevel(Level.WARNING);
        }
    }

    private final Server server;
    private final ServerConnector connector;
    private final Shaper shaper;
    private final Faults faults;
    private final Service service;

    /** Answers one request. */
    @FunctionalInterface
    public interface Service {
        /** An exception ends the connection. */
        void serve(ServerExchange exchange) throws IOException;
    }

    /** Binds at once to {@code host}; {@code port} of 0 picks a free one; {@code tls} of null speaks plainly. */
    public HttpServer(String host, int port, SSLContext tls, Shaper shaper, Faults faults, Service service)
            throws IOException {
        this.shaper = shaper;
        this.faults = faults;
        this.service = service;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 8);
        threads.setName("b2-emulator");
        threads.setDaemon(true);
        server = new Server(threads);
        server.setStopTimeout(0);
        connector = new ServerConnector(server, null, null, null, 1, 1, protocols(tls));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Front());
        connector.open();
    }

    private static ConnectionFactory[] protocols(SSLContext tls) {
        HttpConnectionFactory http = new HttpConnectionFactory(configuration());
        if (tls == null) {
            return new ConnectionFactory[] {http};
        }
        SslContextFactory.Server secured = new SslContextFactory.Server();
        secured.setSslContext(tls);
        return new ConnectionFactory[] {new SslConnectionFactory(secured, http.getProtocol()), http};
    }

    private static HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        // File names travel in the path: nothing in them may look suspicious to the server.
        http.setUriCompliance(UriCompliance.UNSAFE);
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        http.setInputBufferSize(INPUT_BUFFER_BYTES);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        return http;
    }

    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the emulator did not start", e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    public int openConnections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the emulator did not stop", e);
        }
    }

    private final class Front extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            ServerExchange exchange = new ServerExchange(request, response, shaper, faults);
            Throwable trouble = null;
            try {
                exchange.arrive();
                service.serve(exchange);
            } catch (IOException e) {
                // Expected: the client has gone, or a fault has ended the connection. Jetty need not tell of it.
                trouble = new EofException(e);
                Socket.of(request).close();
            } catch (RuntimeException e) {
                trouble = e;
                Socket.of(request).close();
            } finally {
                exchange.close();
            }
            if (trouble == null) {
                callback.succeeded();
            } else {
                callback.failed(trouble);
            }
            return true;
        }
    }
}
