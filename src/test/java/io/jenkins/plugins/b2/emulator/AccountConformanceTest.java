package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static io.jenkins.plugins.b2.emulator.ConformanceTarget.outcome;
import static io.jenkins.plugins.b2.emulator.RawB2.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorization, refusals, restricted keys, notification rules: asked of the emulator or of the real Backblaze B2. */
class AccountConformanceTest {
    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.plain();

    private final RawB2 b2 = TARGET.b2();

    private static RawB2.Answer authorize(int version) throws Exception {
        return RawB2.send(RawB2.authorization(TARGET.realm(), version, TARGET.keyId(), TARGET.key()));
    }

    private static boolean isForSeveralBuckets() throws Exception {
        JsonObject allowed = authorize(4)
                .json()
                .getAsJsonObject("apiInfo")
                .getAsJsonObject("storageApi")
                .getAsJsonObject("allowed");
        JsonElement buckets = allowed.get("buckets");
        return buckets != null
                && buckets.isJsonArray()
                && buckets.getAsJsonArray().size() > 1;
    }

    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {1, 2, 3, 4})
    void anAuthorizationHasTheShapeOfItsVersion(int version) throws Exception {
        RawB2.Answer answer = authorize(version);
        if (version < 4 && isForSeveralBuckets()) {
            assertRefused("401 unsupported", answer);
            return;
        }
        JsonObject all = answer.json();
        assertTrue(all.has("accountId") && all.has("authorizationToken"));
        JsonObject storage = version < 3 ? all : all.getAsJsonObject("apiInfo").getAsJsonObject("storageApi");
        for (String field : List.of("apiUrl", "downloadUrl", "s3ApiUrl")) {
            assertFalse(storage.get(field).getAsString().endsWith("/"), field);
        }
        assertEquals(5_000_000, storage.get("absoluteMinimumPartSize").getAsLong());
        assertTrue(storage.get("recommendedPartSize").getAsLong() > 5_000_000);
        assertEquals(version == 1, storage.has("minimumPartSize"));
        JsonObject rights = version == 3 ? storage : storage.getAsJsonObject("allowed");
        assertTrue(rights.getAsJsonArray("capabilities").size() > 0);
        assertEquals(version == 4, rights.has("buckets"));
        assertEquals(version < 4, rights.has("bucketId"));
    }

    @Test
    void anAuthorizationMayBePosted() throws Exception {
        var post = RawB2.authorization(TARGET.realm(), 2, TARGET.keyId(), TARGET.key());
        assertEquals(200, RawB2.send(post.POST(BodyPublishers.ofString("{}"))).status());
    }

    @Test
    void aWrongKeyIsUnauthorized() throws Exception {
        assertRefused(
                "401 unauthorized", RawB2.send(RawB2.authorization(TARGET.realm(), 2, TARGET.keyId(), "K000wrong")));
    }

    @Test
    void anUnknownTokenIsBad() throws Exception {
        var request = b2.request("b2_list_buckets").setHeader("Authorization", "4_nonsense");
        assertRefused("401 bad_auth_token", RawB2.send(request.POST(BodyPublishers.ofString("{}"))));
    }

    @Test
    void answersCarryDateAndType() throws Exception {
        for (RawB2.Answer answer : List.of(authorize(2), TARGET.call("b2_get_upload_url"))) {
            assertNotNull(answer.header("Date"));
            assertTrue(answer.header("Content-Type").startsWith("application/json"), answer.header("Content-Type"));
        }
    }

    private RawB2.Answer post(String call, String body) throws Exception {
        return RawB2.send(b2.request(call).POST(BodyPublishers.ofString(body)));
    }

    @Test
    void badArgumentsAreRefused() throws Exception {
        assertRefused("400 bad_request", b2.call("b2_get_upload_url"));
        TARGET.note("JSON that is cut off", outcome(post("b2_get_upload_url", "{\"bucketId\":")));
        TARGET.note("A number instead of a text", outcome(b2.call("b2_get_upload_url", "bucketId", 7)));
        TARGET.note("An argument that the call does not have", outcome(TARGET.call("b2_get_upload_url", "surplus", 1)));
        TARGET.note(
                "A bucket id that does not exist",
                outcome(b2.call("b2_get_upload_url", "bucketId", "0123456789abcdef01234567")));
        TARGET.note("A call that does not exist", outcome(b2.call("b2_no_such_call")));
    }

    @Test
    void argumentsMayComeInTheQuery() throws Exception {
        String query = "b2_list_file_names?maxFileCount=1&bucketId=" + TARGET.bucketId() + "&prefix="
                + RawB2.encode(TARGET.name(""));
        assertEquals(200, RawB2.send(b2.request(query)).status());
    }

    @Test
    void aRestrictedKeyStaysInItsPrefix() throws Exception {
        TARGET.need("writeKeys", "deleteKeys", "listBuckets");
        String inside = TARGET.name("inside/");
        RawB2.Answer made = TARGET.b2()
                .call(
                        "b2_create_key",
                        "keyName",
                        "b2-conformance",
                        "capabilities",
                        List.of("listBuckets", "listFiles", "readFiles"),
                        "bucketId",
                        TARGET.bucketId(),
                        "namePrefix",
                        inside,
                        "validDurationInSeconds",
                        3600);
        String id = made.text("applicationKeyId");
        try {
            RawB2 narrow = RawB2.of(TARGET.realm(), 2, id, made.text("applicationKey"));
            assertRefused("401 unauthorized", narrow.call("b2_list_buckets"));
            Object[] names = {"bucketId", TARGET.bucketId(), "prefix", inside};
            assertEquals(200, narrow.call("b2_list_file_names", names).status());
            assertRefused(
                    "401 unauthorized",
                    narrow.call("b2_list_file_names", "bucketId", TARGET.bucketId(), "prefix", TARGET.name("")));
            RawB2.Answer lacking = narrow.call("b2_hide_file", "bucketId", TARGET.bucketId(), "fileName", inside + "x");
            assertRefused("401 unauthorized", lacking);
            assertTrue(Set.of("", "unauthorized").contains(lacking.text("message")), lacking.text("message"));
            assertEquals(200, b2.call("b2_delete_key", "applicationKeyId", id).status());
            TARGET.note(
                    "A token whose key was deleted a moment ago", outcome(narrow.call("b2_list_file_names", names)));
        } finally {
            b2.call("b2_delete_key", "applicationKeyId", id);
        }
    }

    private RawB2.Answer setRules(Object... rules) throws Exception {
        return TARGET.call("b2_set_bucket_notification_rules", "eventNotificationRules", rules);
    }

    private static JsonObject rule(String name, String url, String... eventTypes) {
        return json(
                "name",
                name,
                "objectNamePrefix",
                TARGET.name(""),
                "isEnabled",
                false,
                "eventTypes",
                eventTypes,
                "targetConfiguration",
                json("targetType", "webhook", "url", url));
    }

    /** Only where the bucket has no rules, and without leaving any. */
    @Test
    void notificationRulesAreChecked() throws Exception {
        TARGET.need("readBucketNotifications", "writeBucketNotifications");
        String url = "https://example.com/";
        JsonElement before =
                TARGET.call("b2_get_bucket_notification_rules").json().get("eventNotificationRules");
        assumeTrue(before != null && before.getAsJsonArray().isEmpty(), "the bucket has notification rules, or cannot");
        assertRefused("400 event_type_invalid", setRules(rule("conformance", url, "b2:ObjectCreated:Magic")));
        assertRefused("400 event_types_empty", setRules(rule("conformance", url)));
        assertRefused(
                "400 event_type_overlap",
                setRules(rule("conformance", url, "b2:ObjectCreated:*", "b2:ObjectCreated:Upload")));
        TARGET.note(
                "A notification rule with an HTTP URL",
                outcome(setRules(rule("conformance", "http://example.com/", "b2:ObjectCreated:*"))));
        TARGET.note(
                "A notification rule with a name of five letters",
                outcome(setRules(rule("short", url, "b2:ObjectCreated:*"))));
        TARGET.note(
                "Two notification rules with one prefix and different events",
                outcome(setRules(
                        rule("conformance", url, "b2:ObjectCreated:*"),
                        rule("conformance-2", url, "b2:ObjectDeleted:*"))));
        setRules();
    }
}
