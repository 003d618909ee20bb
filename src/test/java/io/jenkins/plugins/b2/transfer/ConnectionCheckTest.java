package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.transfer.ConnectionReport.Probe;
import io.jenkins.plugins.b2.transfer.ConnectionReport.Stage;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The connection test stops where the trouble is, and says what to do about it. */
class ConnectionCheckTest {
    private static final List<String> ALL_STAGES =
            List.of("connect", "authorize", "capabilities", "bucket", "prefix", "list", "write, read, delete");

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;

    @BeforeEach
    void start() {
        emulator = extension.emulator();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        EmulatorFixture.nothingIsLeft(emulator, folder);
    }

    private AppKey key(String prefix, String bucket, String... capabilities) {
        return emulator.addKey("key", List.of(capabilities), bucket == null ? null : List.of(bucket), prefix);
    }

    private ConnectionReport test(AppKey key, Probe probe, String prefix) throws Exception {
        try (B2Session session = EmulatorFixture.open(emulator, key)) {
            return session.testConnection(probe, prefix);
        }
    }

    private static List<String> names(ConnectionReport report) {
        return report.stages().stream().map(Stage::name).toList();
    }

    private static void failsAt(ConnectionReport report, String stage, Kind kind, String... told) {
        Stage failure = report.failure();
        assertNotNull(failure, () -> "nothing failed: " + report.stages());
        assertFalse(report.ok());
        assertEquals(stage, failure.name(), failure.message());
        assertEquals(kind, failure.failure(), failure.message());
        assertEquals(failure, report.stages().get(report.stages().size() - 1), "went on after a failure");
        for (String part : told) {
            assertTrue(failure.message().contains(part), () -> "'" + failure.message() + "' lacks " + part);
        }
    }

    @Test
    void allStagesPassAndNothingIsLeft() throws Exception {
        try (B2Session session = EmulatorFixture.open(emulator)) {
            ConnectionReport report = session.testConnection(Probe.WRITE, "dir/");
            assertTrue(report.ok(), () -> report.stages().toString());
            assertEquals(ALL_STAGES, names(report));
            assertNull(report.failure());
            assertEquals(emulator.accountId(), report.authorization().accountId());
            assertEquals(emulator.createBucket(BUCKET), report.bucketId());
            assertEquals(ALL_STAGES.subList(0, 5), names(session.testConnection(Probe.NONE, "")));
            assertEquals(ALL_STAGES.subList(0, 6), names(session.testConnection(Probe.READ, "")));
        }
        assertEquals(List.of(), emulator.files(BUCKET));
    }

    @Test
    void nobodyAnswersAtTheRealm() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ConnectionSettings settings = ConnectionSettings.builder(BUCKET)
                .realm(URI.create("http://127.0.0.1:" + port))
                .build();
        try (B2Session session = EmulatorFixture.open(settings, "id", "key", Throttle.NONE)) {
            failsAt(
                    session.testConnection(Probe.NONE, ""),
                    "connect",
                    Kind.REMOTE,
                    "http://127.0.0.1:" + port,
                    "Check the network, the proxy settings and the API endpoint");
        }
    }

    @Test
    void nobodyIsCalledLikeTheRealm() throws Exception {
        ConnectionSettings settings = ConnectionSettings.builder(BUCKET)
                .realm(URI.create("https://b2.invalid"))
                .build();
        try (B2Session session = EmulatorFixture.open(settings, "id", "key", Throttle.NONE)) {
            failsAt(session.testConnection(Probe.NONE, ""), "connect", Kind.REMOTE, "unknown host", "b2.invalid");
        }
    }

    @Test
    void aWrongKey() throws Exception {
        ConnectionSettings settings = EmulatorFixture.settings(emulator).build();
        try (B2Session session =
                EmulatorFixture.open(settings, emulator.applicationKeyId(), "not the key", Throttle.NONE)) {
            ConnectionReport report = session.testConnection(Probe.NONE, "");
            failsAt(
                    report,
                    "authorize",
                    Kind.PERMISSION,
                    "'" + emulator.applicationKeyId() + "'",
                    "Check that key ID and key belong together");
            assertFalse(report.failure().message().contains("not the key"));
            assertNull(report.authorization());
        }
    }

    @Test
    void aKeyWhereItsIdBelongs() throws Exception {
        ConnectionSettings settings = EmulatorFixture.settings(emulator).build();
        String key = "K005" + "abcdefghijklmnopqrstuvwxy/+";
        try (B2Session session = EmulatorFixture.open(settings, key, emulator.applicationKeyId(), Throttle.NONE)) {
            ConnectionReport report = session.testConnection(Probe.NONE, "");
            failsAt(report, "authorize", Kind.PERMISSION, "swapped", "keyID");
            assertFalse(report.failure().message().contains(key));
            assertEquals(0, emulator.calls().of("b2_authorize_account").count());
        }
    }

    @Test
    void aRealmThatIsNotB2() throws Exception {
        ConnectionSettings settings = EmulatorFixture.settings(emulator)
                .realm(URI.create(emulator.realm() + "/somewhere/else"))
                .build();
        try (B2Session session = EmulatorFixture.open(emulator, settings)) {
            failsAt(session.testConnection(Probe.NONE, ""), "authorize", Kind.USAGE, "/somewhere/else");
        }
    }

    @Test
    void aKeyWithoutAnyUse() throws Exception {
        failsAt(
                test(key(null, BUCKET, "listBuckets"), Probe.NONE, ""),
                "capabilities",
                Kind.PERMISSION,
                "upload (lacks writeFiles)",
                "Make a key with these capabilities");
    }

    @Test
    void aKeyForAnotherBucket() throws Exception {
        emulator.createBucket("bucket-2");
        failsAt(
                test(key(null, "bucket-2"), Probe.NONE, ""),
                "bucket",
                Kind.PERMISSION,
                "'" + BUCKET + "'",
                "only bucket-2",
                "Choose one of these or use another key");
    }

    @Test
    void aBucketThatDoesNotExist() throws Exception {
        ConnectionSettings settings = ConnectionSettings.builder("bucket-9")
                .realm(URI.create(emulator.realm()))
                .build();
        try (B2Session session = EmulatorFixture.open(emulator, settings)) {
            failsAt(session.testConnection(Probe.NONE, ""), "bucket", Kind.NOT_FOUND, "'bucket-9'", "Check its name");
        }
    }

    @Test
    void aKeyThatMayNotLookForBuckets() throws Exception {
        failsAt(
                test(key(null, null, "readFiles", "listFiles"), Probe.NONE, ""),
                "bucket",
                Kind.PERMISSION,
                "listBuckets");
    }

    @Test
    void anotherRegion() throws Exception {
        ConnectionSettings settings =
                EmulatorFixture.settings(emulator).region("eu-central-003").build();
        try (B2Session session = EmulatorFixture.open(emulator, settings)) {
            failsAt(
                    session.testConnection(Probe.NONE, ""),
                    "bucket",
                    Kind.USAGE,
                    "us-west-000",
                    "eu-central-003",
                    "Correct the region");
        }
        ConnectionSettings right =
                EmulatorFixture.settings(emulator).region("US-West-000").build();
        try (B2Session session = EmulatorFixture.open(emulator, right)) {
            assertTrue(session.testConnection(Probe.NONE, "").ok());
        }
    }

    @Test
    void anotherPrefix() throws Exception {
        failsAt(
                test(key("mine/", BUCKET), Probe.WRITE, "yours/"),
                "prefix",
                Kind.PERMISSION,
                "'mine/'",
                "'yours/'",
                "Use that prefix or another key");
        assertTrue(test(key("mine/", BUCKET), Probe.WRITE, "mine/own/").ok());
    }

    @Test
    void aKeyThatOnlyReads() throws Exception {
        AppKey reader = key(null, BUCKET, "readFiles", "listFiles", "listBuckets");
        assertTrue(test(reader, Probe.READ, "").ok());
        ConnectionReport report = test(reader, Probe.WRITE, "");
        failsAt(report, "write, read, delete", Kind.PERMISSION, "lacks writeFiles, deleteFiles,");
        assertTrue(
                report.stages().get(2).message().contains("but not upload (lacks writeFiles)"),
                report.stages().get(2).message());
    }

    @Test
    void aKeyThatMayNotDeleteWritesNothing() throws Exception {
        ConnectionReport report =
                test(key(null, BUCKET, "readFiles", "writeFiles", "listFiles", "listBuckets"), Probe.WRITE, "dir/");
        failsAt(report, "write, read, delete", Kind.PERMISSION, "Nothing was written", "lacks deleteFiles,");
        assertEquals(List.of(), emulator.files(BUCKET));
    }

    @Test
    void aKeyThatMayNotReadWritesNothing() throws Exception {
        ConnectionReport report =
                test(key(null, BUCKET, "writeFiles", "deleteFiles", "listFiles", "listBuckets"), Probe.WRITE, "");
        failsAt(report, "write, read, delete", Kind.PERMISSION, "lacks readFiles,");
        assertEquals(0, EmulatorFixture.calls(emulator, "b2_upload_file"));
    }

    @Test
    void aKeyThatMayNotList() throws Exception {
        failsAt(test(key(null, BUCKET, "readFiles"), Probe.READ, ""), "list", Kind.PERMISSION, "listFiles");
    }

    @Test
    void aKeyForSeveralBucketsWorks() throws Exception {
        emulator.createBucket("bucket-2");
        AppKey key = emulator.addKey("two", List.of(), List.of("bucket-2", BUCKET), null);
        assertTrue(test(key, Probe.WRITE, "").ok());
        try (B2Session session = EmulatorFixture.open(emulator, key)) {
            assertEquals(2, session.info(false, "").authorization().buckets().size());
        }
    }

    /** It would leave a file behind that nobody can delete, at each test. */
    @Test
    void nothingIsWrittenIntoABucketThatKeepsNewFiles() throws Exception {
        emulator.createLockedBucket("kept-files", "governance", 30);
        ConnectionSettings settings = ConnectionSettings.builder("kept-files")
                .realm(URI.create(emulator.realm()))
                .build();
        try (B2Session session =
                EmulatorFixture.open(settings, emulator.applicationKeyId(), emulator.applicationKey(), Throttle.NONE)) {
            ConnectionReport report = session.testConnection(Probe.WRITE, "");
            assertEquals(Kind.USAGE, report.failure().failure());
            assertTrue(report.failure().message().startsWith("Nothing was written"), report.failure()::message);
        }
        assertEquals(0, emulator.bucket("kept-files").rows().size());
    }
}
