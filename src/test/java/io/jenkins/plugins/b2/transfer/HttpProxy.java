package io.jenkins.plugins.b2.transfer;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * A forward proxy on bare sockets: one request a connection for plain HTTP, tunnels for TLS. It remembers what it was
 * asked.
 */
public final class HttpProxy implements Closeable {
    private static final int ENOUGH_TO_REFUSE = 100_000;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final String expected;
    private volatile UnaryOperator<String> answerHead = UnaryOperator.identity();
    private volatile String refusal;
    private volatile boolean closed;

    /**
     * @param userAndPassword that it asks for; null for none
     */
    public HttpProxy(String userAndPassword) throws IOException {
        expected = userAndPassword == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        start("proxy", this::accept);
    }

    /** Changes the status line and the headers of all answers. */
    void changeAnswers(UnaryOperator<String> change) {
        answerHead = change;
    }

    /** Answers uploads by itself in the middle of their body, and closes the connection at once. */
    void refuseUploads(String status, String body) {
        refusal =
                "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Request line and headers of every request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side has gone, which ends the exchange.
                    }
                },
                "test-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (!closed) {
            Socket client = server.accept();
            keep(client);
            start("exchange", () -> {
                try (client) {
                    serve(client);
                } finally {
                    open.remove(client);
                }
            });
        }
    }

    /** Until this is closed, which may be now. */
    private void keep(Socket socket) throws IOException {
        open.add(socket);
        if (closed) {
            socket.close();
        }
    }

    private void serve(Socket client) throws IOException {
        String head = head(client.getInputStream());
        requests.add(head);
        if (expected != null && !("" + header(head, "Proxy-Authorization")).equals(expected)) {
            answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"");
            return;
        }
        String target = head.split(" ")[1];
        if (head.startsWith("CONNECT ")) {
            tunnel(client, target);
            return;
        }
        if (refusal != null && target.contains("/b2_upload_")) {
            client.getInputStream().readNBytes(ENOUGH_TO_REFUSE);
            client.getOutputStream().write(refusal.getBytes(StandardCharsets.ISO_8859_1));
            return;
        }
        URI uri = URI.create(target);
        try (Socket origin = new Socket(uri.getHost(), uri.getPort())) {
            keep(origin);
            String path = target.substring(target.indexOf('/', "http://".length()));
            String forwarded = head.replaceFirst(java.util.regex.Pattern.quote(target), quote(path))
                    .replaceAll("(?im)^(Connection|Proxy-\\S+):.*\r\n", "")
                    .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
            origin.getOutputStream().write(forwarded.getBytes(StandardCharsets.ISO_8859_1));
            start("body", () -> pump(client.getInputStream(), origin.getOutputStream()));
            InputStream answer = origin.getInputStream();
            String answerHeaders = answerHead.apply(head(answer));
            client.getOutputStream().write(answerHeaders.getBytes(StandardCharsets.ISO_8859_1));
            pump(answer, client.getOutputStream());
            open.remove(origin);
        }
    }

    private void tunnel(Socket client, String target) throws IOException {
        int colon = target.lastIndexOf(':');
        Socket origin;
        try {
            origin = new Socket(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        } catch (IOException e) {
            answer(client, "502 Bad Gateway");
            return;
        }
        try (origin) {
            keep(origin);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            start("tunnel", () -> {
                try (origin) {
                    pump(client.getInputStream(), origin.getOutputStream());
                }
            });
            pump(origin.getInputStream(), client.getOutputStream());
        } finally {
            open.remove(origin);
        }
    }

    private static String quote(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }

    private static void answer(Socket client, String statusAndHeaders) throws IOException {
        String text = "HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        client.shutdownOutput();
        // Reading what was sent keeps the answer from being lost with a reset.
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void pump(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
        out.flush();
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int value;
        while ((value = in.read()) >= 0) {
            head.write(value);
            if (value == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
        }
        throw new IOException("the head ended early");
    }

    /** A header of a request; null when it is not there. */
    public static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
