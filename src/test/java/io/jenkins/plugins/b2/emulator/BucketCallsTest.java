package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static io.jenkins.plugins.b2.emulator.RawB2.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class BucketCallsTest {
    private RawB2 b2;
    private String id;

    @BeforeEach
    void open(B2Emulator emulator) throws Exception {
        b2 = RawB2.of(emulator);
        id = b2.bucketId(BUCKET);
    }

    @Test
    void creatingUpdatingAndDeleting() throws Exception {
        JsonObject made = b2.call(
                        "b2_create_bucket",
                        "bucketName",
                        "made-here",
                        "bucketType",
                        "allPublic",
                        "bucketInfo",
                        Map.of("a", "b"))
                .json();
        assertEquals("b", made.getAsJsonObject("bucketInfo").get("a").getAsString());
        int revision = made.get("revision").getAsInt();
        String bucket = made.get("bucketId").getAsString();
        JsonObject changed = b2.call(
                        "b2_update_bucket", "bucketId", bucket, "bucketType", "allPrivate", "ifRevisionIs", revision)
                .json();
        assertEquals(revision + 1, changed.get("revision").getAsInt());
        assertEquals("allPrivate", changed.get("bucketType").getAsString());
        assertEquals(
                "409 conflict",
                b2.call("b2_update_bucket", "bucketId", bucket, "ifRevisionIs", revision)
                        .code());
        assertEquals(
                "made-here", b2.call("b2_delete_bucket", "bucketId", bucket).text("bucketName"));
        assertEquals(
                "400 bad_bucket_id",
                b2.call("b2_delete_bucket", "bucketId", bucket).code());
    }

    @Test
    void namesAreUniqueWithoutCase() throws Exception {
        assertEquals(
                "400 duplicate_bucket_name",
                b2.call("b2_create_bucket", "bucketName", "BUCKET-1", "bucketType", "allPrivate")
                        .code());
    }

    @Test
    void badNamesAndTypesAreRefused() throws Exception {
        for (String name : List.of("short", "b2-reserved", "under_score", "127.0.0.1")) {
            assertEquals(
                    "400 bad_request",
                    b2.call("b2_create_bucket", "bucketName", name, "bucketType", "allPrivate")
                            .code(),
                    name);
        }
        assertEquals(
                "400 bad_request",
                b2.call("b2_create_bucket", "bucketName", "bucket-9", "bucketType", "half")
                        .code());
    }

    @Test
    void thereAreAtMostAHundred(B2Emulator emulator) throws Exception {
        for (int i = 2; i <= 100; i++) {
            emulator.createBucket("bucket-" + i);
        }
        assertEquals(
                "400 too_many_buckets",
                b2.call("b2_create_bucket", "bucketName", "one-more", "bucketType", "allPrivate")
                        .code());
    }

    @Test
    void aBucketWithAnUnfinishedFileStays() throws Exception {
        String file = b2.startLarge(BUCKET, "big");
        assertEquals(
                "400 cannot_delete_non_empty_bucket",
                b2.call("b2_delete_bucket", "bucketId", id).code());
        b2.call("b2_cancel_large_file", "fileId", file);
        assertEquals(200, b2.call("b2_delete_bucket", "bucketId", id).status());
    }

    @Test
    void lifecycleRulesAreChecked() throws Exception {
        JsonObject good = json("fileNamePrefix", "logs/", "daysFromHidingToDeleting", 3);
        JsonObject bucket = b2.call("b2_update_bucket", "bucketId", id, "lifecycleRules", List.of(good))
                .json();
        JsonObject kept = bucket.getAsJsonArray("lifecycleRules").get(0).getAsJsonObject();
        assertEquals(3, kept.get("daysFromHidingToDeleting").getAsInt());
        assertTrue(kept.get("daysFromUploadingToHiding").isJsonNull());
        List<List<JsonObject>> bad = List.of(
                List.of(json("fileNamePrefix", "a")),
                List.of(json("fileNamePrefix", "a", "daysFromHidingToDeleting", 0)),
                List.of(good, json("fileNamePrefix", "logs/deep/", "daysFromHidingToDeleting", 1)));
        for (List<JsonObject> rules : bad) {
            assertEquals(
                    "400 bad_request",
                    b2.call("b2_update_bucket", "bucketId", id, "lifecycleRules", rules)
                            .code(),
                    rules.toString());
        }
    }

    @Test
    void rulesTakeTheCapabilityToWriteBuckets(B2Emulator emulator) throws Exception {
        AppKey key = emulator.addKey("reader", List.of("listBuckets"), List.of(BUCKET), null);
        RawB2 reader = RawB2.of(emulator.realm(), 2, key.keyId(), key.secret());
        assertEquals(
                "401 unauthorized",
                reader.call("b2_update_bucket", "bucketId", id, "lifecycleRules", List.of())
                        .code());
        assertEquals(200, reader.call("b2_list_buckets", "bucketId", id).status());
    }

    @Test
    void fileLockCannotBeTurnedOff() throws Exception {
        assertEquals(
                200,
                b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", true)
                        .status());
        assertEquals(
                "400 file_lock_conflict",
                b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", false)
                        .code());
    }

    @Test
    void defaultEncryptionMarksNewFiles() throws Exception {
        b2.call(
                "b2_update_bucket",
                "bucketId",
                id,
                "defaultServerSideEncryption",
                Map.of("mode", "SSE-B2", "algorithm", "AES256"));
        JsonObject sse = b2.put(BUCKET, "x", new byte[1]).json().getAsJsonObject("serverSideEncryption");
        assertEquals("SSE-B2", sse.get("mode").getAsString());
        assertEquals("AES256", b2.get(BUCKET, "x").header("X-Bz-Server-Side-Encryption"));
    }

    private static JsonObject replication(JsonObject source, JsonObject destination) {
        return json("asReplicationSource", source, "asReplicationDestination", destination);
    }

    private static JsonObject replicationOf(RawB2.Answer bucket) {
        return bucket.json().getAsJsonObject("replicationConfiguration");
    }

    private RawB2.Answer replicate(JsonObject source, JsonObject destination) throws Exception {
        return b2.call(
                "b2_update_bucket",
                "bucketId",
                id,
                "replicationConfiguration",
                JsonParser.parseString(replication(source, destination).toString()));
    }

    @Test
    void aSourceOfReplicationIsKnownByItsFilesAndKeepsItsLock() throws Exception {
        JsonObject rule = json("fileNamePrefix", "in/", "isEnabled", true);
        JsonObject off = json("fileNamePrefix", "off/", "isEnabled", false);
        JsonObject source = json("replicationRules", List.of(rule, off));
        assertFalse(replicationOf(replicate(source, null)).get("value").isJsonNull());
        assertEquals("pending", b2.put(BUCKET, "in/x", new byte[1]).text("replicationStatus"));
        assertEquals("pending", b2.get(BUCKET, "in/x").header("X-Bz-Replication-Status"));
        for (String name : List.of("x", "off/x")) {
            assertFalse(b2.put(BUCKET, name, new byte[1]).json().has("replicationStatus"), name);
        }
        assertEquals(
                "400 source_replication_conflict",
                b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", true)
                        .code());
        assertTrue(replicationOf(replicate(null, null)).get("value").isJsonNull());
        assertEquals(
                200,
                b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", true)
                        .status());
    }

    @Test
    void argumentsMayComeInTheQuery() throws Exception {
        var answer = RawB2.send(b2.request("b2_list_buckets?accountId=" + b2.accountId + "&bucketTypes=all"));
        assertEquals(1, answer.json().getAsJsonArray("buckets").size());
    }

    @Test
    void badJsonIsToldFromMissingFields() throws Exception {
        var post = b2.request("b2_list_buckets").POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"a\":"));
        assertEquals("400 bad_json", RawB2.send(post).code());
        assertEquals("400 bad_json", b2.call("b2_update_bucket", "bucketId", 7).code());
        var missing = b2.call("b2_update_bucket");
        assertEquals("400 bad_request", missing.code());
        assertTrue(missing.text("message").contains("bucketId"));
    }

    @Test
    void unknownCallsAreNotFound() throws Exception {
        assertEquals("404 not_found", b2.call("b2_fly_to_the_moon").code());
        assertEquals(
                "405 method_not_allowed",
                RawB2.send(b2.request("b2_list_buckets").DELETE()).code());
    }
}
