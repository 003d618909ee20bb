package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tests put into a bucket is what clients then see. */
@ExtendWith(B2EmulatorExtension.class)
class BucketContentsTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private B2Emulator emulator;
    private BucketContents bucket;
    private RawB2 b2;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        bucket = emulator.bucket(BUCKET);
        b2 = RawB2.of(emulator);
    }

    private List<String> rows() {
        return bucket.rows().stream()
                .map(row -> row.action() + " " + row.fileName() + " " + row.length())
                .toList();
    }

    @Test
    void aFileIsSeenAsDescribed() throws Exception {
        String id = bucket.file("a")
                .contentType("text/plain")
                .info("Author", "me")
                .age(Duration.ofDays(30))
                .encryption(ServerSideEncryption.SSE_B2)
                .unverified()
                .put(HELLO);
        JsonObject seen = b2.call("b2_get_file_info", "fileId", id).json();
        assertEquals("text/plain", seen.get("contentType").getAsString());
        assertEquals("{\"author\":\"me\"}", seen.get("fileInfo").toString());
        assertEquals("unverified:" + RawB2.sha1(HELLO), seen.get("contentSha1").getAsString());
        assertEquals(
                "SSE-B2",
                seen.getAsJsonObject("serverSideEncryption").get("mode").getAsString());
        long age = emulator.clock().millis() - seen.get("uploadTimestamp").getAsLong();
        assertTrue(age >= Duration.ofDays(30).toMillis(), "age in milliseconds: " + age);
        assertArrayEquals(HELLO, b2.get(BUCKET, "a").body());
    }

    @Test
    void versionsHideMarkersAndDeletions() throws Exception {
        List<String> ids = bucket.putVersions("a", new byte[1], new byte[2]);
        bucket.hide("a");
        assertEquals(List.of("hide a 0", "upload a 2", "upload a 1"), rows());
        assertEquals("404 not_found", b2.get(BUCKET, "a").code());
        bucket.delete(ids.get(0));
        assertEquals(List.of("hide a 0", "upload a 2"), rows());
    }

    @Test
    void unfinishedAndFinishedLargeFiles() throws Exception {
        String unfinished = bucket.file("big")
                .info("large_file_sha1", "claim")
                .age(Duration.ofHours(25))
                .start();
        String sha1 = bucket.putPart(unfinished, 1, HELLO);
        assertEquals(RawB2.sha1(HELLO), sha1);
        JsonObject row = b2.rows("b2_list_unfinished_large_files", "bucketId", bucket.id())
                .get(0)
                .getAsJsonObject();
        assertEquals(unfinished, row.get("fileId").getAsString());
        assertEquals(
                sha1,
                b2.call("b2_list_parts", "fileId", unfinished)
                        .json()
                        .getAsJsonArray("parts")
                        .get(0)
                        .getAsJsonObject()
                        .get("contentSha1")
                        .getAsString());
        bucket.file("done").putParts(new byte[5_000_000], HELLO);
        assertEquals(List.of("start big 0", "upload done 5000005"), rows());
        assertArrayEquals(HELLO, b2.range(BUCKET, "done", "bytes=-5").body());
    }

    @Test
    void locksHoldAgainstClientsOnly() throws Exception {
        emulator.createLockedBucket("locked-bucket", "governance", 3);
        RawB2.Answer file = b2.put("locked-bucket", "a", HELLO);
        assertEquals("governance", b2.get("locked-bucket", "a").header("X-Bz-File-Retention-Mode"));
        String held = emulator.bucket("locked-bucket").file("b").held().put(HELLO);
        String retained = emulator.bucket("locked-bucket")
                .file("c")
                .retained("compliance", Duration.ofDays(1))
                .put(HELLO);
        Map<String, String> names = Map.of(file.text("fileId"), "a", held, "b", retained, "c");
        for (Map.Entry<String, String> e : names.entrySet()) {
            assertEquals(
                    "401 access_denied",
                    b2.call("b2_delete_file_version", "fileName", e.getValue(), "fileId", e.getKey())
                            .code());
            emulator.bucket("locked-bucket").delete(e.getKey());
        }
        assertTrue(emulator.files("locked-bucket").isEmpty());
    }

    @Test
    void bucketsHaveAnySettings() throws Exception {
        JsonObject settings = RawB2.json("bucketType", "allPublic", "bucketInfo", Map.of("Cache-Control", "max-age=7"));
        emulator.createBucket("public-bucket", settings);
        emulator.put("public-bucket", "a", HELLO);
        var answer = RawB2.send(HttpRequest.newBuilder(URI.create(emulator.realm() + "/file/public-bucket/a")));
        assertArrayEquals(HELLO, answer.body());
        assertEquals("max-age=7", answer.header("Cache-Control"));
    }

    @Test
    void anUnknownBucketIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> emulator.bucket("nothing"));
    }

    /** Within the memory of the test run, and without a file on disk for each. */
    @Test
    @Tag("slow")
    void aMillionNamesAreListedFromAnywhere() throws Exception {
        bucket.putMany("dir/name-", 1_000_000, new byte[1]);
        bucket.putMany(Stream.of("dir/b", "zzz"), new byte[0]);
        assertEquals(1_000_002, emulator.state().fileVersions());
        var page = b2.call(
                        "b2_list_file_names",
                        "bucketId",
                        bucket.id(),
                        "startFileName",
                        "dir/name-00999999",
                        "maxFileCount",
                        10_000)
                .json();
        assertEquals(2, page.getAsJsonArray("files").size());
        var folders = b2.rows("b2_list_file_names", "bucketId", bucket.id(), "delimiter", "/");
        assertEquals(2, folders.size());
        assertEquals(1, b2.get(BUCKET, "dir/name-00500000").body().length);
    }
}
