package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.HostileServer.AUTHORIZE;
import static io.jenkins.plugins.b2.transfer.HostileServer.CONTENT;
import static io.jenkins.plugins.b2.transfer.HostileServer.DOWNLOAD;
import static io.jenkins.plugins.b2.transfer.HostileServer.LIST;
import static io.jenkins.plugins.b2.transfer.HostileServer.UPLOAD;
import static io.jenkins.plugins.b2.transfer.HostileServer.UPLOAD_URL;
import static io.jenkins.plugins.b2.transfer.HostileServer.answer;
import static io.jenkins.plugins.b2.transfer.HostileServer.endless;
import static io.jenkins.plugins.b2.transfer.HostileServer.json;
import static io.jenkins.plugins.b2.transfer.HostileServer.text;
import static io.jenkins.plugins.b2.transfer.HostileServer.trickling;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.HostileServer.Answer;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever answers instead of B2: a verb ends with a {@link TransferException}, soon, and without taking in more than an
 * answer of B2 could have. Nothing else gets out, which would end the other files too.
 */
@Tag("slow")
class HostileServerTest {
    /** Every case ends by a timeout of this length, at the latest, in each of two tries. */
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    /** Far longer than any case takes. */
    private static final long HANGS_MILLIS = 60_000;

    /** A page of a listing may be large, what is in the sockets on top. */
    private static final long MOST_BYTES = 24L * 1024 * 1024;

    private static final int DEEP = 200_000;
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

    @TempDir
    private Path folder;

    /** What is wrong for every call. */
    private static Map<String, Answer> badAnswers() {
        Map<String, Answer> bad = new LinkedHashMap<>();
        bad.put("closes at once", text());
        bad.put("closes in the status line", text("HTTP/1.1 20"));
        bad.put("closes in the headers", text(OK, "Content-Le"));
        bad.put("closes before the body", text(OK, "Content-Length: 100\r\n\r\n"));
        bad.put("closes in the body", text(OK, "Content-Length: 100\r\n\r\n{\"fileId\":\"4_z"));
        bad.put("no HTTP", text("220 mail.example.com ESMTP\r\n\r\n"));
        bad.put("unknown protocol", text("HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n"));
        bad.put("Content-Length is no number", text(OK, "Content-Length: many\r\n\r\n{}"));
        bad.put("Content-Length is negative", text(OK, "Content-Length: -5\r\n\r\n{}"));
        bad.put("Content-Length is huge", text(OK, "Content-Length: 9223372036854775807\r\n\r\n{}"));
        bad.put("Content-Length is beyond numbers", text(OK, "Content-Length: 99999999999999999999\r\n\r\n{}"));
        bad.put("Content-Length is told twice", text(OK, "Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}"));
        bad.put("Content-Length is missing", text(OK, "\r\n{"));
        bad.put("chunk without a size", text(CHUNKED, "\r\n\r\n{}"));
        bad.put("chunk of negative size", text(CHUNKED, "-5\r\n{}\r\n0\r\n\r\n"));
        bad.put("endless size of a chunk", endless(CHUNKED, "0"));
        bad.put("endless trailers", endless(CHUNKED + "2\r\n{}\r\n0\r\n", "X-A: b\r\n"));
        bad.put("endless headers", endless(OK, "X-A: b\r\n"));
        bad.put("endless header", endless(OK + "X-A: ", "b"));
        bad.put("endless status line", endless("HTTP/1.1 200 ", "OK"));
        bad.put("endless 100 Continue", endless("", "HTTP/1.1 100 Continue\r\n\r\n"));
        bad.put("endless early hints", endless("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"));
        bad.put("trickling headers", trickling(OK, "X-A: b\r\n"));
        bad.put("trickling status line", trickling("HTTP/1.1 200 ", "OK"));
        bad.put("nothing at all", out -> Thread.sleep(HANGS_MILLIS));
        for (String status : List.of("204 No Content", "201 Created", "304 Not Modified", "418 Teapot", "999 Odd")) {
            bad.put(status, text("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"));
        }
        for (String status : List.of("301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect")) {
            bad.put(status, text("HTTP/1.1 " + status + "\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"));
        }
        bad.put("error nested deep", answer("400 Bad Request", "[".repeat(DEEP)));
        bad.put("error of nulls", answer("400 Bad Request", "{\"status\":null,\"code\":null,\"message\":null}"));
        bad.put("error in HTML", answer("400 Bad Request", "<html>no</html>"));
        bad.put("endless error", endless("HTTP/1.1 400 Bad Request\r\n\r\n", "no"));
        bad.put("trickling error", trickling("HTTP/1.1 400 Bad Request\r\n\r\n", "no"));
        bad.put("wait for ever", text("HTTP/1.1 429 Too Many\r\nRetry-After: 999999\r\nContent-Length: 0\r\n\r\n"));
        bad.put("wait until a day that is none", text("HTTP/1.1 503 Busy\r\nRetry-After: Someday\r\n\r\n"));
        bad.put(
                "wait until a day far off",
                text("HTTP/1.1 503 Busy\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n"));
        return bad;
    }

    /** What is wrong where JSON is expected. */
    private static Map<String, Answer> badJson() {
        Map<String, Answer> bad = new LinkedHashMap<>();
        bad.put("nothing", json(""));
        bad.put("null", json("null"));
        bad.put("a number", json("42"));
        bad.put("a text", json("\"hello\""));
        bad.put("an array", json("[]"));
        bad.put("an empty object", json("{}"));
        bad.put("HTML", text(OK, "Content-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"));
        bad.put(
                "no UTF-8",
                out -> out.write((OK + "Content-Length: 4\r\n\r\n\u00ff\u00fe\u00fd\u00fc")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
        bad.put("an error", json("{\"status\":500,\"code\":\"internal_error\",\"message\":\"no\"}"));
        bad.put("deep arrays", json("[".repeat(DEEP)));
        bad.put("deep objects", json("{\"a\":".repeat(DEEP)));
        bad.put("deep in what nobody reads", json("{\"x\":" + "[".repeat(DEEP) + "]".repeat(DEEP) + "}"));
        bad.put("endless text", endless(OK + "\r\n{\"fileName\":\"", "x"));
        bad.put("endless number", endless(OK + "\r\n{\"uploadTimestamp\":", "1"));
        bad.put("endless space", endless(OK + "\r\n", " "));
        bad.put("endless rows", endless(OK + "\r\n{\"files\":[", HostileServer.uploaded() + ","));
        bad.put("endless chunks", endless(CHUNKED, "1\r\n[\r\n"));
        bad.put("trickling text", trickling(OK + "\r\n{\"fileName\":\"", "x"));
        bad.put("rows of null", json("{\"files\":[null,null],\"nextFileName\":null}"));
        bad.put("rows that are texts", json("{\"files\":[\"a\"],\"nextFileName\":null}"));
        bad.put("rows of null fields", json("{\"files\":[{\"fileName\":null,\"uploadTimestamp\":null}]}"));
        bad.put("numbers that are texts", json(HostileServer.listing().replace(":5,", ":\"five\",")));
        bad.put("numbers beyond measure", json(HostileServer.listing().replace(":5,", ":1e999,")));
        return bad;
    }

    static Stream<Arguments> everyCallInEveryWay() {
        List<Arguments> cases = new ArrayList<>();
        for (String call : List.of(AUTHORIZE, LIST, UPLOAD_URL, UPLOAD, DOWNLOAD)) {
            badAnswers().forEach((name, answer) -> cases.add(Arguments.of(call, name, answer)));
            if (!call.equals(DOWNLOAD)) {
                badJson().forEach((name, answer) -> cases.add(Arguments.of(call, name, answer)));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void everyCallInEveryWay(String call, String name, Answer answer) throws Exception {
        try (HostileServer server = new HostileServer().on(call, answer)) {
            Throwable thrown = outcome(server, call);
            assertInstanceOf(TransferException.class, thrown, () -> "ended with " + thrown);
            assertFalse(thrown.getMessage().contains("s3cret"), thrown::getMessage);
            boolean passesBy = name.contains("100") || name.contains("hints");
            assertTrue(
                    passesBy || server.sent() < 2 * MOST_BYTES,
                    () -> "took in " + server.sent() + " bytes in two tries");
            assertTrue(
                    server.heads().stream().noneMatch(head -> head.contains("/elsewhere")),
                    "followed a redirect, with the token");
        }
        assertEquals(List.of(), NoLeaksExtension.threads());
    }

    /** What a download can be told beside. */
    static Stream<Arguments> badDownloads() {
        Map<String, Map<String, String>> bad = new LinkedHashMap<>();
        for (String range : List.of(
                "bytes 0-9/-5",
                "bytes 0-4/99999999999999999999",
                "bytes 0-4/99999999999999",
                "bytes 0-4/*",
                "bytes 0-4",
                "bytes 0-4/",
                "bytes 0-4/3",
                "bytes 4-0/5",
                "bytes 1-5/6",
                "bytes -1-3/5",
                "bytes 0-0/5",
                "bytes 0-9/10",
                "bytes 0-4/5/6",
                "chars 0-4/5",
                "nonsense")) {
            bad.put(range, Map.of("Content-Range", range));
        }
        bad.put("no length", Map.of("Content-Length", ""));
        bad.put("another name", Map.of("X-Bz-File-Name", "b"));
        bad.put("no id", Map.of("X-Bz-File-Id", ""));
        bad.put("another hash", Map.of("X-Bz-Content-Sha1", "0".repeat(40)));
        bad.put("shorter than told", Map.of("Content-Length", "6", "Content-Range", "bytes 0-5/6"));
        return bad.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDownloads")
    void aDownloadWithHeadersThatLie(String name, Map<String, String> spoilt) throws Exception {
        Map<String, String> headers = HostileServer.downloadHeaders();
        headers.putAll(spoilt);
        headers.values().removeIf(String::isEmpty);
        String head = HostileServer.head("206 Partial Content", headers);
        try (HostileServer server = new HostileServer().on(DOWNLOAD, text(head, "hello"))) {
            Throwable thrown = outcome(server, DOWNLOAD);
            assertInstanceOf(TransferException.class, thrown, () -> "ended with " + thrown);
            assertFalse(Files.exists(folder.resolve("target")), "something was written");
        }
    }

    /** Odd, but clear enough. */
    static Stream<Arguments> oddDownloads() {
        String good = HostileServer.head("206 Partial Content", HostileServer.downloadHeaders());
        String twice = good.replace("X-Bz-File-Id: 4_zid\r\n", "X-Bz-File-Id: 4_zid\r\nX-Bz-File-Id: other\r\n");
        Map<String, String> whole = HostileServer.downloadHeaders();
        whole.remove("Content-Range");
        Map<String, String> hashless = HostileServer.downloadHeaders();
        hashless.put("X-Bz-Content-Sha1", "what hash?");
        hashless.put("X-Bz-Info-large_file_sha1", "none");
        hashless.put("X-Bz-Info-src_last_modified_millis", "yesterday");
        hashless.put("X-Bz-Upload-Timestamp", "tomorrow");
        hashless.put("X-Bz-Info-%%%", "%%%");
        return Stream.of(
                Arguments.of("as it should be", text(good, "hello")),
                Arguments.of("a header twice", text(twice, "hello")),
                Arguments.of("the whole file", text(HostileServer.head("200 OK", whole), "hello")),
                Arguments.of("nothing to check by", text(HostileServer.head("206 Partial", hashless), "hello")),
                Arguments.of("more than told", endless(good + "hello", "more")),
                Arguments.of("100 Continue first", text("HTTP/1.1 100 Continue\r\n\r\n".repeat(50), good, "hello")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("oddDownloads")
    void anOddDownloadComesAllTheSame(String name, Answer answer) throws Exception {
        try (HostileServer server = new HostileServer().on(DOWNLOAD, answer)) {
            assertNull(outcome(server, DOWNLOAD));
            assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("target")));
        }
    }

    @Test
    void whatIsWellSaidIsUnderstood() throws Exception {
        try (HostileServer server = new HostileServer()) {
            for (String call : List.of(AUTHORIZE, LIST, UPLOAD_URL, UPLOAD, DOWNLOAD)) {
                assertNull(outcome(server, call), call);
            }
        }
    }

    /** The token would go there. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "",
                "null",
                "elsewhere",
                "/elsewhere",
                "file:///etc/passwd",
                "ftp://example.com",
                "http://",
                "::",
                "http://192.0.2.1"
            })
    void anAuthorizationThatLeadsNowhere(String url) throws Exception {
        try (HostileServer server = new HostileServer()) {
            for (String field : List.of("apiUrl", "downloadUrl")) {
                String good = "\"" + field + "\":\"" + server.realm() + "\"";
                String bad = "\"" + field + "\":" + (url.equals("null") ? url : "\"" + url + "\"");
                server.on(AUTHORIZE, json(server.authorization().replace(good, bad)));
                TransferException e = assertInstanceOf(TransferException.class, outcome(server, LIST));
                assertEquals(Kind.USAGE, e.kind(), e::getMessage);
            }
        }
    }

    /** The token and the content would go there in the clear. */
    @Test
    void anUploadUrlWhereOthersCanListen() throws Exception {
        try (HostileServer server = new HostileServer()) {
            server.on(UPLOAD_URL, json(server.uploadUrl().replace("http://127.0.0.1", "http://192.0.2.1")));
            TransferException e = assertInstanceOf(TransferException.class, outcome(server, UPLOAD));
            assertFalse(e.getMessage().contains("192.0.2.1"), e::getMessage);
        }
    }

    @Property(tries = 300)
    void mutatedAnswers(@ForAll("calls") String call, @ForAll("mutations") List<Mutation> mutations) throws Exception {
        try (HostileServer server = new HostileServer()) {
            String good =
                    switch (call) {
                        case AUTHORIZE -> server.authorization();
                        case LIST -> HostileServer.listing();
                        case UPLOAD_URL -> server.uploadUrl();
                        case UPLOAD -> HostileServer.uploaded();
                        default -> HostileServer.head("206 Partial Content", HostileServer.downloadHeaders()) + "hello";
                    };
            String bad = good;
            for (Mutation mutation : mutations) {
                bad = mutation.apply(bad);
            }
            server.on(call, call.equals(DOWNLOAD) ? text(bad) : json(bad));
            folder = Files.createTempDirectory("b2-hostile-");
            Throwable thrown = outcome(server, call);
            String answer = bad;
            assertTrue(thrown == null || thrown instanceof TransferException, () -> thrown + " after " + answer);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Puts something else in the place of a piece of text. */
    record Mutation(double where, int length, String instead) {
        String apply(String text) {
            int start = (int) (where * text.length());
            int end = Math.min(text.length(), start + length);
            return text.substring(0, start) + instead + text.substring(end);
        }
    }

    @Provide
    static Arbitrary<String> calls() {
        return Arbitraries.of(AUTHORIZE, LIST, UPLOAD_URL, UPLOAD, DOWNLOAD);
    }

    @Provide
    static Arbitrary<List<Mutation>> mutations() {
        Arbitrary<String> pieces = Arbitraries.of(
                "",
                "null",
                "-1",
                "1e999",
                "99999999999999999999",
                "\"",
                "{}",
                "[]",
                "{",
                "]",
                ",",
                ":",
                "\\u0000",
                "\r\n");
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.doubles().between(0, 0.99),
                        Arbitraries.integers().between(0, 12),
                        pieces)
                .as(Mutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    /** What the verb that makes this call ends with; null when it goes well. */
    private Throwable outcome(HostileServer server, String call) throws Exception {
        Path source = Files.write(folder.resolve("source"), CONTENT);
        ConnectionSettings settings = ConnectionSettings.builder(HostileServer.BUCKET)
                .realm(URI.create(server.realm()))
                .connections(1)
                .maxRetries(1)
                .retryDelay(Duration.ofMillis(1))
                .busyTimeout(Duration.ZERO)
                .timeout(TIMEOUT)
                .build();
        try (B2Session session =
                B2Session.open(settings, B2Session.keyAuthorizer(settings, "id", Secret.of("key")), Throttle.NONE)) {
            return Caller.start(() -> {
                        switch (call) {
                            case UPLOAD, UPLOAD_URL ->
                                session.upload(UploadRequest.file(source, "a").build(), TransferListener.SILENT);
                            case DOWNLOAD ->
                                session.download(
                                        DownloadRequest.name("a", folder.resolve("target"))
                                                .build(),
                                        TransferListener.SILENT);
                            default -> session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT);
                        }
                    })
                    .end(HANGS_MILLIS);
        }
    }
}
