package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(B2EmulatorExtension.class)
class UploadCallsTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private RawB2 b2;

    @BeforeEach
    void open(B2Emulator emulator) throws Exception {
        b2 = RawB2.of(emulator);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Both sides of the limits for packed bodies and for MD5. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_048_576, 1_048_577, 5_000_000})
    void bytesComeBack(int length) throws Exception {
        byte[] bytes = random(length);
        JsonObject file = b2.put(BUCKET, "x", bytes).json();
        assertEquals(RawB2.sha1(bytes), file.get("contentSha1").getAsString());
        assertEquals(length, file.get("contentLength").getAsInt());
        assertEquals(length > 1_048_576, file.get("contentMd5").isJsonNull());
        assertEquals("upload", file.get("action").getAsString());
        var got = b2.get(BUCKET, "x");
        assertArrayEquals(bytes, got.body());
        assertEquals(RawB2.sha1(bytes), got.header("X-Bz-Content-Sha1"));
    }

    @Test
    void theHashMayFollowTheBytes() throws Exception {
        byte[] body = ("hello" + RawB2.sha1(HELLO).toUpperCase()).getBytes(StandardCharsets.UTF_8);
        var answer = RawB2.send(
                RawB2.upload(b2.uploadUrl(BUCKET), "x", "hex_digits_at_end").POST(BodyPublishers.ofByteArray(body)));
        assertEquals(RawB2.sha1(HELLO), answer.text("contentSha1"));
        assertArrayEquals(HELLO, b2.get(BUCKET, "x").body());
    }

    @Test
    void unverifiedHashesSaySo() throws Exception {
        var answer = RawB2.send(
                RawB2.upload(b2.uploadUrl(BUCKET), "x", "do_not_verify").POST(BodyPublishers.ofByteArray(HELLO)));
        assertEquals("unverified:" + RawB2.sha1(HELLO), answer.text("contentSha1"));
        assertEquals("unverified:" + RawB2.sha1(HELLO), b2.get(BUCKET, "x").header("X-Bz-Content-Sha1"));
    }

    @Test
    void aWrongHashStoresNothingAndUsesUpTheToken(B2Emulator emulator) throws Exception {
        var url = b2.uploadUrl(BUCKET);
        var wrong = RawB2.upload(url, "x", RawB2.sha1(new byte[1])).POST(BodyPublishers.ofByteArray(HELLO));
        assertEquals("400 bad_request", RawB2.send(wrong).code());
        assertTrue(emulator.files(BUCKET).isEmpty());
        var right = RawB2.upload(url, "x", RawB2.sha1(HELLO)).POST(BodyPublishers.ofByteArray(HELLO));
        assertEquals("401 bad_auth_token", RawB2.send(right).code());
    }

    @Test
    void aTokenServesOneUploadAfterTheOther() throws Exception {
        var url = b2.uploadUrl(BUCKET);
        for (int i = 0; i < 3; i++) {
            var upload = RawB2.upload(url, "x" + i, RawB2.sha1(HELLO)).POST(BodyPublishers.ofByteArray(HELLO));
            assertEquals(200, RawB2.send(upload).status());
        }
    }

    @Test
    void uploadTokensExpire(B2Emulator emulator) throws Exception {
        var url = b2.uploadUrl(BUCKET);
        emulator.clock().advance(Duration.ofHours(24));
        var upload = RawB2.upload(url, "x", RawB2.sha1(HELLO)).POST(BodyPublishers.ofByteArray(HELLO));
        assertEquals("401 expired_auth_token", RawB2.send(upload).code());
    }

    @Test
    void theAccountTokenIsNoUploadToken() throws Exception {
        var upload = RawB2.upload(b2.uploadUrl(BUCKET), "x", RawB2.sha1(HELLO))
                .setHeader("Authorization", b2.token)
                .POST(BodyPublishers.ofByteArray(HELLO));
        assertEquals("401 bad_auth_token", RawB2.send(upload).code());
    }

    @Test
    void aBodyOfUnknownLengthIsRefused() throws Exception {
        var chunked = RawB2.upload(b2.uploadUrl(BUCKET), "x", "do_not_verify")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(HELLO)));
        assertEquals("400 bad_request", RawB2.send(chunked).code());
    }

    @Test
    void infosAndTimesAreKept() throws Exception {
        HttpRequest.Builder upload = RawB2.upload(b2.uploadUrl(BUCKET), "x.txt", RawB2.sha1(HELLO))
                .setHeader("Content-Type", "b2/x-auto")
                .header("X-Bz-Info-Src_Last_Modified_Millis", "12345")
                .header("X-Bz-Info-note", "a+%C3%BC%2B")
                .header("X-Bz-Info-b2-content-disposition", "attachment%3B+filename%3Dy")
                .header("X-Bz-Custom-Upload-Timestamp", "1000000000000")
                .POST(BodyPublishers.ofByteArray(HELLO));
        JsonObject file = RawB2.send(upload).json();
        assertEquals("text/plain", file.get("contentType").getAsString());
        assertEquals(1_000_000_000_000L, file.get("uploadTimestamp").getAsLong());
        JsonObject info = file.getAsJsonObject("fileInfo");
        assertEquals("12345", info.get("src_last_modified_millis").getAsString());
        assertEquals("a ü+", info.get("note").getAsString());
        var got = b2.get(BUCKET, "x.txt");
        assertEquals("a%20%C3%BC%2B", got.header("x-bz-info-note"));
        assertEquals("attachment; filename=y", got.header("Content-Disposition"));
        assertFalse(got.response().headers().map().containsKey("x-bz-info-b2-content-disposition"));
    }

    @Test
    void badHeadersAreRefused() throws Exception {
        String[][] bad = {
            {"X-Bz-Info-" + "k".repeat(51), "v"},
            {"X-Bz-Info-b2-secret", "v"},
            {"X-Bz-Info-bad", "%zz"},
            {"X-Bz-Custom-Upload-Timestamp", "yesterday"},
            {"X-Bz-File-Legal-Hold", "on"},
            {"X-Bz-Server-Side-Encryption", "ROT13"},
            {"Content-Encoding", "gzip"},
            {"X-Bz-Info-long", "v".repeat(7001)},
        };
        for (String[] header : bad) {
            var upload = RawB2.upload(b2.uploadUrl(BUCKET), "x", RawB2.sha1(HELLO))
                    .header(header[0], header[1])
                    .POST(BodyPublishers.ofByteArray(HELLO));
            assertEquals(400, RawB2.send(upload).status(), header[0]);
        }
    }

    @Test
    void uploadsInOneMillisecondKeepTheirOrder(B2Emulator emulator) throws Exception {
        for (int i = 0; i < 50; i++) {
            emulator.put(BUCKET, "x", new byte[] {(byte) i});
        }
        var files = emulator.files(BUCKET);
        for (int i = 0; i < 50; i++) {
            assertArrayEquals(
                    new byte[] {(byte) (49 - i)}, emulator.content(files.get(i).fileId()));
        }
        long distinct =
                files.stream().map(StoredFile::uploadTimestamp).distinct().count();
        assertEquals(50, distinct);
    }

    /** Name, keys and values count as they are sent: a letter beyond ASCII takes six bytes. */
    @ParameterizedTest(name = "{0} to {1} bytes")
    @CsvSource({"AES256, 2048", ", 7000"})
    void nameAndInfoHaveALimit(String encryption, int limit) throws Exception {
        String value = "ü".repeat((limit - 100) / 6);
        int rest = limit - 1 - 2 * 4 - value.length() * 6;
        assertEquals(200, putInfo(encryption, value, "b".repeat(rest)).status());
        assertEquals(
                "400 metadata_exceeded",
                putInfo(encryption, value, "b".repeat(rest + 1)).code());
    }

    private RawB2.Answer putInfo(String encryption, String one, String two) throws Exception {
        var upload = RawB2.upload(b2.uploadUrl(BUCKET), "x", RawB2.sha1(HELLO))
                .header("X-Bz-Info-one1", RawB2.encode(one))
                .header("X-Bz-Info-two2", two)
                .POST(BodyPublishers.ofByteArray(HELLO));
        return RawB2.send(encryption == null ? upload : upload.header("X-Bz-Server-Side-Encryption", encryption));
    }

    @Test
    void customerKeysAreDemandedAgain(B2Emulator emulator) throws Exception {
        byte[] key = random(32);
        String text = java.util.Base64.getEncoder().encodeToString(key);
        String md5 = java.util.Base64.getEncoder()
                .encodeToString(java.security.MessageDigest.getInstance("MD5").digest(key));
        String prefix = "X-Bz-Server-Side-Encryption-Customer-";
        var upload = RawB2.upload(b2.uploadUrl(BUCKET), "x", RawB2.sha1(HELLO))
                .header(prefix + "Algorithm", "AES256")
                .header(prefix + "Key", text)
                .header(prefix + "Key-Md5", md5)
                .POST(BodyPublishers.ofByteArray(HELLO));
        assertEquals(200, RawB2.send(upload).status());
        RawB2.Answer keyless = b2.get(BUCKET, "x");
        assertEquals("400 bad_request", keyless.code());
        String stored = "The object was stored using a form of Server Side Encryption. ";
        assertEquals(
                stored + "The correct parameters must be provided to retrieve the object.", keyless.text("message"));
        String id = emulator.files(BUCKET).get(0).fileId();
        assertEquals(
                keyless.text("message"),
                b2.call("b2_copy_file", "sourceFileId", id, "fileName", "y").text("message"));
        var right = b2.byName(BUCKET, "x")
                .header(prefix + "Algorithm", "AES256")
                .header(prefix + "Key", text)
                .header(prefix + "Key-Md5", md5);
        assertArrayEquals(HELLO, RawB2.send(right).body());
        byte[] wrongKey = random(31);
        var wrong = b2.byName(BUCKET, "x")
                .header(prefix + "Algorithm", "AES256")
                .header(prefix + "Key", java.util.Base64.getEncoder().encodeToString(wrongKey))
                .header(
                        prefix + "Key-Md5",
                        java.util.Base64.getEncoder()
                                .encodeToString(java.security.MessageDigest.getInstance("MD5")
                                        .digest(wrongKey)));
        assertEquals("403 access_denied", RawB2.send(wrong).code());
    }
}
