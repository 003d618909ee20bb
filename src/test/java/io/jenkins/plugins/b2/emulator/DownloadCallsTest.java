package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(B2EmulatorExtension.class)
class DownloadCallsTest {
    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.UTF_8);

    private B2Emulator emulator;
    private RawB2 b2;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        b2 = RawB2.of(emulator);
        emulator.put(BUCKET, "digits", DIGITS);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0,0,bytes 0-0/10",
        "bytes=2-4,234,bytes 2-4/10",
        "bytes=7-,789,bytes 7-9/10",
        "bytes=7-100,789,bytes 7-9/10",
        "bytes=-3,789,bytes 7-9/10",
        "bytes=-30,0123456789,bytes 0-9/10",
        "bytes=0-9,0123456789,bytes 0-9/10",
    })
    void rangesGiveTheirBytes(String range, String bytes, String contentRange) throws Exception {
        var answer = b2.range(BUCKET, "digits", range);
        assertEquals(206, answer.status());
        assertEquals(bytes, new String(answer.body(), StandardCharsets.UTF_8));
        assertEquals(contentRange, answer.header("Content-Range"));
        assertEquals(RawB2.sha1(DIGITS), answer.header("X-Bz-Content-Sha1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=", "bytes=a-b", "lines=1-2", "bytes=5-2", "bytes=1-2,4-5"})
    void unreadableRangesAreIgnored(String range) throws Exception {
        var answer = b2.range(BUCKET, "digits", range);
        assertEquals(200, answer.status());
        assertArrayEquals(DIGITS, answer.body());
        assertNull(answer.header("Content-Range"));
    }

    @Test
    void rangesOutsideAreNotSatisfiable() throws Exception {
        emulator.put(BUCKET, "empty", new byte[0]);
        assertEquals(
                "416 range_not_satisfiable",
                b2.range(BUCKET, "digits", "bytes=10-").code());
        assertEquals(
                "416 range_not_satisfiable",
                b2.range(BUCKET, "digits", "bytes=-0").code());
        assertEquals(
                "416 range_not_satisfiable",
                b2.range(BUCKET, "empty", "bytes=0-").code());
        assertEquals(200, b2.get(BUCKET, "empty").status());
    }

    @Test
    void headTellsAllButTheBytes() throws Exception {
        var head = RawB2.send(b2.byName(BUCKET, "digits").method("HEAD", BodyPublishers.noBody()));
        assertEquals("10", head.header("Content-Length"));
        assertEquals(0, head.body().length);
        assertEquals("digits", head.header("X-Bz-File-Name"));
        assertEquals("bytes", head.header("Accept-Ranges"));
        var missing = RawB2.send(b2.byName(BUCKET, "nothing").method("HEAD", BodyPublishers.noBody()));
        assertEquals(404, missing.status());
        assertEquals(0, missing.body().length);
    }

    @Test
    void everyHeaderComesOnce() throws Exception {
        b2.get(BUCKET, "digits")
                .response()
                .headers()
                .map()
                .forEach((name, values) -> assertEquals(1, values.size(), name));
    }

    @Test
    void byIdItMayBeGottenOrPosted() throws Exception {
        String id = emulator.files(BUCKET).get(0).fileId();
        assertArrayEquals(
                DIGITS,
                RawB2.send(b2.request("b2_download_file_by_id?fileId=" + id)).body());
        assertArrayEquals(
                DIGITS, b2.call("b2_download_file_by_id", "fileId", id).body());
        assertEquals(
                "400 bad_request",
                b2.call("b2_download_file_by_id", "fileId", "rubbish").code());
        assertEquals(
                "404 not_found",
                b2.call("b2_download_file_by_id", "fileId", id.replace("_f40", "_f4f"))
                        .code());
    }

    @Test
    void hiddenFilesAreFoundByIdOnly() throws Exception {
        String id = emulator.files(BUCKET).get(0).fileId();
        b2.call("b2_hide_file", "bucketId", b2.bucketId(BUCKET), "fileName", "digits");
        assertEquals("404 not_found", b2.get(BUCKET, "digits").code());
        assertArrayEquals(
                DIGITS, b2.call("b2_download_file_by_id", "fileId", id).body());
    }

    @Test
    void privateBucketsNeedATokenAndPublicOnesDoNot() throws Exception {
        HttpRequest.Builder bare = HttpRequest.newBuilder(URI.create(emulator.realm() + "/file/bucket-1/digits"));
        assertEquals("401 unauthorized", RawB2.send(bare).code());
        b2.call("b2_update_bucket", "bucketId", b2.bucketId(BUCKET), "bucketType", "allPublic");
        assertArrayEquals(DIGITS, RawB2.send(bare).body());
    }

    @Test
    void downloadTokensOpenTheirPrefixForTheirTime() throws Exception {
        emulator.put(BUCKET, "shared/x", DIGITS);
        String token = b2.call(
                        "b2_get_download_authorization",
                        "bucketId",
                        b2.bucketId(BUCKET),
                        "fileNamePrefix",
                        "shared/",
                        "validDurationInSeconds",
                        60,
                        "b2ContentDisposition",
                        "attachment")
                .text("authorizationToken");
        String query = "?Authorization=" + token + "&b2ContentDisposition=attachment";
        var answer =
                RawB2.send(HttpRequest.newBuilder(URI.create(emulator.realm() + "/file/bucket-1/shared/x" + query)));
        assertArrayEquals(DIGITS, answer.body());
        assertEquals("attachment", answer.header("Content-Disposition"));
        b2.token = token;
        assertEquals("401 unauthorized", b2.get(BUCKET, "shared/x").code());
        assertEquals("401 unauthorized", b2.get(BUCKET, "digits").code());
        assertEquals("401 bad_auth_token", b2.call("b2_list_buckets").code());
        emulator.clock().advance(Duration.ofSeconds(61));
        assertEquals("401 expired_auth_token", b2.get(BUCKET, "shared/x").code());
    }

    @Test
    void aBucketMaySetCacheControl() throws Exception {
        b2.call(
                "b2_update_bucket",
                "bucketId",
                b2.bucketId(BUCKET),
                "bucketInfo",
                java.util.Map.of("Cache-Control", "max-age=5"));
        assertEquals("max-age=5", b2.get(BUCKET, "digits").header("Cache-Control"));
    }
}
