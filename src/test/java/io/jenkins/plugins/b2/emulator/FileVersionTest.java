package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class FileVersionTest {
    private RawB2 b2;
    private String id;

    @BeforeEach
    void open(B2Emulator emulator) throws Exception {
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

    /** The first digit behind {@code _f} tells tiny, small and large files apart. */
    @Test
    void fileIdsTellTheKindOfFile(B2Emulator emulator) throws Exception {
        String tiny = b2.put(BUCKET, "x", new byte[1]).text("fileId");
        String small = b2.put(BUCKET, "x", new byte[1000]).text("fileId");
        String hidden = b2.call("b2_hide_file", "bucketId", id, "fileName", "x").text("fileId");
        String large = b2.startLarge(BUCKET, "large");
        assertEquals(
                List.of("_f4", "_f1", "_f4", "_f2"),
                Stream.of(tiny, small, hidden, large)
                        .map(file -> file.substring(27, 30))
                        .toList());
        String first = b2.putPart(large, 1, new byte[5_000_000]).text("contentSha1");
        String second = b2.putPart(large, 2, new byte[1]).text("contentSha1");
        assertEquals(
                large,
                b2.call("b2_finish_large_file", "fileId", large, "partSha1Array", List.of(first, second))
                        .text("fileId"));
        assertEquals(5_000_001, b2.get(BUCKET, "large").body().length);
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
