package io.jenkins.plugins.b2.transfer.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The JVM's TLS, made ready when a connection first needs it: reading the trusted certificates takes longer than many a
 * command. Thread-safe.
 */
final class LazyTls implements TlsSocketStrategy {
    private TlsSocketStrategy strategy;

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, target, port, attachment, context);
    }

    private synchronized TlsSocketStrategy strategy() {
        if (strategy == null) {
            strategy = DefaultClientTlsStrategy.createDefault();
        }
        return strategy;
    }
}
