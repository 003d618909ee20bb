package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class RestrictedKeyTest {
    private static final byte[] BYTES = {1, 2, 3};

    private RawB2 b2;
    private String other;

    @BeforeEach
    void restrict(B2Emulator emulator) throws Exception {
        other = emulator.createBucket("other-bucket");
        emulator.put("other-bucket", "in/x", BYTES);
        emulator.put(BUCKET, "out/x", BYTES);
        emulator.put(BUCKET, "in/x", BYTES);
        var rights = List.of("listBuckets", "listFiles", "readFiles", "writeFiles");
        var key = emulator.addKey("narrow", rights, List.of(BUCKET), "in/");
        b2 = RawB2.of(emulator, 2, key.keyId(), key.secret());
    }

    @Test
    void itMustNameItsBucket() throws Exception {
        assertEquals("401 unauthorized", b2.call("b2_list_buckets").code());
        assertEquals(
                "401 unauthorized",
                b2.call("b2_list_buckets", "bucketName", "other-bucket").code());
        assertEquals(
                1,
                b2.call("b2_list_buckets", "bucketName", BUCKET)
                        .json()
                        .getAsJsonArray("buckets")
                        .size());
    }

    @Test
    void itStaysInItsBucketAndPrefix(B2Emulator emulator) throws Exception {
        String id = b2.bucketId(BUCKET);
        assertEquals(
                "401 unauthorized",
                b2.call("b2_list_file_names", "bucketId", id).code());
        assertEquals(
                200,
                b2.call("b2_list_file_names", "bucketId", id, "prefix", "in/").status());
        assertEquals(
                "401 unauthorized",
                b2.call("b2_list_file_names", "bucketId", other, "prefix", "in/")
                        .code());
        assertEquals(200, b2.get(BUCKET, "in/x").status());
        assertEquals("401 unauthorized", b2.get(BUCKET, "out/x").code());
        assertEquals("401 unauthorized", b2.get("other-bucket", "in/x").code());
        assertEquals(200, b2.put(BUCKET, "in/y", BYTES).status());
        assertEquals("401 unauthorized", b2.put(BUCKET, "out/y", BYTES).code());
        String foreign = emulator.files("other-bucket").get(0).fileId();
        assertEquals(
                "401 unauthorized",
                b2.call("b2_get_file_info", "fileId", foreign).code());
    }

    @Test
    void itLacksWhatItWasNotGiven(B2Emulator emulator) throws Exception {
        var file = emulator.files(BUCKET).get(0);
        var answer = b2.call("b2_delete_file_version", "fileName", file.fileName(), "fileId", file.fileId());
        assertEquals("401 unauthorized", answer.code());
        assertEquals(
                "401 unauthorized",
                b2.call("b2_create_key", "keyName", "k", "capabilities", List.of())
                        .code());
    }

    @Test
    void whatItMayNotReadIsWrapped() throws Exception {
        var bucket = b2.call("b2_list_buckets", "bucketName", BUCKET)
                .json()
                .getAsJsonArray("buckets")
                .get(0);
        var lock = bucket.getAsJsonObject().getAsJsonObject("fileLockConfiguration");
        assertFalse(lock.get("isClientAuthorizedToRead").getAsBoolean());
        assertTrue(lock.get("value").isJsonNull());
    }
}
