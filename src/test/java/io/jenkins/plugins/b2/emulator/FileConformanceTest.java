package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static io.jenkins.plugins.b2.emulator.ConformanceTarget.outcome;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.http.Percent;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, uploads, file info, versions, copies: asked of the emulator or of the real Backblaze B2. */
class FileConformanceTest {
    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.plain();

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final String SSE_C = "X-Bz-Server-Side-Encryption-Customer-";

    private final RawB2 b2 = TARGET.b2();

    private RawB2.Answer byId(RawB2.Answer file, String... headers) throws Exception {
        var request = b2.request("b2_download_file_by_id?fileId=" + file.text("fileId"));
        return RawB2.send(headers.length == 0 ? request : request.headers(headers));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "a b",
                "a+b",
                "100%",
                "%41",
                "a%2Fb",
                "#1?x=y&z",
                "\u00fc",
                "u\u0308",
                "\uD83D\uDE00/\u65E5",
                "a;b=c,d:e@f",
                "\"quoted\"'",
                "<a>{b}|^`~[c]",
                "ends.",
                "..."
            })
    void anOddNameGoesRound(String odd) throws Exception {
        String name = TARGET.name("odd/" + odd);
        RawB2.Answer file = TARGET.put(name, HELLO);
        assertEquals(name, file.text("fileName"));
        RawB2.Answer downloaded = byId(file);
        assertArrayEquals(HELLO, downloaded.body());
        assertEquals(name, Percent.decode(downloaded.header("X-Bz-File-Name")));
        assertArrayEquals(HELLO, b2.get(TARGET.bucketName(), name).body());
    }

    /** Sources contradict each other about these, by year. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "A name with a backslash, a\\b",
        "A name with //, a//b",
        "A name with .. as a segment, a/../b",
        "A name with / at its end, a/"
    })
    void aDoubtfulNameIsNoted(String question, String name) throws Exception {
        TARGET.note(question, outcome(TARGET.put(TARGET.name("doubtful/" + name), HELLO)));
    }

    @Test
    void aLeadingSlashAndALongSegmentAreNoted() throws Exception {
        String leading = "/" + TARGET.name("x");
        TARGET.deleteAlso(leading);
        TARGET.note("A name with / at its beginning", outcome(TARGET.put(leading, HELLO)));
        TARGET.note("A segment of 251 bytes", outcome(TARGET.put(TARGET.name("x".repeat(251)), HELLO)));
    }

    @Test
    void namesHaveALimitAndNoControlCharacters() throws Exception {
        String longest = TARGET.name(("y".repeat(200) + "/").repeat(5)).substring(0, 1023) + "z";
        assertEquals(1024, longest.length());
        assertEquals("200", outcome(TARGET.put(longest, HELLO)));
        assertRefused("400 bad_request", TARGET.put(longest + "z", HELLO));
        assertRefused("400 bad_request", TARGET.put(TARGET.name("a\u0001b"), HELLO));
        assertRefused("400 bad_request", TARGET.put(TARGET.name("a\u007fb"), HELLO));
    }

    @Test
    void aPlusIsASpaceInHeadersAndPaths() throws Exception {
        String encoded = TARGET.name("plus/a+b%20c%2Bd");
        RawB2.Answer file = TARGET.put("", HELLO, "X-Bz-File-Name", encoded, "X-Bz-Info-note", "a+b%20c%2Bd%C3%BC");
        assertEquals(TARGET.name("plus/a b c+d"), file.text("fileName"));
        assertEquals(
                "a b c+d\u00fc",
                file.json().getAsJsonObject("fileInfo").get("note").getAsString());
        RawB2.Answer downloaded = b2.get(TARGET.bucketName(), TARGET.name("plus/a b c+d"));
        assertArrayEquals(HELLO, downloaded.body());
        TARGET.note(
                "How `a b c+d` comes back in X-Bz-File-Name",
                downloaded.header("X-Bz-File-Name").replaceAll(".*/", ""));
        assertEquals("a b c+d\u00fc", Percent.decode(downloaded.header("X-Bz-Info-note")));
        TARGET.note("How `a b c+d\u00fc` comes back in X-Bz-Info-*", downloaded.header("X-Bz-Info-note"));
    }

    @Test
    void anUploadIsDescribed() throws Exception {
        JsonObject file = TARGET.put(
                        TARGET.name("described.txt"),
                        HELLO,
                        "Content-Type",
                        "b2/x-auto",
                        "X-Bz-Info-Author",
                        "me",
                        "X-Bz-Info-src_last_modified_millis",
                        "1234567890123")
                .json();
        assertEquals("upload", file.get("action").getAsString());
        assertEquals(5, file.get("contentLength").getAsInt());
        assertEquals(RawB2.sha1(HELLO), file.get("contentSha1").getAsString());
        assertEquals("5d41402abc4b2a76b9719d911017c592", file.get("contentMd5").getAsString());
        assertEquals("text/plain", file.get("contentType").getAsString());
        assertEquals("me", file.getAsJsonObject("fileInfo").get("author").getAsString());
        JsonObject known = b2.call(
                        "b2_get_file_info", "fileId", file.get("fileId").getAsString())
                .json();
        for (String field : List.of("fileName", "action", "contentSha1", "fileInfo", "uploadTimestamp", "bucketId")) {
            assertEquals(file.get(field), known.get(field), field);
        }
        if (!TARGET.isEncrypted()) {
            TARGET.note(
                    "Encryption of an upload that asked for none",
                    file.getAsJsonObject("serverSideEncryption").get("mode").toString());
        }
    }

    @Test
    void specialInfosBecomeHeaders() throws Exception {
        String name = TARGET.name("special");
        TARGET.put(
                name,
                HELLO,
                "X-Bz-Info-b2-content-disposition",
                "attachment",
                "X-Bz-Info-b2-cache-control",
                "max-age%3D7");
        RawB2.Answer downloaded = b2.get(TARGET.bucketName(), name);
        assertEquals("attachment", downloaded.header("Content-Disposition"));
        assertEquals("max-age=7", downloaded.header("Cache-Control"));
        assertRefused("400 bad_request", TARGET.put(name, HELLO, "X-Bz-Info-b2-own", "x"));
    }

    /** Counted are name, keys and values as they are sent, without the headers' own prefix. */
    @Test
    void nameAndInfoHaveALimit() throws Exception {
        int limit = TARGET.isLocked() || TARGET.isEncrypted() ? 2048 : 7000;
        TARGET.note("Name and info of 7,000 bytes (2,048 with encryption or Object Lock)", outcome(putInfo(limit)));
        TARGET.note("Name and info of one byte more", outcome(putInfo(limit + 1)));
        List<String> eleven = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            eleven.addAll(List.of("X-Bz-Info-key" + i, "v"));
        }
        TARGET.note(
                "Eleven entries of file info",
                outcome(TARGET.put(TARGET.name("eleven"), HELLO, eleven.toArray(String[]::new))));
    }

    private RawB2.Answer putInfo(int bytes) throws Exception {
        String name = TARGET.name("info");
        int left = bytes - name.length() - "a".length() - "b".length();
        String umlauts = "\u00fc".repeat(left / 12);
        return TARGET.put(
                name,
                HELLO,
                "X-Bz-Info-a",
                RawB2.encode(umlauts),
                "X-Bz-Info-b",
                "x".repeat(left - 6 * umlauts.length()));
    }

    @Test
    void theHashComesInThreeWays() throws Exception {
        String name = TARGET.name("hashes");
        String sha1 = RawB2.sha1(HELLO);
        byte[] withHash = ("hello" + sha1).getBytes(StandardCharsets.UTF_8);
        assertEquals(sha1, TARGET.upload(name, "hex_digits_at_end", withHash).text("contentSha1"));
        RawB2.Answer unverified = TARGET.upload(name, "do_not_verify", HELLO);
        assertEquals("unverified:" + sha1, unverified.text("contentSha1"));
        assertEquals("unverified:" + sha1, byId(unverified).header("X-Bz-Content-Sha1"));
    }

    @Test
    void aWrongHashStoresNothing() throws Exception {
        String name = TARGET.name("wrong");
        RawB2.Answer url = TARGET.uploadUrl();
        assertRefused("400 bad_request", TARGET.upload(name, RawB2.sha1(new byte[1]), HELLO));
        assertEquals(404, b2.get(TARGET.bucketName(), name).status());
        var again = RawB2.upload(url, name, RawB2.sha1(HELLO)).POST(BodyPublishers.ofByteArray(HELLO));
        TARGET.note("An upload URL that has refused an upload", outcome(RawB2.send(again)));
    }

    @Test
    void anUploadWithoutLengthIsNoted() throws Exception {
        var chunked = RawB2.upload(TARGET.call("b2_get_upload_url"), TARGET.name("chunked"), RawB2.sha1(HELLO))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(HELLO)));
        TARGET.note("An upload without Content-Length", outcome(RawB2.send(chunked)));
    }

    @Test
    void anUploadTimestampOfOnesOwnIsNoted() throws Exception {
        TARGET.note(
                "X-Bz-Custom-Upload-Timestamp",
                outcome(TARGET.put(TARGET.name("dated"), HELLO, "X-Bz-Custom-Upload-Timestamp", "1500000000000")));
    }

    private JsonArray rows(String call, String prefix) throws Exception {
        return TARGET.call(call, "prefix", prefix).json().getAsJsonArray("files");
    }

    private List<String> actions(String name) throws Exception {
        List<String> actions = new ArrayList<>();
        rows("b2_list_file_versions", name)
                .forEach(row -> actions.add(row.getAsJsonObject().get("action").getAsString()));
        return actions;
    }

    private RawB2.Answer delete(String name, RawB2.Answer file) throws Exception {
        return b2.call("b2_delete_file_version", "fileName", name, "fileId", file.text("fileId"));
    }

    @Test
    void hidingAndUnhiding() throws Exception {
        String name = TARGET.name("hidden");
        assertRefused("400 no_such_file", TARGET.call("b2_hide_file", "fileName", name));
        RawB2.Answer file = TARGET.put(name, HELLO);
        RawB2.Answer marker = TARGET.call("b2_hide_file", "fileName", name);
        assertEquals("hide", marker.text("action"));
        assertRefused("400 already_hidden", TARGET.call("b2_hide_file", "fileName", name));
        assertEquals(0, rows("b2_list_file_names", name).size());
        assertEquals(List.of("hide", "upload"), actions(name));
        assertRefused("404 not_found", b2.get(TARGET.bucketName(), name));
        assertArrayEquals(HELLO, byId(file).body());
        TARGET.note("Downloading a hide marker by its id", outcome(byId(marker)));
        assertEquals(200, delete(name, marker).status());
        assertArrayEquals(HELLO, b2.get(TARGET.bucketName(), name).body());
    }

    @Test
    void everyUploadIsAVersion() throws Exception {
        String name = TARGET.name("versions");
        RawB2.Answer older = TARGET.put(name, new byte[1]);
        RawB2.Answer newer = TARGET.put(name, new byte[2]);
        assertEquals(List.of("upload", "upload"), actions(name));
        assertEquals(2, b2.get(TARGET.bucketName(), name).body().length);
        TARGET.note("Deleting an id under another name", outcome(delete(TARGET.name("other"), newer)));
        assertEquals(200, delete(name, newer).status());
        assertEquals(1, b2.get(TARGET.bucketName(), name).body().length);
        assertRefused("400 file_not_present", delete(name, newer));
        assertRefused("404 not_found", b2.call("b2_get_file_info", "fileId", newer.text("fileId")));
        assertRefused("404 not_found", byId(newer));
        TARGET.note("An id that was never a file's", outcome(b2.call("b2_get_file_info", "fileId", "nonsense")));
        assertEquals(200, delete(name, older).status());
        assertRefused("404 not_found", b2.get(TARGET.bucketName(), name));
    }

    @Test
    void copiesAreNoted() throws Exception {
        RawB2.Answer source = TARGET.put(TARGET.name("source"), HELLO);
        String name = TARGET.name("copy");
        RawB2.Answer copy = b2.call("b2_copy_file", "sourceFileId", source.text("fileId"), "fileName", name);
        assertEquals(200, copy.status());
        TARGET.note("The action in the answer to b2_copy_file", copy.text("action"));
        TARGET.note("The action of a copy in listings", String.join(", ", actions(name)));
        assertEquals(RawB2.sha1(HELLO), copy.text("contentSha1"));
        RawB2.Answer part =
                b2.call("b2_copy_file", "sourceFileId", source.text("fileId"), "fileName", name, "range", "bytes=1-2");
        assertEquals(2, part.json().get("contentLength").getAsInt());
        assertArrayEquals("el".getBytes(StandardCharsets.UTF_8), byId(part).body());
    }

    private static String[] key(byte[] key) throws Exception {
        byte[] md5 = MessageDigest.getInstance("MD5").digest(key);
        return new String[] {
            SSE_C + "Algorithm",
            "AES256",
            SSE_C + "Key",
            Base64.getEncoder().encodeToString(key),
            SSE_C + "Key-Md5",
            Base64.getEncoder().encodeToString(md5)
        };
    }

    @Test
    void encryptionIsToldAndItsKeyDemanded() throws Exception {
        RawB2.Answer managed = TARGET.put(TARGET.name("sse"), HELLO, "X-Bz-Server-Side-Encryption", "AES256");
        JsonObject encryption = managed.json().getAsJsonObject("serverSideEncryption");
        assertEquals("SSE-B2", encryption.get("mode").getAsString());
        byte[] secret = new byte[32];
        RawB2.Answer file = TARGET.put(TARGET.name("sse-c"), HELLO, key(secret));
        assertArrayEquals(HELLO, byId(file, key(secret)).body());
        RawB2.Answer keyless = byId(file);
        assertRefused("400 bad_request", keyless);
        assertEquals(
                "The object was stored using a form of Server Side Encryption. The correct parameters must be provided "
                        + "to retrieve the object.",
                keyless.text("message"));
        byte[] wrong = new byte[32];
        Arrays.fill(wrong, (byte) 1);
        assertRefused("403 access_denied", byId(file, key(wrong)));
    }

    @Test
    void withoutObjectLockNothingIsRetained() throws Exception {
        TARGET.need("writeFileRetentions");
        assumeFalse(TARGET.isLocked(), "the bucket has Object Lock");
        RawB2.Answer refused = TARGET.put(
                TARGET.name("retained"),
                HELLO,
                "X-Bz-File-Retention-Mode",
                "governance",
                "X-Bz-File-Retention-Retain-Until-Timestamp",
                Long.toString(System.currentTimeMillis() + 60_000));
        assertRefused("400 bucket_missing_file_lock", refused);
        assertTrue(refused.text("message").contains("file lock"), refused.text("message"));
    }
}
