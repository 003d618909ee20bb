package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class AuthorizeCallsTest {

    private static JsonObject login(B2Emulator emulator, int version) throws Exception {
        return RawB2.authorize(emulator, version, emulator.applicationKeyId(), emulator.applicationKey())
                .json();
    }

    @Test
    void eachVersionHasItsShape(B2Emulator emulator) throws Exception {
        JsonObject v1 = login(emulator, 1);
        assertEquals(100_000_000, v1.get("minimumPartSize").getAsLong());
        assertEquals(emulator.realm(), v1.get("apiUrl").getAsString());
        JsonObject v2 = login(emulator, 2);
        assertFalse(v2.has("minimumPartSize"));
        assertTrue(v2.getAsJsonObject("allowed").get("bucketId").isJsonNull());
        JsonObject v3 = login(emulator, 3).getAsJsonObject("apiInfo").getAsJsonObject("storageApi");
        assertEquals(5_000_000, v3.get("absoluteMinimumPartSize").getAsLong());
        assertTrue(v3.has("capabilities"));
        assertEquals("storageApi", v3.get("infoType").getAsString());
        JsonObject v4 = login(emulator, 4).getAsJsonObject("apiInfo").getAsJsonObject("storageApi");
        assertTrue(v4.getAsJsonObject("allowed").get("buckets").isJsonNull());
        assertFalse(v4.has("capabilities"));
    }

    @Test
    void aWrongKeyIsUnauthorized(B2Emulator emulator) throws Exception {
        assertEquals(
                "401 unauthorized",
                RawB2.authorize(emulator, 2, emulator.applicationKeyId(), "wrong")
                        .code());
        assertEquals(
                "401 unauthorized",
                RawB2.authorize(emulator, 2, "nobody", emulator.applicationKey())
                        .code());
    }

    @Test
    void theAccountIdStandsForTheMasterKey(B2Emulator emulator) throws Exception {
        assertEquals(
                200,
                RawB2.authorize(emulator, 2, emulator.accountId(), emulator.applicationKey())
                        .status());
    }

    @Test
    void aKeyForSeveralBucketsNeedsVersionFour(B2Emulator emulator) throws Exception {
        emulator.createBucket("bucket-2");
        var key = emulator.addKey("two", List.of(), List.of(BUCKET, "bucket-2"), null);
        assertEquals(
                "401 unsupported",
                RawB2.authorize(emulator, 3, key.keyId(), key.secret()).code());
        JsonObject v4 = RawB2.authorize(emulator, 4, key.keyId(), key.secret()).json();
        assertEquals(
                2,
                v4.getAsJsonObject("apiInfo")
                        .getAsJsonObject("storageApi")
                        .getAsJsonObject("allowed")
                        .getAsJsonArray("buckets")
                        .size());
    }

    @Test
    void tokensExpireByTheClock(B2Emulator emulator) throws Exception {
        RawB2 b2 = RawB2.of(emulator);
        emulator.clock().advance(Duration.ofHours(23));
        assertEquals(200, b2.call("b2_list_buckets").status());
        emulator.clock().advance(Duration.ofHours(1));
        assertEquals("401 expired_auth_token", b2.call("b2_list_buckets").code());
    }

    @Test
    void unknownTokensAndTokensOfAnotherKindAreBad(B2Emulator emulator) throws Exception {
        RawB2 b2 = RawB2.of(emulator);
        String upload = b2.uploadUrl(BUCKET).text("authorizationToken");
        b2.token = upload;
        assertEquals("401 bad_auth_token", b2.call("b2_list_buckets").code());
        b2.token = "4_nonsense";
        assertEquals("401 bad_auth_token", b2.call("b2_list_buckets").code());
    }

    @Test
    void errorsHaveExactlyThreeFields(B2Emulator emulator) throws Exception {
        JsonObject error = RawB2.authorize(emulator, 2, "x", "y").json();
        assertEquals(List.of("status", "code", "message"), List.copyOf(error.keySet()));
        assertEquals(401, error.get("status").getAsInt());
    }

    @Test
    void answersTellTheTime(B2Emulator emulator) throws Exception {
        assertNotNull(RawB2.authorize(emulator, 2, "x", "y").header("Date"));
    }

    @Test
    void aDeletedKeyTakesItsTokensAlong(B2Emulator emulator) throws Exception {
        RawB2 master = RawB2.of(emulator);
        var made = master.call("b2_create_key", "keyName", "short", "capabilities", List.of("listBuckets"));
        RawB2 b2 = RawB2.of(emulator, 2, made.text("applicationKeyId"), made.text("applicationKey"));
        assertEquals(200, b2.call("b2_list_buckets").status());
        master.call("b2_delete_key", "applicationKeyId", made.text("applicationKeyId"));
        assertEquals("401 bad_auth_token", b2.call("b2_list_buckets").code());
    }

    @Test
    void anExpiringKeyEndsItsTokens(B2Emulator emulator) throws Exception {
        RawB2 master = RawB2.of(emulator);
        var made = master.call(
                "b2_create_key", "keyName", "k", "capabilities", List.of("listBuckets"), "validDurationInSeconds", 60);
        RawB2 b2 = RawB2.of(emulator, 2, made.text("applicationKeyId"), made.text("applicationKey"));
        emulator.clock().advance(Duration.ofSeconds(60));
        assertEquals("401 expired_auth_token", b2.call("b2_list_buckets").code());
        assertEquals(
                "401 unauthorized",
                RawB2.authorize(emulator, 2, made.text("applicationKeyId"), made.text("applicationKey"))
                        .code());
    }
}
