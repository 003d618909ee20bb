package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static io.jenkins.plugins.b2.emulator.RawB2.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retention and legal hold, answered as the vendor's own tests expect of the real service. */
@ExtendWith(B2EmulatorExtension.class)
class ObjectLockCallsTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final JsonObject TWO_DAYS =
            json("mode", "governance", "period", json("duration", 2, "unit", "days"));

    private B2Emulator emulator;
    private RawB2 b2;
    private String id;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        b2 = RawB2.of(emulator);
        id = b2.bucketId(BUCKET);
    }

    private RawB2.Answer delete(String fileId, boolean bypass) throws Exception {
        return b2.call("b2_delete_file_version", "fileName", "x", "fileId", fileId, "bypassGovernance", bypass);
    }

    private String locked() throws Exception {
        b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", true);
        return b2.put(BUCKET, "x", new byte[1]).text("fileId");
    }

    private JsonObject until(String mode, long days) {
        return json(
                "mode",
                mode,
                "retainUntilTimestamp",
                mode == null ? null : emulator.clock().millis() + days * DAY);
    }

    private RawB2.Answer retain(String fileId, String mode, long days, boolean bypass) throws Exception {
        return b2.call(
                "b2_update_file_retention",
                "fileName",
                "x",
                "fileId",
                fileId,
                "bypassGovernance",
                bypass,
                "fileRetention",
                until(mode, days));
    }

    private RawB2.Answer hold(String fileId, String value) throws Exception {
        return b2.call("b2_update_file_legal_hold", "fileName", "x", "fileId", fileId, "legalHold", value);
    }

    private RawB2.Answer upload(String header, String value, String... more) throws Exception {
        HttpRequest.Builder request = RawB2.upload(b2.uploadUrl(BUCKET), "x", RawB2.sha1(new byte[1]))
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1]));
        return RawB2.send(more.length == 0 ? request : request.headers(more));
    }

    private RawB2.Answer uploadRetained(long days) throws Exception {
        return upload(
                "X-Bz-File-Retention-Mode",
                "governance",
                "X-Bz-File-Retention-Retain-Until-Timestamp",
                Long.toString(emulator.clock().millis() + days * DAY));
    }

    @Test
    void governanceYieldsOnlyToABypass() throws Exception {
        String file = locked();
        assertEquals(200, retain(file, "governance", 2, false).status());
        RawB2.Answer refused = delete(file, false);
        assertEquals("401 access_denied", refused.code());
        assertEquals("Access Denied", refused.text("message"));
        assertEquals("403 access_denied", retain(file, "governance", 1, false).code());
        assertEquals("403 access_denied", retain(file, null, 0, false).code());
        assertEquals(200, retain(file, "governance", 1, true).status());
        assertEquals(200, delete(file, true).status());
    }

    @Test
    void complianceYieldsOnlyToTime() throws Exception {
        String file = locked();
        assertEquals(200, retain(file, "compliance", 1, false).status());
        assertEquals("403 access_denied", retain(file, null, 0, true).code());
        assertEquals("401 access_denied", delete(file, true).code());
        assertEquals(200, retain(file, "compliance", 2, false).status());
        emulator.clock().advance(Duration.ofDays(3));
        b2 = RawB2.of(emulator);
        assertEquals(200, delete(file, false).status());
    }

    @Test
    void aLegalHoldHolds() throws Exception {
        String file = locked();
        assertEquals("on", hold(file, "on").text("legalHold"));
        assertEquals("401 access_denied", delete(file, true).code());
        assertEquals("400 bad_request", hold(file, "maybe").code());
        hold(file, "off");
        assertEquals(200, delete(file, false).status());
    }

    @Test
    void aBucketsDefaultRetentionHoldsNewFiles() throws Exception {
        b2.call("b2_update_bucket", "bucketId", id, "fileLockEnabled", true, "defaultRetention", TWO_DAYS);
        JsonObject file = b2.put(BUCKET, "x", new byte[1]).json();
        JsonObject retention = file.getAsJsonObject("fileRetention").getAsJsonObject("value");
        assertEquals("governance", retention.get("mode").getAsString());
        assertEquals(
                "401 access_denied",
                delete(file.get("fileId").getAsString(), false).code());
        assertEquals("governance", b2.get(BUCKET, "x").header("X-Bz-File-Retention-Mode"));
    }

    @Test
    void withoutFileLockThereIsNeitherRetentionNorHold() throws Exception {
        String file = b2.put(BUCKET, "x", new byte[1]).text("fileId");
        List<RawB2.Answer> answers = List.of(
                uploadRetained(1),
                upload("X-Bz-File-Legal-Hold", "on"),
                b2.call("b2_copy_file", "sourceFileId", file, "fileName", "y", "legalHold", "on"),
                b2.call("b2_copy_file", "sourceFileId", file, "fileName", "y", "fileRetention", until("governance", 1)),
                b2.call(
                        "b2_start_large_file",
                        "bucketId",
                        id,
                        "fileName",
                        "y",
                        "contentType",
                        "a/b",
                        "fileRetention",
                        until("governance", 1)),
                retain(file, "governance", 1, false),
                hold(file, "on"),
                b2.call("b2_update_bucket", "bucketId", id, "defaultRetention", TWO_DAYS));
        for (RawB2.Answer answer : answers) {
            assertEquals("400 bucket_missing_file_lock", answer.code());
            assertEquals("The bucket is not file lock enabled", answer.text("message"));
        }
        assertEquals(1, emulator.files(BUCKET).size());
    }

    @Test
    void retentionEndsInTheFuture() throws Exception {
        String file = locked();
        String code = "400 retain_until_timestamp_must_be_in_future";
        assertEquals(code, uploadRetained(-1).code());
        assertEquals(code, retain(file, "governance", -1, false).code());
        assertEquals(200, uploadRetained(1).status());
    }

    /** The two calls that change a lock look at the key before the bucket, and answer otherwise than all others. */
    @Test
    void aKeyWithoutTheCapabilityIsDenied() throws Exception {
        String file = b2.put(BUCKET, "x", new byte[1]).text("fileId");
        var rights = List.of("listBuckets", "readFiles", "writeFiles", "deleteFiles");
        var key = emulator.addKey("weak", rights, null, null);
        b2 = RawB2.of(emulator, 2, key.keyId(), key.secret());
        assertEquals("403 access_denied", retain(file, "governance", 1, false).code());
        assertEquals("403 access_denied", hold(file, "on").code());
        List<RawB2.Answer> refused = new ArrayList<>();
        refused.add(uploadRetained(1));
        refused.add(b2.call("b2_copy_file", "sourceFileId", file, "fileName", "y", "legalHold", "on"));
        refused.add(delete(file, true));
        for (RawB2.Answer answer : refused) {
            assertEquals("401 unauthorized", answer.code());
            assertEquals("unauthorized", answer.text("message"));
        }
    }
}
