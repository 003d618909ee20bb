package io.jenkins.plugins.b2.benchmark;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * As little HTTP/1.1 as can be: one connection, one request at a time, bodies of known length, no error handling beyond
 * giving up. What no client can be faster than. Belongs to one thread.
 */
final class BareHttp implements Closeable {
    private static final int BUFFER_SIZE = 128 * 1024;

    private final String host;
    private final int port;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    BareHttp(String realm) throws IOException {
        URI uri = URI.create(realm);
        host = uri.getHost();
        port = uri.getPort();
        socket = new Socket(host, port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER_SIZE);
        out = socket.getOutputStream();
    }

    /** Writes a body. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Takes an answer's body, which it has to read to its end. */
    @FunctionalInterface
    interface Sink<T> {
        T take(Map<String, String> headers, long length, InputStream in) throws IOException;
    }

    <T> T request(String method, String path, Map<String, String> headers, long length, Body body, Sink<T> sink)
            throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        if (body != null) {
            head.append("Content-Length: " + length + "\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        if (body != null) {
            body.writeTo(out);
        }
        String status = line();
        Map<String, String> answered = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            answered.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        long answerLength = Long.parseLong(answered.getOrDefault("content-length", "0"));
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(method + " " + path + ": " + status + " "
                    + new String(in.readNBytes((int) answerLength), StandardCharsets.UTF_8));
        }
        return sink.take(answered, answerLength, in);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int value;
        while ((value = in.read()) != '\n') {
            if (value < 0) {
                throw new EOFException("The connection has ended");
            }
            line.write(value);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
