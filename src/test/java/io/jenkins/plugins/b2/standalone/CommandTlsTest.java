package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.transfer.Certificates;
import io.jenkins.plugins.b2.transfer.HttpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command over HTTPS, as users run it: a process of its own with the trust store of its Java. */
@Timeout(120)
@Tag("slow")
class CommandTlsTest {
    private static final String BUCKET = "test-bucket";

    @TempDir
    private static Path certificateFolder;

    private static Certificates certificates;
    private static SSLContext good;

    @TempDir
    private Path folder;

    private final Map<String, String> proxy = new HashMap<>();
    private B2Emulator emulator;
    private CommandProcess process;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new Certificates(certificateFolder);
        good = certificates.server("ip:127.0.0.1");
    }

    @AfterEach
    void stop() throws IOException {
        if (process != null) {
            process.close();
        }
        emulator.close();
    }

    private void start(SSLContext tls) throws IOException {
        emulator = B2Emulator.builder().bucket(BUCKET).tls(tls).start();
    }

    private void b2(List<String> javaOptions, Object... args) throws IOException {
        Map<String, String> environment = new HashMap<>(proxy);
        environment.put(CommandContext.REALM, emulator.realm());
        environment.put(CommandContext.BUCKET, BUCKET);
        environment.put(CommandContext.KEY_ID, emulator.applicationKeyId());
        environment.put(CommandContext.KEY, emulator.applicationKey());
        process = CommandProcess.start(folder, environment, javaOptions, args);
    }

    private int exitCode() throws InterruptedException {
        return process.exitCode(60);
    }

    private String err() throws IOException {
        return process.err();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void filesSmallAndLargeGoUpAndComeDown() throws Exception {
        start(good);
        assertTrue(emulator.realm().startsWith("https://"), emulator.realm());
        byte[] small = bytes(1000);
        byte[] large = bytes(22_000_000);
        Path tree = Files.createDirectory(folder.resolve("tree"));
        Files.write(tree.resolve("small"), small);
        Files.write(tree.resolve("large"), large);
        b2(certificates.trust(), "upload", tree, "--prefix", "x/", "--part-size", "5MB");
        assertEquals(0, exitCode(), err());
        assertTrue(emulator.calls().of("b2_upload_part").count() > 1, "sent in parts");
        b2(certificates.trust(), "download", "--prefix", "x/", "--dir", folder.resolve("back"));
        assertEquals(0, exitCode(), err());
        assertArrayEquals(small, Files.readAllBytes(folder.resolve("back/small")));
        assertArrayEquals(large, Files.readAllBytes(folder.resolve("back/large")));
        assertFalse(err().contains("retry"), err());
    }

    @Test
    void aProxyOnlySeesWhoIsSpokenTo() throws Exception {
        start(good);
        Path source = Files.write(folder.resolve("file"), bytes(1_000_000));
        try (HttpProxy tunnel = new HttpProxy("user:p@ss")) {
            proxy.put("HTTPS_PROXY", "http://user:p%40ss@127.0.0.1:" + tunnel.port() + "/");
            b2(certificates.trust(), "upload", source);
            assertEquals(0, exitCode(), err());
            String target = emulator.realm().replace("https://", "");
            assertFalse(tunnel.requests().isEmpty());
            for (String request : tunnel.requests()) {
                assertTrue(request.startsWith("CONNECT " + target + " "), request);
                assertNull(HttpProxy.header(request, "Authorization"), request);
            }
        }
    }

    private void refuses(SSLContext tls, List<String> options, String... told) throws Exception {
        start(tls);
        b2(options, "list");
        assertEquals(1, exitCode(), err());
        assertEquals(1, err().lines().count(), err());
        for (String part : told) {
            assertTrue(err().contains(part), () -> "lacks '" + part + "'");
        }
        assertEquals(0, emulator.calls().all().size());
    }

    @Test
    void aCertificateOfAnUnknownIssuerIsRefused() throws Exception {
        refuses(good, List.of(), "127.0.0.1", "nobody whom the Java here trusts", "keytool -importcert", "trustStore");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        refuses(
                certificates.server("dns:other.example"),
                certificates.trust(),
                "for another host",
                "Check the API endpoint");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        refuses(certificates.expired("ip:127.0.0.1"), certificates.trust(), "has expired", "clock", "renew");
    }

    @Test
    void aServerWithoutTlsIsToldAsSuch() throws Exception {
        emulator = B2Emulator.builder().bucket(BUCKET).start();
        b2(List.of(), "list", "--realm", emulator.realm().replace("http:", "https:"));
        assertEquals(1, exitCode(), err());
        assertEquals(1, err().lines().count(), err());
        assertTrue(err().contains("speaks no TLS"), err());
    }

    @Test
    void anInterruptedUploadEndsAtOnce() throws Exception {
        start(good);
        Path source = Files.write(folder.resolve("large.bin"), new byte[40_000_000]);
        b2(certificates.trust(), "upload", source, "--part-size", "5MB", "--max-bandwidth", "8MB/s");
        process.await(() -> emulator.calls().of("b2_upload_part").outcome("200") >= 2);
        interrupted();
    }

    @Test
    void anInterruptedUploadThatB2DoesNotReadEndsAtOnce() throws Exception {
        start(good);
        emulator.faults()
                .add(Fault.on("b2_upload_part")
                        .times(Fault.UNLIMITED)
                        .at(Fault.Moment.REQUEST_BODY)
                        .afterBytes(1000)
                        .stall());
        Path source = Files.write(folder.resolve("large.bin"), new byte[40_000_000]);
        b2(certificates.trust(), "upload", source, "--part-size", "20MB");
        process.await(() -> emulator.state().requestsStalled() >= 2);
        interrupted();
    }

    @Test
    void anInterruptedDownloadEndsAtOnceWithoutAHalfFile() throws Exception {
        start(good);
        emulator.put(BUCKET, "large.bin", new byte[30_000_000]);
        emulator.shape(new Shape(0, 1_000_000, 0));
        Path target = folder.resolve("target/large.bin");
        b2(certificates.trust(), "download", "large.bin", target, "--no-resume");
        process.await(() -> target.getParent().toFile().list() != null
                && target.getParent().toFile().list().length > 0);
        interrupted();
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertEquals(List.of(), files.toList());
        }
    }

    private void interrupted() throws Exception {
        process.signal("INT");
        assertEquals(CommandProcess.SIGINT_CODE, process.exitCode(5), err());
    }
}
