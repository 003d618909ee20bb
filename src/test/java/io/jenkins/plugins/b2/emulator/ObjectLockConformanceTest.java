package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Retention and legal hold: asked of the emulator or of the real Backblaze B2, where the bucket has Object Lock. */
class ObjectLockConformanceTest {
    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.locked();

    private static final byte[] BYTES = new byte[1];
    private static final String NAME = TARGET.name("locked");

    private final RawB2 b2 = TARGET.b2();

    @BeforeEach
    void need() {
        TARGET.needLock();
        TARGET.need(
                "readFileRetentions",
                "writeFileRetentions",
                "readFileLegalHolds",
                "writeFileLegalHolds",
                "bypassGovernance");
    }

    private static long in(Duration time) {
        return System.currentTimeMillis() + time.toMillis();
    }

    private RawB2.Answer put(Duration time) throws Exception {
        return TARGET.put(
                NAME,
                BYTES,
                "X-Bz-File-Retention-Mode",
                "governance",
                "X-Bz-File-Retention-Retain-Until-Timestamp",
                Long.toString(in(time)));
    }

    private RawB2.Answer delete(String fileId, boolean bypass) throws Exception {
        return b2.call("b2_delete_file_version", "fileName", NAME, "fileId", fileId, "bypassGovernance", bypass);
    }

    private RawB2.Answer retain(String fileId, Duration time, boolean bypass) throws Exception {
        JsonObject retention = RawB2.json("mode", "governance", "retainUntilTimestamp", in(time));
        return b2.call(
                "b2_update_file_retention",
                "fileName",
                NAME,
                "fileId",
                fileId,
                "fileRetention",
                retention,
                "bypassGovernance",
                bypass);
    }

    @Test
    void governanceYieldsOnlyToABypass() throws Exception {
        RawB2.Answer file = put(Duration.ofHours(1));
        String fileId = file.text("fileId");
        JsonObject retention = file.json().getAsJsonObject("fileRetention").getAsJsonObject("value");
        assertEquals("governance", retention.get("mode").getAsString());
        assertEquals("governance", b2.get(TARGET.bucketName(), NAME).header("X-Bz-File-Retention-Mode"));
        RawB2.Answer refused = delete(fileId, false);
        assertRefused("401 access_denied", refused);
        assertEquals("Access Denied", refused.text("message"));
        assertRefused("403 access_denied", retain(fileId, Duration.ofMinutes(10), false));
        assertEquals(200, retain(fileId, Duration.ofHours(2), false).status());
        assertEquals(200, retain(fileId, Duration.ofMinutes(10), true).status());
        assertEquals(200, delete(fileId, true).status());
    }

    @Test
    void retentionEndsInTheFuture() throws Exception {
        assertRefused("400 retain_until_timestamp_must_be_in_future", put(Duration.ofHours(-1)));
    }

    @Test
    void aHideMarkerMayCoverALockedVersion() throws Exception {
        RawB2.Answer file = put(Duration.ofMinutes(10));
        RawB2.Answer marker = TARGET.call("b2_hide_file", "fileName", NAME);
        assertEquals("hide", marker.text("action"));
        assertEquals(200, delete(marker.text("fileId"), false).status());
        assertEquals(200, delete(file.text("fileId"), true).status());
    }

    @Test
    void aLegalHoldHolds() throws Exception {
        String fileId = TARGET.put(NAME, BYTES, "X-Bz-File-Legal-Hold", "on").text("fileId");
        try {
            assertRefused("401 access_denied", delete(fileId, true));
        } finally {
            Object[] off = {"fileName", NAME, "fileId", fileId, "legalHold", "off"};
            assertEquals("off", b2.call("b2_update_file_legal_hold", off).text("legalHold"));
        }
        assertEquals(200, delete(fileId, false).status());
    }
}
