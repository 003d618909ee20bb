package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class LargeFileCallsTest {
    private static final int MINIMUM = 5_000_000;

    private RawB2 b2;
    private String bucketId;

    @BeforeEach
    void open(B2Emulator emulator) throws Exception {
        b2 = RawB2.of(emulator);
        bucketId = b2.bucketId(BUCKET);
    }

    private static byte[] part(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static List<String> hashes(byte[]... parts) {
        return java.util.Arrays.stream(parts).map(RawB2::sha1).toList();
    }

    @Test
    void partsBecomeAFile() throws Exception {
        byte[] one = part(1, MINIMUM);
        byte[] two = part(2, MINIMUM + 1);
        byte[] three = part(3, 7);
        String id = b2.startLarge(BUCKET, "big");
        b2.putPart(id, 3, three);
        b2.putPart(id, 1, two);
        b2.putPart(id, 1, one);
        assertEquals(RawB2.sha1(two), b2.putPart(id, 2, two).text("contentSha1"));
        var file = b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes(one, two, three));
        assertEquals(id, file.text("fileId"));
        assertEquals("none", file.text("contentSha1"));
        assertEquals("upload", file.text("action"));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(two);
        all.writeBytes(three);
        assertArrayEquals(all.toByteArray(), b2.get(BUCKET, "big").body());
        byte[] seam = java.util.Arrays.copyOfRange(all.toByteArray(), MINIMUM - 3, 2 * MINIMUM + 4);
        assertArrayEquals(
                seam,
                b2.range(BUCKET, "big", "bytes=" + (MINIMUM - 3) + "-" + (2 * MINIMUM + 3))
                        .body());
        assertEquals(
                "400 bad_request",
                b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes(one, two, three))
                        .code());
        assertEquals("upload", b2.call("b2_get_file_info", "fileId", id).text("action"));
        assertEquals(
                "400 bad_request",
                b2.call("b2_get_upload_part_url", "fileId", id).code());
    }

    @Test
    void finishingIsStrict() throws Exception {
        byte[] small = part(1, 10);
        String id = b2.startLarge(BUCKET, "big");
        b2.putPart(id, 1, small);
        assertEquals("400 bad_request", finish(id, hashes(small)));
        b2.putPart(id, 2, small);
        assertEquals("400 bad_request", finish(id, hashes(small, small)));
        byte[] good = part(2, MINIMUM);
        b2.putPart(id, 1, good);
        assertEquals("400 part_sha1_mismatch", finish(id, hashes(good, good)));
        assertEquals(
                200,
                b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes(good, small))
                        .status());
    }

    private String finish(String id, List<String> hashes) throws Exception {
        return b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes)
                .code();
    }

    @Test
    void aMissingPartIsNamed() throws Exception {
        byte[] good = part(2, MINIMUM);
        String id = b2.startLarge(BUCKET, "big");
        b2.putPart(id, 1, good);
        b2.putPart(id, 3, good);
        var answer = b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes(good, good, good));
        assertEquals("400 missing_part", answer.code());
        assertTrue(answer.text("message").contains("2"));
    }

    @Test
    void partsAndUnfinishedFilesAreListedInPages() throws Exception {
        String id = b2.startLarge(BUCKET, "a/big");
        String later = b2.startLarge(BUCKET, "b/big");
        for (int number : List.of(1, 2, 5)) {
            b2.putPart(id, number, part(number, 5));
        }
        JsonObject page =
                b2.call("b2_list_parts", "fileId", id, "maxPartCount", 2).json();
        assertEquals(2, page.getAsJsonArray("parts").size());
        assertEquals(5, page.get("nextPartNumber").getAsInt());
        JsonObject rest =
                b2.call("b2_list_parts", "fileId", id, "startPartNumber", 5).json();
        assertEquals(1, rest.getAsJsonArray("parts").size());
        assertTrue(rest.get("nextPartNumber").isJsonNull());
        JsonObject files = b2.call("b2_list_unfinished_large_files", "bucketId", bucketId, "maxFileCount", 1)
                .json();
        assertEquals(later, files.get("nextFileId").getAsString());
        assertEquals(
                1,
                b2.rows("b2_list_unfinished_large_files", "bucketId", bucketId, "startFileId", later)
                        .size());
        assertEquals(
                1,
                b2.rows("b2_list_unfinished_large_files", "bucketId", bucketId, "namePrefix", "a/")
                        .size());
    }

    @Test
    void cancellingEndsIt(B2Emulator emulator) throws Exception {
        String id = b2.startLarge(BUCKET, "big");
        var url = b2.call("b2_get_upload_part_url", "fileId", id);
        b2.putPart(id, 1, part(1, 100_000));
        assertEquals(1, emulator.state().parts());
        assertEquals("big", b2.call("b2_cancel_large_file", "fileId", id).text("fileName"));
        assertEquals(0, emulator.state().bytes());
        var late = RawB2.part(url, 2, RawB2.sha1(new byte[1])).POST(BodyPublishers.ofByteArray(new byte[1]));
        assertTrue(RawB2.send(late).text("message").startsWith("No active upload for"));
        assertEquals(
                "400 bad_request", b2.call("b2_cancel_large_file", "fileId", id).code());
    }

    @Test
    void deletingAnUnfinishedFileCancelsIt(B2Emulator emulator) throws Exception {
        String id = b2.startLarge(BUCKET, "big");
        assertEquals(
                200,
                b2.call("b2_delete_file_version", "fileId", id, "fileName", "big")
                        .status());
        assertEquals(0, emulator.state().unfinishedLargeFiles());
    }

    @Test
    void badPartNumbersAreRefused() throws Exception {
        String id = b2.startLarge(BUCKET, "big");
        for (int number : List.of(0, 10_001)) {
            assertEquals(400, b2.putPart(id, number, new byte[1]).status());
        }
    }

    @Test
    void copiesShareTheirBytes(B2Emulator emulator) throws Exception {
        byte[] one = part(1, MINIMUM);
        String source = b2.put(BUCKET, "source", one).text("fileId");
        var copy = b2.call("b2_copy_file", "sourceFileId", source, "fileName", "copy");
        assertEquals("copy", copy.text("action"));
        assertEquals(RawB2.sha1(one), copy.text("contentSha1"));
        b2.call("b2_delete_file_version", "fileName", "source", "fileId", source);
        assertArrayEquals(one, b2.get(BUCKET, "copy").body());
        String id = b2.startLarge(BUCKET, "big");
        var whole = b2.call("b2_copy_part", "sourceFileId", copy.text("fileId"), "largeFileId", id, "partNumber", 1);
        assertEquals(RawB2.sha1(one), whole.text("contentSha1"));
        var cut = b2.call(
                "b2_copy_part",
                "sourceFileId",
                copy.text("fileId"),
                "largeFileId",
                id,
                "partNumber",
                2,
                "range",
                "bytes=10-19");
        byte[] ten = java.util.Arrays.copyOfRange(one, 10, 20);
        assertEquals(RawB2.sha1(ten), cut.text("contentSha1"));
        assertEquals(
                200,
                b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes(one, ten))
                        .status());
        assertArrayEquals(ten, b2.range(BUCKET, "big", "bytes=-10").body());
    }

    @Test
    void copyDirectivesAreChecked() throws Exception {
        String source = b2.put(BUCKET, "source", new byte[3]).text("fileId");
        assertEquals(
                "400 bad_request",
                b2.call("b2_copy_file", "sourceFileId", source, "fileName", "c", "contentType", "x/y")
                        .code());
        assertEquals(
                "400 bad_request",
                b2.call("b2_copy_file", "sourceFileId", source, "fileName", "c", "metadataDirective", "REPLACE")
                        .code());
        var replaced = b2.call(
                "b2_copy_file",
                "sourceFileId",
                source,
                "fileName",
                "c",
                "metadataDirective",
                "REPLACE",
                "contentType",
                "x/y");
        assertEquals("x/y", replaced.text("contentType"));
        assertEquals(
                "416 range_not_satisfiable",
                b2.call("b2_copy_file", "sourceFileId", source, "fileName", "c", "range", "bytes=3-5")
                        .code());
    }
}
