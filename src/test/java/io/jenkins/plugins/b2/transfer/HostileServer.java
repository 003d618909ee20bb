package io.jenkins.plugins.b2.transfer;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * A server that speaks as B2 does until it is told to answer a call in another way, byte by byte. It knows one bucket with
 * one file.
 */
final class HostileServer implements Closeable {
    static final String BUCKET = EmulatorFixture.BUCKET;
    static final String AUTHORIZE = "b2_authorize_account";
    static final String LIST = "b2_list_file_names";
    static final String UPLOAD_URL = "b2_get_upload_url";
    static final String UPLOAD = "b2_upload_file";
    static final String DOWNLOAD = "/file/";
    static final byte[] CONTENT = "hello".getBytes(StandardCharsets.UTF_8);

    /** Of {@link #CONTENT}. */
    static final String SHA1 = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final LongAdder sent = new LongAdder();
    private final Thread acceptor = new Thread(this::accept, "hostile-server");

    /** Writes what it likes; the connection is closed afterwards, or when the client goes. */
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    HostileServer() throws IOException {
        answers.put(AUTHORIZE, json(authorization()));
        answers.put(LIST, json(listing()));
        answers.put(UPLOAD_URL, json(uploadUrl()));
        answers.put(UPLOAD, json(uploaded()));
        answers.put(DOWNLOAD, text(downloadHead(), new String(CONTENT, StandardCharsets.UTF_8)));
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Answers a call in this way from now on. */
    HostileServer on(String call, Answer answer) {
        answers.put(call, answer);
        return this;
    }

    String realm() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Request lines and headers so far. */
    List<String> heads() {
        return heads;
    }

    /** Bytes that clients have taken, or their sockets. */
    long sent() {
        return sent.sum();
    }

    String authorization() {
        return ("{'accountId':'acc','authorizationToken':'s3cret-account','applicationKeyExpirationTimestamp':null,"
                        + "'apiInfo':{'storageApi':{'apiUrl':'REALM','downloadUrl':'REALM',"
                        + "'s3ApiUrl':'https://s3.us-west-000.example.com','recommendedPartSize':100000000,"
                        + "'absoluteMinimumPartSize':5000000,'allowed':{'capabilities':['listFiles','readFiles',"
                        + "'writeFiles'],'buckets':[{'id':'bucketid','name':'" + BUCKET + "'}],'namePrefix':null}}}}")
                .replace('\'', '"')
                .replace("REALM", realm());
    }

    static String listing() {
        return "{\"files\":[" + uploaded() + "],\"nextFileName\":null}";
    }

    String uploadUrl() {
        return "{\"bucketId\":\"bucketid\",\"uploadUrl\":\"" + realm()
                + "/b2api/v2/b2_upload_file/bucketid/x\",\"authorizationToken\":\"s3cret-upload\"}";
    }

    static String uploaded() {
        return ("{'accountId':'acc','action':'upload','bucketId':'bucketid','contentLength':5,'contentMd5':null,"
                        + "'contentSha1':'" + SHA1 + "','contentType':'text/plain','fileId':'4_zid','fileInfo':"
                        + "{'src_last_modified_millis':'1700000000000'},'fileName':'a','fileRetention':"
                        + "{'isClientAuthorizedToRead':true,'value':{'mode':null,'retainUntilTimestamp':null}},"
                        + "'legalHold':{'isClientAuthorizedToRead':true,'value':null},'serverSideEncryption':"
                        + "{'algorithm':null,'mode':null},'uploadTimestamp':1700000000000}")
                .replace('\'', '"');
    }

    /** Headers of a good download, to be spoilt. */
    static Map<String, String> downloadHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Length", "5");
        headers.put("Content-Range", "bytes 0-4/5");
        headers.put("Content-Type", "text/plain");
        headers.put("X-Bz-File-Id", "4_zid");
        headers.put("X-Bz-File-Name", "a");
        headers.put("X-Bz-Content-Sha1", SHA1);
        headers.put("X-Bz-Upload-Timestamp", "1700000000000");
        headers.put("X-Bz-Info-src_last_modified_millis", "1700000000000");
        return headers;
    }

    static String head(String status, Map<String, String> headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private static String downloadHead() {
        return head("206 Partial Content", downloadHeaders());
    }

    static Answer text(String... parts) {
        return out -> {
            for (String part : parts) {
                out.write(part.getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        };
    }

    static Answer json(String body) {
        return answer("200 OK", body);
    }

    static Answer answer(String status, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return text(
                "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                        + length + "\r\n\r\n",
                body);
    }

    /** The beginning, and then the rest again and again. */
    static Answer endless(String beginning, String again) {
        return out -> {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            byte[] chunk = again.repeat(Math.max(1, 8192 / again.length())).getBytes(StandardCharsets.UTF_8);
            while (true) {
                out.write(chunk);
            }
        };
    }

    /** As {@link #endless}, a byte at a time and with a pause before each. */
    static Answer trickling(String beginning, String again) {
        return out -> {
            out.write(beginning.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; ; i = (i + 1) % again.length()) {
                Thread.sleep(20);
                out.write(again.charAt(i));
                out.flush();
            }
        };
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread thread = new Thread(() -> serve(socket), "hostile-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = readHead(in);
            heads.add(head);
            skipBody(head, in);
            answerTo(head).write(new CountingOutputStream(socket.getOutputStream(), sent));
            socket.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            // The client has gone, which is what it should do.
            return;
        } finally {
            open.remove(socket);
        }
    }

    /** Counts what goes through. */
    private static final class CountingOutputStream extends FilterOutputStream {
        private final LongAdder count;

        CountingOutputStream(OutputStream out, LongAdder count) {
            super(out);
            this.count = count;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count.add(length);
        }
    }

    private Answer answerTo(String head) {
        String line = head.lines().findFirst().orElse("");
        return answers.entrySet().stream()
                .filter(entry -> line.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(answer("404 Not Found", "{\"status\":404,\"code\":\"not_found\",\"message\":\"\"}"));
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int value;
        while (head.indexOf("\r\n\r\n") < 0) {
            value = in.read();
            if (value < 0) {
                throw new IOException("gone");
            }
            head.append((char) value);
        }
        return head.toString();
    }

    private static void skipBody(String head, InputStream in) throws IOException {
        for (String line : head.lines().toList()) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                in.skipNBytes(
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
