package io.jenkins.plugins.b2.connection;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** A forward proxy for plain HTTP with bodies of known length. Asks for a password when it is given one. */
final class SmallProxy implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final String credentials;
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    /** @param userAndPassword with a colon between them; null for an open proxy */
    SmallProxy(String userAndPassword) throws IOException {
        credentials = userAndPassword == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    int passed() {
        return passed.get();
    }

    int refused() {
        return refused.get();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "small-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                start(() -> serve(client));
            }
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Request by request; the connection to the server lives as long as that of the client. */
    private void serve(Socket client) {
        Socket target = null;
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                Head request = Head.read(in);
                if (credentials != null && !Objects.equals(credentials, request.header("proxy-authorization"))) {
                    refused.incrementAndGet();
                    out.write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                            .concat("Content-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
                    return;
                }
                passed.incrementAndGet();
                URI uri = URI.create(request.lines.get(0).split(" ")[1]);
                if (target == null) {
                    target = new Socket(uri.getHost(), uri.getPort());
                }
                exchange(request, uri, in, out, target);
            }
        } catch (IOException e) {
            // The client or the server is gone, and so is this connection.
        } finally {
            close(target);
        }
    }

    private static void exchange(Head request, URI uri, InputStream in, OutputStream out, Socket target)
            throws IOException {
        InputStream back = new BufferedInputStream(target.getInputStream());
        OutputStream forth = target.getOutputStream();
        String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String[] first = request.lines.get(0).split(" ");
        request.lines.set(0, first[0] + " " + (path.isEmpty() ? "/" : path) + " " + first[2]);
        request.lines.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-"));
        forth.write(request.bytes());
        copy(in, forth, request.length());
        Head answer = Head.read(back);
        out.write(answer.bytes());
        copy(back, out, first[0].equals("HEAD") ? 0 : answer.length());
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            out.write(buffer, 0, read);
            left -= read;
        }
        out.flush();
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** First line and headers. */
    private static final class Head {
        private final List<String> lines = new ArrayList<>();

        static Head read(InputStream in) throws IOException {
            Head head = new Head();
            String line;
            while (!(line = line(in)).isEmpty()) {
                head.lines.add(line);
            }
            return head;
        }

        private static String line(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int read;
            while ((read = in.read()) != '\n') {
                if (read < 0) {
                    throw new EOFException();
                }
                line.write(read);
            }
            return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        }

        String header(String name) {
            return lines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }

        long length() {
            String length = header("content-length");
            return length == null ? 0 : Long.parseLong(length);
        }

        byte[] bytes() {
            return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
