package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of account, key and bucket. */
class InfoVerbTest {
    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    private B2Emulator emulator;

    @BeforeEach
    void start() {
        emulator = extension.emulator();
    }

    /** Changes the bucket behind the core's back. */
    private void update(String json) throws Exception {
        try (B2Session session = EmulatorFixture.open(emulator)) {
            AccountAuthorization account = session.info(false, "").authorization();
            String body = "{\"accountId\":\"" + account.accountId() + "\",\"bucketId\":\""
                    + emulator.createBucket(BUCKET) + "\"," + json + "}";
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(emulator.realm() + "/b2api/v3/b2_update_bucket"))
                                    .header("Authorization", account.token())
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
        }
    }

    @Test
    void theBucketAndItsSettings() throws Exception {
        update("\"bucketInfo\":{\"owner\":\"me\"},\"defaultServerSideEncryption\":{\"mode\":\"SSE-B2\","
                + "\"algorithm\":\"AES256\"},\"lifecycleRules\":[{\"fileNamePrefix\":\"logs/\","
                + "\"daysFromUploadingToHiding\":30,\"daysFromHidingToDeleting\":7}]");
        try (B2Session session = EmulatorFixture.open(emulator)) {
            BucketInfo info = session.info(false, "");
            assertEquals(BUCKET, info.bucketName());
            assertEquals("allPrivate", info.bucketType());
            assertEquals(Map.of("owner", "me"), info.bucketInfo());
            assertEquals("SSE-B2", info.defaultEncryption());
            assertEquals(List.of(new LifecycleRule("logs/", 30, 7, null)), info.lifecycleRules());
            assertEquals(false, info.objectLock());
            assertNull(info.usage());
            assertTrue(info.revision() > 0);
            assertEquals("us-west-000", info.authorization().region());
        }
    }

    @Test
    void aBucketWithoutEncryption() throws Exception {
        try (B2Session session = EmulatorFixture.open(emulator)) {
            assertEquals("none", session.info(false, "").defaultEncryption());
            assertEquals(List.of(), session.info(false, "").lifecycleRules());
        }
    }

    @Test
    void aRestrictedKeyTellsWhatItMayKnow() throws Exception {
        try (B2Session session = EmulatorFixture.open(
                emulator, emulator.addKey("k", List.of("listBuckets", "readFiles"), List.of(BUCKET), "mine/"))) {
            BucketInfo info = session.info(false, "");
            assertEquals("mine/", info.authorization().namePrefix());
            assertEquals(
                    Set.of("listBuckets", "readFiles"), info.authorization().capabilities());
            assertNull(info.defaultEncryption());
            assertNull(info.objectLock());
            assertEquals(BUCKET, info.bucketName());
        }
    }

    @Test
    void usageCountsWhatIsStoredAndWhatCanBeSeen(@TempDir Path folder) throws Exception {
        emulator.put(BUCKET, "x/a", new byte[10]);
        emulator.put(BUCKET, "x/a", new byte[20]);
        emulator.put(BUCKET, "x/b", new byte[40]);
        emulator.put(BUCKET, "x/hidden", new byte[80]);
        emulator.put(BUCKET, "x/back", new byte[160]);
        emulator.put(BUCKET, "y", new byte[320]);
        ConnectionSettings settings = EmulatorFixture.settings(emulator)
                .partSize(5_000_000)
                .maxRetries(0)
                .build();
        try (B2Session session = EmulatorFixture.open(emulator, settings)) {
            DeleteRequest hide = DeleteRequest.names(List.of("x/hidden", "x/back"))
                    .hide(true)
                    .build();
            session.delete(hide, TransferListener.SILENT);
            emulator.put(BUCKET, "x/back", new byte[640]);
            emulator.faults().add(Fault.on("b2_finish_large_file").status(400, "bad_request"));
            Path file = EmulatorFixture.file(folder.resolve("large"), new byte[6_000_000]);
            // Not finished over an older version: that one stays what can be seen.
            assertThrows(
                    TransferException.class,
                    () -> session.upload(UploadRequest.file(file, "x/b").build(), TransferListener.SILENT));
            assertEquals(
                    new BucketInfo.Usage(3, 20 + 40 + 640, 6, 10 + 20 + 40 + 80 + 160 + 640, 1, 1),
                    session.info(true, "x/").usage());
            assertEquals(4, session.info(true, "").usage().files());
            assertEquals(
                    new BucketInfo.Usage(0, 0, 0, 0, 0, 0),
                    session.info(true, "nothing/").usage());
        }
    }
}
