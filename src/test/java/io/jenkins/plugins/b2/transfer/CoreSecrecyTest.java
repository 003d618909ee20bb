package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Keys, tokens and upload URLs stay out of logs and messages, whatever happens. */
class CoreSecrecyTest {
    /** Tokens of the emulator, and the end of its upload URLs. */
    private static final Pattern TOKEN =
            Pattern.compile("4_[0-9a-f]{12}_[0-9a-f]{32}_|/b2_upload_(file|part)/\\S+|Basic [A-Za-z0-9+/]{8,}");

    private static final Logger CORE = Logger.getLogger("io.jenkins.plugins.b2.transfer");
    private static final String PASSPHRASE = "correct horse battery";

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final Handler handler = new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord entry) {
            said.add(formatter.format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        handler.setLevel(Level.ALL);
        CORE.addHandler(handler);
        CORE.setLevel(Level.FINEST);
        CORE.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        CORE.removeHandler(handler);
        CORE.setLevel(null);
        CORE.setUseParentHandlers(true);
    }

    private interface Verb {
        void run() throws Exception;
    }

    private void tell(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        said.add(text.toString());
    }

    /** Whatever comes of it is remembered. */
    private void run(Verb verb) {
        try {
            verb.run();
        } catch (Exception e) {
            tell(e);
        }
    }

    private void nothingSecretWasSaid(String... secrets) {
        String all = String.join("\n", said);
        Matcher matcher = TOKEN.matcher(all);
        assertFalse(matcher.find(), () -> "said: " + matcher.group());
        for (String secret : secrets) {
            assertFalse(all.contains(secret), () -> "said: " + secret);
            String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
            assertFalse(all.contains(encoded), () -> "said: " + encoded);
        }
    }

    private void allVerbs(B2Session session, Path small, Path large) {
        RecordingListener listener = new RecordingListener() {
            @Override
            public void retrying(RetryEvent event) {
                said.add(event.toString() + event.describe());
            }

            @Override
            public void fileDone(FileResult result) {
                said.add(result.toString());
            }

            @Override
            public void fileFailed(FilesFailedException.Failure failure) {
                said.add(failure.toString());
            }
        };
        Encryption encryption = EmulatorFixture.encryption(EncryptionFormat.AES256_GCM, PASSPHRASE);
        run(() -> session.upload(UploadRequest.file(small, "small").build(), listener));
        run(() -> session.upload(
                UploadRequest.file(small, "secret").build(), LocalEnvironment.with(encryption), listener));
        run(() -> session.upload(UploadRequest.file(large, "large").build(), listener));
        run(() -> session.list(ListRequest.below("").build(), row -> said.add(row.toString()), listener));
        run(() -> session.download(
                DownloadRequest.name("small", folder.resolve("1")).build(), listener));
        run(() -> session.download(DownloadRequest.tree("", folder.resolve("2")).build(), listener));
        run(() -> session.download(
                DownloadRequest.name("secret.encrypted", folder.resolve("3")).build(),
                LocalEnvironment.with(encryption),
                listener));
        run(() -> session.download(
                DownloadRequest.name("missing", folder.resolve("4")).build(), listener));
        run(() -> said.add(
                session.testConnection(ConnectionReport.Probe.WRITE, "").toString()));
        run(() -> said.add(session.info(true, "").toString()));
        run(() ->
                session.delete(DeleteRequest.names(List.of("small", "missing")).build(), listener));
        said.add(session.statistics().toString());
        said.add(session.toString() + encryption);
    }

    @Test
    void inGoodTimesAndInBad() throws Exception {
        B2Emulator emulator = extension.emulator();
        Path small = EmulatorFixture.file(folder.resolve("small"), EmulatorFixture.bytes(1, 1000));
        Path large = EmulatorFixture.file(folder.resolve("large"), EmulatorFixture.bytes(2, 6_000_000));
        ConnectionSettings settings = EmulatorFixture.settings(emulator)
                .partSize(5_000_000)
                .maxRetries(1)
                .busyTimeout(Duration.ZERO)
                .build();
        List<List<Fault>> weathers = List.of(
                List.of(),
                List.of(Fault.on("*").probability(0.2, 1)),
                List.of(Fault.on("*").skip(1).times(Fault.UNLIMITED).status(401, "expired_auth_token")),
                List.of(Fault.on("*").skip(1).times(Fault.UNLIMITED).status(401, "unauthorized")),
                List.of(Fault.on("b2_upload_file").times(Fault.UNLIMITED).reset()),
                List.of(Fault.on("b2_upload_part").times(Fault.UNLIMITED).status(400, "auth_token_limit")),
                List.of(Fault.on("b2_download_file_by_name")
                        .times(Fault.UNLIMITED)
                        .truncate()),
                List.of(Fault.on("*").times(Fault.UNLIMITED).reset()));
        for (List<Fault> weather : weathers) {
            weather.forEach(emulator.faults()::add);
            try (B2Session session = EmulatorFixture.open(emulator, settings)) {
                allVerbs(session, small, large);
            }
            emulator.faults().clear();
        }
        try (B2Session wrong =
                EmulatorFixture.open(settings, emulator.applicationKeyId(), "wrong-application-key", Throttle.NONE)) {
            allVerbs(wrong, small, large);
        }
        String all = String.join("\n", said);
        assertTrue(all.contains("b2_upload_part") && all.contains("retry 1 of 1"), "the log was not heard");
        nothingSecretWasSaid(emulator.applicationKey(), "wrong-application-key", PASSPHRASE);
    }

    /** B2 names the token in the message of auth_token_limit. */
    @Test
    void aServerThatRepeatsTheTokenIsNotRepeated() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            byte[] answer = ("{\"status\":400,\"code\":\"auth_token_limit\",\"message\":\"more than one upload using"
                            + " auth token " + token + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(400, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            ConnectionSettings settings = ConnectionSettings.builder(BUCKET)
                    .realm(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                    .build();
            AccountAuthorizer authorizer = B2Session.keyAuthorizer(settings, "keyId", Secret.of("applicationKey"));
            TransferException e = assertThrows(TransferException.class, authorizer::authorize);
            assertTrue(e.getMessage().contains("more than one upload using auth token ****"), e.getMessage());
            tell(e);
            said.add(authorizer.toString());
            nothingSecretWasSaid("applicationKey", "keyId:applicationKey");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void thePasswordOfAProxyIsNoWordEither() {
        ConnectionSettings settings = ConnectionSettings.builder(BUCKET)
                .realm(URI.create("https://b2.invalid"))
                .maxRetries(0)
                .proxy(new ProxySettings("127.0.0.1", 1, "user", "proxy-password", null))
                .build();
        run(() -> B2Session.keyAuthorizer(settings, "id", Secret.of("application-key"))
                .authorize());
        said.add(settings.toString() + settings.proxy());
        long named = said.stream().filter(text -> text.contains("127.0.0.1:1")).count();
        assertEquals(3, named, "by the log, the error and the settings");
        nothingSecretWasSaid("proxy-password", "application-key");
    }
}
