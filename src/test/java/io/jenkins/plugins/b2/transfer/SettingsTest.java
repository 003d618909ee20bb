package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that can't work are refused where they are set: with the value, and with what is allowed. */
class SettingsTest {
    private static final ConnectionSettings.Builder SETTINGS = ConnectionSettings.builder("bucket-1");

    private static void refused(Executable setting, String... told) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, setting);
        for (String part : told) {
            assertTrue(e.getMessage().contains(part), () -> "'" + e.getMessage() + "' does not tell " + part);
        }
    }

    private static byte[] serialised(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T object) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(serialised(object)))) {
            return (T) in.readObject();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101, Integer.MAX_VALUE})
    void connections(int value) {
        refused(() -> SETTINGS.connections(value), " " + value + ";", "between 1 and 100");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, 4_999_999, 5_000_000_001L})
    void partSize(long value) {
        refused(() -> SETTINGS.partSize(value), " " + value + " bytes;", "5 MB to 5 GB");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void retries(int value) {
        refused(() -> SETTINGS.maxRetries(value), " " + value + ";", "between 0 and 100");
    }

    @ParameterizedTest
    @CsvSource({"-1, -0.001", "3600001, 3600.001"})
    void retryDelay(long millis, String told) {
        refused(
                () -> SETTINGS.retryDelay(Duration.ofMillis(millis)),
                " " + told + " seconds;",
                "between 0 and 3600 seconds");
    }

    @ParameterizedTest
    @CsvSource({"-1, -0.001", "0, 0", "99, 0.099", "86400001, 86400.001"})
    void timeout(long millis, String told) {
        refused(
                () -> SETTINGS.timeout(Duration.ofMillis(millis)),
                " " + told + " seconds;",
                "between 0.1 and 86400 seconds");
    }

    @Test
    void connections() {
        assertEquals(Connections.fixed(7), Connections.parse(" 7 "));
        assertEquals(Connections.AUTO, Connections.parse("Auto"));
        assertEquals("auto", Connections.AUTO.toString());
        assertEquals(new Connections(3, true), Connections.AUTO.within(Connections.fixed(3)));
        assertEquals(new Connections(50, true), Connections.AUTO.within(Connections.fixed(50)));
        assertEquals(Connections.fixed(20), Connections.fixed(50).within(Connections.AUTO));
        refused(() -> Connections.parse("0"), " 0;", "between 1 and 100");
        refused(() -> Connections.parse("101"), " 101;", "between 1 and 100");
        refused(() -> Connections.parse("many"), "'many'", "1 to 100, or auto");
        refused(() -> Connections.parse(""), "''", "1 to 100, or auto");
    }

    @ParameterizedTest
    @CsvSource({"-1, -0.001", "86400001, 86400.001"})
    void busyTimeout(long millis, String told) {
        refused(
                () -> SETTINGS.busyTimeout(Duration.ofMillis(millis)),
                " " + told + " seconds;",
                "between 0 and 86400 seconds");
    }

    @Test
    void timesBeyondCounting() {
        Duration eternity = Duration.ofSeconds(Long.MAX_VALUE);
        refused(() -> SETTINGS.timeout(eternity), "timeout", "86400 seconds");
        refused(() -> SETTINGS.retryDelay(eternity.negated()), "retry delay", "3600 seconds");
    }

    @Test
    void partsOfNames() {
        refused(() -> SETTINGS.prefix("a\nb"), "'a?b'", "control characters");
        refused(() -> SETTINGS.prefix("\u00e4".repeat(512)), "1024 bytes");
        SETTINGS.prefix("\u00e4".repeat(511));
        refused(() -> SETTINGS.encryptedSuffix(""), "''", "without slashes");
        refused(() -> SETTINGS.encryptedSuffix("/x"), "'/x'", "without slashes");
        refused(() -> SETTINGS.encryptedSuffix(".\u0000"), "'.?'", "control characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.backblazeb2.com",
                "ftp://host",
                "https:///path",
                "mailto:a@b",
                "",
                "/x",
                "http://host:99999",
                "https://host?x=y",
                "https://host#x"
            })
    void realm(String value) {
        refused(() -> SETTINGS.realm(URI.create(value)), "'" + value + "'", "https://host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.backblazeb2.com",
                "HTTP://10.0.0.1",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://0.0.0.0:8080",
                "http://[::]:8080",
                "http://[::2]"
            })
    void noKeyGoesInTheClear(String value) {
        refused(() -> SETTINGS.realm(URI.create(value)), "'" + value + "'", "in the clear", "https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "http://LOCALHOST",
                "http://127.0.0.1:1",
                "http://127.1.2.3",
                "http://[::1]:9"
            })
    void butOnThisMachineItMay(String value) {
        assertEquals(
                URI.create(value), SETTINGS.realm(URI.create(value)).build().realm());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://key:secret@host",
                "https://key:secret and space@host",
                "https://key:secret/and^more@host"
            })
    void anEndpointWithAPasswordDoesNotPrintIt(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> SETTINGS.realm(text));
        assertFalse(e.getMessage().contains("secret"), e.getMessage());
        assertTrue(e.getMessage().contains("****@host' is not a base URL"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"white space", "ümlaut", "a?b", "a%20b", "a\nb"})
    void bucketNamesThatNoBucketCanHave(String name) {
        refused(() -> ConnectionSettings.builder(name), "bucket", "letters, digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bucket/1", "../bucket", "b2://bucket", "b2://bucket/dir/"})
    void bucketsAreNoPaths(String name) {
        refused(() -> ConnectionSettings.builder(name), name, "the name alone");
    }

    @Test
    void noBucket() {
        refused(() -> ConnectionSettings.builder(" "), "No bucket given");
        refused(() -> ConnectionSettings.builder(null), "No bucket given");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void proxyPort(int port) {
        refused(() -> new ProxySettings("proxy", port, null, null, null), " " + port + ";", "between 1 and 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "http://proxy", "proxy:3128", "a b"})
    void proxyHost(String host) {
        refused(() -> new ProxySettings(host, 3128, null, null, null), "'" + host + "'", "host");
    }

    @Test
    void numbersOfFiles() {
        refused(() -> ListRequest.below("").maxFiles(-1).build(), "-1", "0 (all) or more");
        refused(() -> DeleteRequest.tree("x/").keepLatest(-1), "-1", "0 or more");
        refused(() -> DeleteRequest.tree("x/").olderThan(Duration.ofDays(-1)), "olderThan must be 0 or more");
    }

    @Test
    void sparingOptionsAreNotIgnoredWhereTheyMeanNothing() {
        refused(() -> DeleteRequest.names(List.of("a")).keepLatest(1).build(), "keep");
        refused(
                () -> DeleteRequest.names(List.of("a"))
                        .olderThan(Duration.ofDays(1))
                        .build(),
                "olderThan");
        refused(() -> DeleteRequest.names(List.of("a")).excludes(List.of("a")).build(), "excludes");
        refused(() -> DeleteRequest.version("a", "id").hide(true).build(), "version", "hid");
        refused(() -> DeleteRequest.version("a", "id").allVersions(true).build(), "version");
    }

    @Test
    void anIncompleteKey() {
        refused(() -> B2Session.keyAuthorizer(SETTINGS.build(), "", Secret.of("key")), "key ID and a key");
        refused(() -> B2Session.keyAuthorizer(SETTINGS.build(), "id", Secret.of("")), "key ID and a key");
        refused(() -> B2Session.keyAuthorizer(SETTINGS.build(), "id", null), "key ID and a key");
    }

    @Test
    void defaultsAreTheDocumentedOnes() {
        ConnectionSettings settings =
                ConnectionSettings.builder(" bucket-1 ").region(" ").build();
        assertEquals("bucket-1", settings.bucket());
        assertNull(settings.region());
        assertEquals(URI.create("https://api.backblazeb2.com"), settings.realm());
        assertEquals(Connections.fixed(5), settings.connections());
        assertEquals(0, settings.partSize());
        assertEquals(3, settings.maxRetries());
        assertEquals(Duration.ofSeconds(1), settings.retryDelay());
        assertEquals(Duration.ofSeconds(300), settings.timeout());
        assertEquals(Duration.ofSeconds(300), settings.busyTimeout());
    }

    @Test
    void settingsAndAuthorizationsTravel() throws Exception {
        ConnectionSettings settings = SETTINGS.realm(URI.create("http://127.0.0.1:1"))
                .proxy(new ProxySettings("proxy", 3128, "user", "password", List.of(".*\\.local")))
                .build();
        ConnectionSettings other = copy(settings);
        assertEquals(settings.realm(), other.realm());
        assertEquals(settings.proxy(), other.proxy());
        AccountAuthorization authorization = new AccountAuthorization(
                "account",
                "token",
                "https://api",
                "https://download",
                "https://s3.us-west-000.example.com",
                100_000_000,
                5_000_000,
                Set.of("readFiles"),
                List.of(new AccountAuthorization.AllowedBucket("id", null)),
                "prefix/",
                1L);
        assertEquals(authorization, copy(authorization));
        assertEquals("us-west-000", copy(authorization).region());
        assertFalse(authorization.toString().contains("token"));
        ConnectionReport.Stage stage = new ConnectionReport.Stage("connect", true, 1, "ok", null);
        ConnectionReport report = new ConnectionReport(List.of(stage), authorization, "id");
        assertEquals(report, copy(report));
        assertFalse(report.toString().contains("token"));
        RemoteFile row = new RemoteFile("a", "id", "upload", 1, null, null, 1, Map.of("k", "v"), null);
        assertEquals(row, copy(row));
    }

    @Test
    void aSecretStaysWhereItIs() throws Exception {
        Secret secret = Secret.of("swordfish");
        assertThrows(NotSerializableException.class, () -> serialised(secret));
        assertEquals("****", secret.toString());
        assertEquals("swordfish", secret.reveal());
        assertEquals(Secret.of("swordfish"), secret);
        assertNotEquals(Secret.of("swordfisk"), secret);
        assertEquals(Secret.of("other").hashCode(), secret.hashCode());
    }

    @Test
    void failuresTravelWithWhatTheySay() throws Exception {
        TransferSummary summary = new TransferSummary(1, 0, 1, 5, 0, 0, Duration.ofSeconds(1), false);
        FilesFailedException e = new FilesFailedException(
                "upload",
                summary,
                List.of(new FilesFailedException.Failure("a", TransferException.Kind.LOCAL, "Could not upload 'a'")),
                0,
                false);
        FilesFailedException other = copy(e);
        assertEquals(e.getMessage(), other.getMessage());
        assertEquals(TransferException.Kind.PARTIAL, other.kind());
    }
}
