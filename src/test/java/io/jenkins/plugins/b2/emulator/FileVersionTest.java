package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static io.jenkins.plugins.b2.emulator.RawB2.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class FileVersionTest {
    private static final long DAY = Duration.ofDays(1).toMillis();

    private B2Emulator emulator;
    private RawB2 b2;
    private String id;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        b2 = RawB2.of(emulator);
        id = b2.bucketId(BUCKET);
    }

    private RawB2.Answer delete(String name, String fileId) throws Exception {
        return b2.call("b2_delete_file_version", "fileName", name, "fileId", fileId);
    }

    @Test
    void hidingAndUnhiding() throws Exception {
        assertEquals(
                "400 no_such_file",
                b2.call("b2_hide_file", "bucketId", id, "fileName", "x").code());
        b2.put(BUCKET, "x", new byte[1]);
        JsonObject marker =
                b2.call("b2_hide_file", "bucketId", id, "fileName", "x").json();
        assertEquals("hide", marker.get("action").getAsString());
        assertEquals("application/x-bz-hide-marker", marker.get("contentType").getAsString());
        assertTrue(marker.get("contentSha1").isJsonNull());
        assertEquals(
                "400 already_hidden",
                b2.call("b2_hide_file", "bucketId", id, "fileName", "x").code());
        assertEquals(200, delete("x", marker.get("fileId").getAsString()).status());
        assertEquals(200, b2.get(BUCKET, "x").status());
    }

    @Test
    void deletingUncoversTheOlderVersion() throws Exception {
        b2.put(BUCKET, "x", new byte[1]);
        String newer = b2.put(BUCKET, "x", new byte[2]).text("fileId");
        assertEquals("400 file_not_present", delete("y", newer).code());
        assertEquals(200, delete("x", newer).status());
        assertEquals(1, b2.get(BUCKET, "x").body().length);
        assertEquals("400 file_not_present", delete("x", newer).code());
        assertEquals(
                "404 not_found", b2.call("b2_get_file_info", "fileId", newer).code());
        assertEquals(
                "400 bad_request", b2.call("b2_get_file_info", "fileId", "x").code());
    }

    private String locked() throws Exception {
        b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", true);
        return b2.put(BUCKET, "x", new byte[1]).text("fileId");
    }

    private RawB2.Answer retain(String fileId, String mode, long days, boolean bypass) throws Exception {
        Long until = mode == null ? null : emulator.clock().millis() + days * DAY;
        return b2.call(
                "b2_update_file_retention",
                "fileName",
                "x",
                "fileId",
                fileId,
                "bypassGovernance",
                bypass,
                "fileRetention",
                json("mode", mode, "retainUntilTimestamp", until));
    }

    @Test
    void governanceYieldsOnlyToABypass() throws Exception {
        String file = locked();
        assertEquals(200, retain(file, "governance", 2, false).status());
        assertEquals("401 access_denied", delete("x", file).code());
        assertEquals("401 access_denied", retain(file, "governance", 1, false).code());
        assertEquals(200, retain(file, "governance", 1, true).status());
        assertEquals(
                200,
                b2.call("b2_delete_file_version", "fileName", "x", "fileId", file, "bypassGovernance", true)
                        .status());
    }

    @Test
    void complianceYieldsOnlyToTime() throws Exception {
        String file = locked();
        assertEquals(200, retain(file, "compliance", 1, false).status());
        assertEquals("401 access_denied", retain(file, null, 0, true).code());
        assertEquals(200, retain(file, "compliance", 2, false).status());
        emulator.clock().advance(Duration.ofDays(3));
        b2 = RawB2.of(emulator);
        assertEquals(200, delete("x", file).status());
    }

    @Test
    void aLegalHoldHolds() throws Exception {
        String file = locked();
        String call = "b2_update_file_legal_hold";
        assertEquals(
                "on",
                b2.call(call, "fileName", "x", "fileId", file, "legalHold", "on")
                        .text("legalHold"));
        assertEquals("401 access_denied", delete("x", file).code());
        assertEquals(
                "400 bad_request",
                b2.call(call, "fileName", "x", "fileId", file, "legalHold", "maybe")
                        .code());
        b2.call(call, "fileName", "x", "fileId", file, "legalHold", "off");
        assertEquals(200, delete("x", file).status());
    }

    @Test
    void aBucketsDefaultRetentionHoldsNewFiles() throws Exception {
        b2.call(
                "b2_update_bucket",
                "bucketId",
                id,
                "fileLockEnabled",
                true,
                "defaultRetention",
                json("mode", "governance", "period", json("duration", 2, "unit", "days")));
        JsonObject file = b2.put(BUCKET, "x", new byte[1]).json();
        JsonObject retention = file.getAsJsonObject("fileRetention").getAsJsonObject("value");
        assertEquals("governance", retention.get("mode").getAsString());
        assertEquals(
                "401 access_denied",
                delete("x", file.get("fileId").getAsString()).code());
        assertEquals("governance", b2.get(BUCKET, "x").header("X-Bz-File-Retention-Mode"));
    }

    @Test
    void withoutFileLockThereIsNoRetention() throws Exception {
        String file = b2.put(BUCKET, "x", new byte[1]).text("fileId");
        assertEquals("400 bad_request", retain(file, "governance", 1, false).code());
    }

    @Test
    void keysAreListedInPagesAndDeleted() throws Exception {
        for (int i = 0; i < 3; i++) {
            b2.call("b2_create_key", "keyName", "k" + i, "capabilities", List.of("listFiles"), "bucketId", id);
        }
        JsonObject page = b2.call("b2_list_keys", "maxKeyCount", 2).json();
        assertEquals(2, page.getAsJsonArray("keys").size());
        String next = page.get("nextApplicationKeyId").getAsString();
        JsonObject rest = b2.call("b2_list_keys", "startApplicationKeyId", next).json();
        assertEquals(1, rest.getAsJsonArray("keys").size());
        assertEquals("k2", b2.call("b2_delete_key", "applicationKeyId", next).text("keyName"));
        assertEquals(
                "400 bad_request",
                b2.call("b2_delete_key", "applicationKeyId", next).code());
    }

    @Test
    void badKeysAreRefused() throws Exception {
        String call = "b2_create_key";
        List<String> files = List.of("listFiles");
        assertEquals(
                "400 bad_request",
                b2.call(call, "keyName", "a b", "capabilities", files).code());
        assertEquals(
                "400 bad_request",
                b2.call(call, "keyName", "k", "capabilities", List.of("fly")).code());
        assertEquals(
                "400 bad_request",
                b2.call(call, "keyName", "k", "capabilities", files, "namePrefix", "p")
                        .code());
        assertEquals(
                "400 out_of_range",
                b2.call(call, "keyName", "k", "capabilities", files, "validDurationInSeconds", 0)
                        .code());
    }
}
