package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The way to B2 leads through a proxy. */
class CoreProxyTest {
    private static final String USER = "proxy user";
    private static final String PASSWORD = "p:ss wörd";
    private static final String BASIC = "Basic "
            + Base64.getEncoder()
                    .encodeToString((USER + ":" + PASSWORD).getBytes(java.nio.charset.StandardCharsets.UTF_8));

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws Exception {
        EmulatorFixture.nothingIsLeft(extension.emulator(), folder);
    }

    private B2Session session(HttpProxy proxy, String user, String password, String... noProxyHosts) {
        B2Emulator emulator = extension.emulator();
        return EmulatorFixture.open(
                emulator,
                EmulatorFixture.settings(emulator)
                        .partSize(5_000_000)
                        .proxy(new ProxySettings("127.0.0.1", proxy.port(), user, password, List.of(noProxyHosts)))
                        .build());
    }

    /** A large file, so that many bodies travel at the same time. */
    private void thereAndBack(B2Session session) throws Exception {
        byte[] bytes = EmulatorFixture.bytes(5, 12_000_000);
        Path file = EmulatorFixture.file(folder.resolve("sent"), bytes);
        session.upload(UploadRequest.file(file, "dir/a b+ü").build(), TransferListener.SILENT);
        Path back = folder.resolve("received");
        session.download(DownloadRequest.name("dir/a b+ü", back).build(), TransferListener.SILENT);
        assertArrayEquals(bytes, Files.readAllBytes(back));
    }

    @Test
    void everyRequestGoesThroughItAndB2sAuthorizationArrives() throws Exception {
        try (HttpProxy proxy = new HttpProxy(null);
                B2Session session = session(proxy, null, null)) {
            thereAndBack(session);
            extension.emulator().awaitIdle(10_000);
            long served = extension.emulator().calls().all().values().stream()
                    .mapToLong(count -> count.count())
                    .sum();
            assertEquals(served, proxy.requests().size());
            for (String request : proxy.requests()) {
                assertNotNull(HttpProxy.header(request, "Authorization"), request);
                assertNull(HttpProxy.header(request, "Proxy-Authorization"), request);
            }
        }
    }

    @Test
    void thePasswordIsSentAtOnceSoThatNoBodyIsSentInVain() throws Exception {
        try (HttpProxy proxy = new HttpProxy(USER + ":" + PASSWORD);
                B2Session session = session(proxy, USER, PASSWORD)) {
            thereAndBack(session);
            assertEquals(0, session.statistics().retries());
            for (String request : proxy.requests()) {
                assertEquals(BASIC, HttpProxy.header(request, "Proxy-Authorization"));
                assertNotNull(HttpProxy.header(request, "Authorization"));
                assertFalse(BASIC.equals(HttpProxy.header(request, "Authorization")));
            }
        }
    }

    @Test
    void theProxysPasswordDoesNotReachB2() throws Exception {
        try (HttpProxy proxy = new HttpProxy(null);
                B2Session session = session(proxy, USER, PASSWORD, "127\\.0\\.0\\.1")) {
            thereAndBack(session);
            assertEquals(List.of(), proxy.requests());
        }
    }

    @Test
    void aWrongPasswordIsToldAsSuch() throws Exception {
        try (HttpProxy proxy = new HttpProxy(USER + ":" + PASSWORD);
                B2Session session = session(proxy, USER, "wrong")) {
            TransferException e = assertThrows(
                    TransferException.class,
                    () -> session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT));
            assertEquals(Kind.PERMISSION, e.kind());
            assertTrue(e.getMessage().contains("407") && e.getMessage().contains("proxy"), e.getMessage());
            assertFalse(e.getMessage().contains("wrong"), e.getMessage());
            assertFalse(e.retryable());
            ConnectionReport report = session.testConnection(ConnectionReport.Probe.NONE, "");
            assertEquals("connect", report.failure().name());
            assertTrue(
                    report.failure().message().contains("user name and password"),
                    report.failure().message());
        }
    }

    @Test
    void aProxyThatIsNotThereIsToldAsSuch() throws Exception {
        HttpProxy gone = new HttpProxy(null);
        gone.close();
        try (B2Session session = session(gone, null, null)) {
            TransferException e = assertThrows(
                    TransferException.class,
                    () -> session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT));
            assertEquals(Kind.REMOTE, e.kind());
            assertTrue(e.getMessage().contains("proxy settings"), e.getMessage());
        }
    }

    @Test
    void aTunnelIsAskedForWithThePasswordAndWithoutB2sToken() throws Exception {
        try (HttpProxy proxy = new HttpProxy(USER + ":" + PASSWORD)) {
            ConnectionSettings settings = ConnectionSettings.builder(BUCKET)
                    .realm(URI.create("https://b2.invalid"))
                    .maxRetries(0)
                    .proxy(new ProxySettings("127.0.0.1", proxy.port(), USER, PASSWORD, null))
                    .build();
            AccountAuthorizer key = B2Session.keyAuthorizer(settings, "keyId", Secret.of("applicationKey"));
            TransferException e = assertThrows(TransferException.class, key::authorize);
            assertEquals(Kind.REMOTE, e.kind());
            String request = proxy.requests().get(0);
            assertTrue(request.startsWith("CONNECT b2.invalid:443 "), request);
            assertEquals(BASIC, HttpProxy.header(request, "Proxy-Authorization"));
            assertNull(HttpProxy.header(request, "Authorization"));
        }
    }

    @Test
    void hostsThatAreReachedDirectly() {
        ProxySettings proxy =
                new ProxySettings("proxy", 3128, null, null, List.of("localhost", ".*\\.local", "*.broken["));
        assertFalse(proxy.appliesTo("localhost"));
        assertFalse(proxy.appliesTo("b2.LOCAL"));
        assertFalse(proxy.appliesTo("*.broken["));
        assertTrue(proxy.appliesTo("api.backblazeb2.com"));
        assertTrue(proxy.appliesTo("local"));
        assertFalse(new ProxySettings("proxy", 3128, USER, PASSWORD, null)
                .toString()
                .contains(PASSWORD));
    }

    /** A machine whose clock is wrong must not delete what is young. */
    @Test
    void agesGoByTheServersClock() throws Exception {
        extension.emulator().put(BUCKET, "x/a", new byte[1]);
        try (HttpProxy proxy = new HttpProxy(null);
                B2Session session = session(proxy, null, null)) {
            String longAgo = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    Instant.now().minus(Duration.ofDays(10)).atZone(ZoneOffset.UTC));
            proxy.changeAnswers(head -> head.replaceFirst("(?im)^Date:.*$", "Date: " + longAgo));
            TransferSummary summary = session.delete(
                    DeleteRequest.tree("x/").olderThan(Duration.ZERO).build(), TransferListener.SILENT);
            assertEquals(0, summary.files());
        }
    }
}
