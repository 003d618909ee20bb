package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static io.jenkins.plugins.b2.emulator.ConformanceTarget.outcome;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranges, headers and download authorizations: asked of the emulator or of the real Backblaze B2. */
class DownloadConformanceTest {
    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.plain();

    private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.UTF_8);
    private static final String NAME = TARGET.name("shared/digits");
    private static String fileId;

    private final RawB2 b2 = TARGET.b2();

    @BeforeAll
    static void fill() throws Exception {
        fileId = TARGET.put(NAME, DIGITS).text("fileId");
    }

    private RawB2.Answer range(String range) throws Exception {
        return b2.range(TARGET.bucketName(), NAME, range);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"bytes=2-4, 234, 2-4", "bytes=7-, 789, 7-9", "bytes=-3, 789, 7-9", "bytes=5-100, 56789, 5-9"})
    void aRangeIsSentWithItsPlace(String range, String expected, String place) throws Exception {
        RawB2.Answer answer = range(range);
        assertEquals(206, answer.status());
        assertEquals(expected, new String(answer.body(), StandardCharsets.UTF_8));
        assertEquals("bytes " + place + "/10", answer.header("Content-Range"));
        assertEquals(RawB2.sha1(DIGITS), answer.header("X-Bz-Content-Sha1"));
        assertEquals(fileId, answer.header("X-Bz-File-Id"));
    }

    @Test
    void rangesOutsideAreRefusedAndNonsenseIgnored() throws Exception {
        assertRefused("416 range_not_satisfiable", range("bytes=10-"));
        assertEquals(200, range("bytes=x").status());
        String empty = TARGET.name("empty");
        TARGET.put(empty, new byte[0]);
        assertRefused("416 range_not_satisfiable", b2.range(TARGET.bucketName(), empty, "bytes=0-"));
        assertEquals(0, b2.get(TARGET.bucketName(), empty).body().length);
        TARGET.note("A range backwards, bytes=5-2", outcome(range("bytes=5-2")));
        TARGET.note("Two ranges, bytes=0-1,4-5", outcome(range("bytes=0-1,4-5")));
    }

    @Test
    void aRangeOfEverythingIsNoted() throws Exception {
        for (String range : List.of("bytes=0-9", "bytes=0-")) {
            RawB2.Answer all = range(range);
            TARGET.note(
                    "A range of the whole file, " + range,
                    all.status() + ", Content-Range: " + all.header("Content-Range"));
        }
    }

    @Test
    void aHeadTellsWhatAGetWould() throws Exception {
        RawB2.Answer head = RawB2.send(b2.byName(TARGET.bucketName(), NAME).method("HEAD", BodyPublishers.noBody()));
        assertEquals(200, head.status());
        assertEquals(0, head.body().length);
        assertEquals("10", head.header("Content-Length"));
        for (String header :
                List.of("X-Bz-File-Id", "X-Bz-File-Name", "X-Bz-Upload-Timestamp", "Content-Type", "Accept-Ranges")) {
            assertNotNull(head.header(header), header);
        }
        RawB2.Answer missing =
                RawB2.send(b2.byName(TARGET.bucketName(), NAME + "x").method("HEAD", BodyPublishers.noBody()));
        assertEquals(404, missing.status());
        assertEquals(0, missing.body().length);
        assertRefused("404 not_found", b2.get(TARGET.bucketName(), NAME + "x"));
    }

    @Test
    void byIdItMayBeGottenOrPosted() throws Exception {
        assertArrayEquals(
                DIGITS,
                RawB2.send(b2.request("b2_download_file_by_id?fileId=" + fileId))
                        .body());
        assertArrayEquals(
                DIGITS, b2.call("b2_download_file_by_id", "fileId", fileId).body());
    }

    @Test
    void aSlashMayBeEscaped() throws Exception {
        URI plain = b2.byName(TARGET.bucketName(), NAME).build().uri();
        URI escaped = URI.create(plain.toString().replace("shared/digits", "shared%2Fdigits"));
        assertEquals(
                200,
                RawB2.send(HttpRequest.newBuilder(escaped).header("Authorization", b2.token))
                        .status());
    }

    @Test
    void aPrivateBucketNeedsAToken() throws Exception {
        assumeFalse(TARGET.isPublic(), "the bucket is public");
        URI uri = b2.byName(TARGET.bucketName(), NAME).build().uri();
        RawB2.Answer answer = RawB2.send(HttpRequest.newBuilder(uri));
        assertEquals(401, answer.status());
        TARGET.note("A download from a private bucket without a token", outcome(answer));
    }

    @Test
    void aDownloadAuthorizationOpensItsPrefix() throws Exception {
        TARGET.need("shareFiles");
        assumeFalse(TARGET.isPublic(), "the bucket is public");
        String prefix = TARGET.name("shared/");
        String token = authorization(prefix).text("authorizationToken");
        assertEquals(200, RawB2.send(with(token, NAME)).status());
        URI uri = b2.byName(TARGET.bucketName(), NAME).build().uri();
        assertEquals(
                200,
                RawB2.send(HttpRequest.newBuilder(URI.create(uri + "?Authorization=" + token)))
                        .status());
        TARGET.note(
                "A download authorization outside of its prefix",
                outcome(RawB2.send(with(token, TARGET.name("empty")))));
        TARGET.note(
                "A download authorization used for a download by id",
                outcome(RawB2.send(
                        b2.request("b2_download_file_by_id?fileId=" + fileId).setHeader("Authorization", token))));
        RawB2.Answer never =
                TARGET.call("b2_get_download_authorization", "fileNamePrefix", prefix, "validDurationInSeconds", 0);
        TARGET.note("A download authorization for 0 seconds", outcome(never));
    }

    private RawB2.Answer authorization(String prefix, Object... more) throws Exception {
        return TARGET.call(
                "b2_get_download_authorization",
                ConformanceTarget.with(more, "fileNamePrefix", prefix, "validDurationInSeconds", 600));
    }

    private HttpRequest.Builder with(String token, String name) {
        return b2.byName(TARGET.bucketName(), name).setHeader("Authorization", token);
    }

    @Test
    void headersMayBeReplaced() throws Exception {
        TARGET.need("shareFiles");
        assumeFalse(TARGET.isPublic(), "the bucket is public");
        String token = authorization(TARGET.name("shared/"), "b2ContentDisposition", "inline")
                .text("authorizationToken");
        URI uri = b2.byName(TARGET.bucketName(), NAME).build().uri();
        URI with = URI.create(uri + "?b2ContentDisposition=inline");
        RawB2.Answer replaced = RawB2.send(HttpRequest.newBuilder(with).header("Authorization", token));
        assertEquals("inline", replaced.header("Content-Disposition"));
        TARGET.note(
                "A download authorization made with b2ContentDisposition, used without",
                outcome(RawB2.send(with(token, NAME))));
    }
}
