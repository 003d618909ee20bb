package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
@Timeout(60)
@Tag("slow")
class FaultTest {
    private static final byte[] BYTES = new byte[300_000];
    private static final String BY_NAME = "b2_download_file_by_name";

    private B2Emulator emulator;
    private RawB2 b2;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        b2 = RawB2.of(emulator);
    }

    private RawB2.Answer put() throws Exception {
        return b2.put(BUCKET, "x", BYTES);
    }

    @Test
    void aStatusSkipsThenRepeatsThenEnds() throws Exception {
        emulator.faults().add(Fault.on("b2_list_buckets").skip(1).times(2).status(429, "too_many_requests", "slow", 7));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            statuses.add(b2.call("b2_list_buckets").status());
        }
        assertEquals(List.of(200, 429, 429, 200, 200), statuses);
        assertEquals(2, emulator.calls().of("b2_list_buckets").outcome("429"));
    }

    @Test
    void someCallsOfManyFail() throws Exception {
        emulator.faults().add(Fault.on("b2_list_buckets").calls(2, 4));
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            statuses.add(b2.call("b2_list_buckets").status());
        }
        assertEquals(List.of(200, 503, 503, 503, 200, 200), statuses);
    }

    @Test
    void aStormLastsFromItsFirstFailureOn() throws Exception {
        emulator.faults().add(Fault.on("b2_list_buckets").skip(1).lasting(Duration.ofHours(1)));
        assertEquals(200, b2.call("b2_list_buckets").status());
        emulator.clock().advance(Duration.ofHours(2));
        for (int i = 0; i < 3; i++) {
            assertEquals(503, b2.call("b2_list_buckets").status());
            emulator.clock().advance(Duration.ofMinutes(19));
        }
        assertEquals(503, b2.call("b2_list_buckets").status());
        emulator.clock().advance(Duration.ofMinutes(4));
        assertEquals(200, b2.call("b2_list_buckets").status());
    }

    @Test
    void aStatusCarriesItsWords() throws Exception {
        emulator.faults().add(Fault.on("*").status(503, "service_unavailable", "no tomes available", 3));
        var answer = b2.call("b2_list_buckets");
        assertEquals("503 service_unavailable", answer.code());
        assertEquals("no tomes available", answer.text("message"));
        assertEquals("3", answer.header("Retry-After"));
    }

    @Test
    void aRefusedUploadUsesUpItsTokenButForARequestToSlowDown() throws Exception {
        var url = b2.uploadUrl(BUCKET);
        emulator.faults().add(Fault.on("b2_upload_file").status(429, "too_many_requests"));
        emulator.faults().add(Fault.on("b2_upload_file").skip(0).status(503, "service_unavailable"));
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            codes.add(RawB2.send(RawB2.upload(url, "x", RawB2.sha1(BYTES)).POST(BodyPublishers.ofByteArray(BYTES)))
                    .code());
        }
        assertEquals(List.of("429 too_many_requests", "503 service_unavailable", "401 bad_auth_token"), codes);
    }

    @Test
    void aResetBeforeStoresNothing() {
        emulator.faults().add(Fault.on("b2_upload_file").reset());
        assertThrows(IOException.class, this::put);
        assertTrue(emulator.files(BUCKET).isEmpty());
        assertEquals(1, emulator.calls().of("b2_upload_file").outcome("reset"));
    }

    @Test
    void aResetAfterTheCommitLosesOnlyTheAnswer() {
        emulator.faults().add(Fault.on("b2_upload_file").at(Moment.AFTER_COMMIT).reset());
        assertThrows(IOException.class, this::put);
        assertEquals(1, emulator.files(BUCKET).size());
    }

    @Test
    void aStatusAfterTheCommitIsAlsoPossible() throws Exception {
        String file = b2.startLarge(BUCKET, "big");
        emulator.faults()
                .add(Fault.on("b2_cancel_large_file").at(Moment.AFTER_COMMIT).status(500, "internal_error"));
        assertEquals(
                "500 internal_error",
                b2.call("b2_cancel_large_file", "fileId", file).code());
        assertEquals(0, emulator.state().unfinishedLargeFiles());
    }

    @Test
    void aBodyMayBeBrokenOnItsWayIn() {
        emulator.faults()
                .add(Fault.on("b2_upload_file")
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(100_000)
                        .reset());
        assertThrows(IOException.class, this::put);
        assertTrue(emulator.files(BUCKET).isEmpty());
        assertEquals(0, emulator.state().bytes());
        assertTrue(emulator.calls().of("b2_upload_file").bytesIn() > 100_000);
    }

    @Test
    void aShortBodyFailsAtItsEnd() throws Exception {
        emulator.faults()
                .add(Fault.on("b2_upload_file")
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(1 << 30)
                        .status(408, "request_timeout"));
        assertEquals("408 request_timeout", put().code());
        assertTrue(emulator.files(BUCKET).isEmpty());
    }

    @Test
    void aDownloadMayBeCutShort() throws Exception {
        put();
        emulator.faults().add(Fault.on(BY_NAME).afterBytes(1000).truncate());
        IOException cut = assertThrows(IOException.class, () -> b2.get(BUCKET, "x"));
        assertTrue(causes(cut).stream().anyMatch(c -> c instanceof EOFException) || cut.getMessage() != null);
        assertEquals(1000, emulator.calls().of(BY_NAME).bytesOut());
        assertArrayEquals(BYTES, b2.get(BUCKET, "x").body());
    }

    private static List<Throwable> causes(Throwable t) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable c = t; c != null; c = c.getCause()) {
            all.add(c);
        }
        return all;
    }

    /** On the wire: the full length is announced, some bytes come, then an orderly end, no reset. */
    @Test
    void truncatingIsAnOrderlyEnd() throws Exception {
        put();
        emulator.faults().add(Fault.on(BY_NAME).afterBytes(1000).truncate());
        try (Socket socket = download()) {
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(all.contains("Content-Length: 300000"), all);
            assertEquals(1000, all.length() - all.indexOf("\r\n\r\n") - 4);
        }
    }

    @Test
    void aResetIsAReset() throws Exception {
        put();
        emulator.faults()
                .add(Fault.on(BY_NAME).at(Moment.RESPONSE_BODY).afterBytes(1000).reset());
        try (Socket socket = download()) {
            InputStream in = socket.getInputStream();
            assertThrows(SocketException.class, in::readAllBytes);
        }
    }

    private Socket download() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port());
        String request = "GET /file/bucket-1/x HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: " + b2.token + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void aDownloadMayBeCorrupted() throws Exception {
        put();
        emulator.faults().add(Fault.on(BY_NAME).afterBytes(1000).corrupt());
        byte[] got = b2.get(BUCKET, "x").body();
        byte[] wanted = BYTES.clone();
        wanted[1000] ^= 1;
        assertArrayEquals(wanted, got);
        assertEquals(1, emulator.calls().of(BY_NAME).outcome("corrupt"));
        assertArrayEquals(BYTES, b2.get(BUCKET, "x").body());
    }

    @Test
    void aStallLastsUntilTheClientGoes() throws Exception {
        put();
        emulator.faults()
                .add(Fault.on(BY_NAME).at(Moment.RESPONSE_BODY).afterBytes(1000).stall());
        try (Socket socket = download()) {
            InputStream in = socket.getInputStream();
            assertTrue(in.readNBytes(1000).length == 1000);
            awaitStalled(1);
        }
        awaitStalled(0);
        assertEquals(1, emulator.calls().of(BY_NAME).outcome("stall"));
    }

    /** Here the client's last bytes lie unread before its end: the hard case for noticing that it has gone. */
    @Test
    void aStalledUploadIsNoticedToo() throws Exception {
        var url = b2.uploadUrl(BUCKET);
        emulator.faults()
                .add(Fault.on("b2_upload_file")
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(10)
                        .stall());
        Thread writer;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), emulator.port())) {
            String head = "POST " + java.net.URI.create(url.text("uploadUrl")).getPath() + " HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: " + url.text("authorizationToken") + "\r\nX-Bz-File-Name: x\r\n"
                    + "Content-Type: x/y\r\nX-Bz-Content-Sha1: do_not_verify\r\nContent-Length: 100000000\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            writer = new Thread(() -> fill(socket));
            writer.start();
            awaitStalled(1);
        }
        writer.join();
        awaitStalled(0);
        assertTrue(emulator.files(BUCKET).isEmpty());
    }

    private static void fill(Socket socket) {
        try {
            for (int i = 0; i < 1000; i++) {
                socket.getOutputStream().write(new byte[100_000]);
            }
        } catch (IOException e) {
            // That is how it ends.
        }
    }

    private void awaitStalled(int count) throws Exception {
        while (emulator.state().requestsStalled() != count) {
            Thread.onSpinWait();
        }
    }

    @Test
    void clearingLetsStalledRequestsGo() throws Exception {
        emulator.faults().add(Fault.on("b2_list_buckets").stall());
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> assertThrows(IOException.class, () -> b2.call("b2_list_buckets")));
        awaitStalled(1);
        emulator.faults().clear();
        call.get(30, TimeUnit.SECONDS);
        assertEquals(200, b2.call("b2_list_buckets").status());
    }

    @Test
    void closingEndsStalledRequests() throws Exception {
        B2Emulator own = B2Emulator.builder().bucket(BUCKET).start();
        RawB2 client = RawB2.of(own);
        own.faults().add(Fault.on("b2_list_buckets").stall());
        CompletableFuture<Void> call =
                CompletableFuture.runAsync(() -> assertThrows(IOException.class, () -> client.call("b2_list_buckets")));
        while (own.state().requestsStalled() == 0) {
            Thread.onSpinWait();
        }
        own.close();
        call.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aFaultMayLookAtTheName() throws Exception {
        emulator.faults()
                .add(Fault.on("*").nameContains("bad").times(Fault.UNLIMITED).status(500, "internal_error"));
        assertEquals(200, b2.put(BUCKET, "good", BYTES).status());
        assertEquals(500, b2.put(BUCKET, "a bad one", BYTES).status());
        String file = b2.call(
                        "b2_start_large_file", "bucketId", b2.bucketId(BUCKET), "fileName", "g", "contentType", "x/y")
                .text("fileId");
        assertEquals(200, b2.putPart(file, 1, BYTES).status());
        emulator.put(BUCKET, "bad", BYTES);
        assertEquals(500, b2.get(BUCKET, "bad").status());
        assertEquals(200, b2.get(BUCKET, "good").status());
    }

    @Test
    void chanceRepeatsWithItsSeed() throws Exception {
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            emulator.faults().clear();
            emulator.faults().add(Fault.on("*").probability(0.3, 42).status(503, "service_unavailable"));
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                statuses.add(b2.call("b2_list_buckets").status());
            }
            runs.add(statuses);
        }
        assertEquals(runs.get(0), runs.get(1));
        long failed = runs.get(0).stream().filter(s -> s == 503).count();
        assertTrue(failed > 15 && failed < 45, failed + " of 100 failed");
    }

    @Test
    void anEarlyAnswerReachesAClientThatIsStillSending() throws Exception {
        emulator.faults().add(Fault.on("b2_upload_file").times(Fault.UNLIMITED).status(503, "service_unavailable"));
        for (int i = 0; i < 20; i++) {
            assertEquals(503, b2.put(BUCKET, "x", new byte[3_000_000]).status());
        }
    }

    @Test
    void twoUploadsOnOneTokenAreOneTooMany() throws Exception {
        var url = b2.uploadUrl(BUCKET);
        emulator.faults().add(Fault.on("b2_upload_file").at(Moment.REQUEST_BODY).stall());
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> assertThrows(
                IOException.class,
                () -> RawB2.send(RawB2.upload(url, "x", RawB2.sha1(BYTES)).POST(BodyPublishers.ofByteArray(BYTES)))));
        awaitStalled(1);
        var second = RawB2.send(RawB2.upload(url, "x", RawB2.sha1(BYTES)).POST(BodyPublishers.ofByteArray(BYTES)));
        assertEquals("400 auth_token_limit", second.code());
        assertEquals("more than one upload using auth token " + url.text("authorizationToken"), second.text("message"));
        emulator.faults().clear();
        first.get(30, TimeUnit.SECONDS);
    }

    @Test
    void testModesFailSomeUploadsAndRepeat() throws Exception {
        List<List<String>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            emulator.seedTestModes(5);
            List<String> outcomes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                outcomes.add(tryUpload());
            }
            runs.add(outcomes);
        }
        assertEquals(runs.get(0), runs.get(1));
        assertTrue(runs.get(0).stream().distinct().count() > 3, runs.get(0).toString());
    }

    private String tryUpload() throws Exception {
        var upload = RawB2.upload(b2.uploadUrl(BUCKET), "x", RawB2.sha1(BYTES))
                .header("X-Bz-Test-Mode", "fail_some_uploads")
                .POST(BodyPublishers.ofByteArray(BYTES));
        try {
            return Integer.toString(RawB2.send(upload).status());
        } catch (IOException e) {
            return "broken";
        }
    }

    @Test
    void testModesExpireTokensAndExceedCaps() throws Exception {
        var capped = b2.request("b2_list_file_names?bucketId=" + b2.bucketId(BUCKET))
                .header("X-Bz-Test-Mode", "force_cap_exceeded");
        assertEquals("403 transaction_cap_exceeded", RawB2.send(capped).code());
        int calls = 0;
        var list = b2.request("b2_list_buckets?accountId=" + b2.accountId)
                .header("X-Bz-Test-Mode", "expire_some_account_authorization_tokens");
        while (RawB2.send(list).status() == 200) {
            calls++;
        }
        assertTrue(calls < 100);
        assertEquals("401 expired_auth_token", b2.call("b2_list_buckets").code());
    }
}
