package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A verb is broken off in each of its waits, by an interrupt of its caller or by closing its session. Every wait here
 * would last for at least a minute.
 */
@Tag("slow")
class AbortTest {
    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<Arguments> everyCall() {
        return Arrays.stream(VerbScenario.values())
                .filter(job -> !job.isEncrypted())
                .flatMap(job -> Stream.concat(Stream.of("b2_authorize_account"), job.calls().stream())
                        .flatMap(call -> Stream.of(Moment.values())
                                .filter(moment -> moment != Moment.REQUEST_BODY || call.startsWith("b2_upload_"))
                                .filter(moment -> moment == Moment.BEFORE || !call.equals("b2_authorize_account"))
                                .map(moment -> Arguments.of(job, call, moment))));
    }

    @ParameterizedTest
    @MethodSource("everyCall")
    void interruptedWhileB2IsSilent(VerbScenario job, String call, Moment moment) throws Exception {
        stallAnd(job, call, moment, (caller, session) -> caller.interrupt());
    }

    @ParameterizedTest
    @MethodSource("everyCall")
    void closedWhileB2IsSilent(VerbScenario job, String call, Moment moment) throws Exception {
        if (moment == Moment.AFTER_COMMIT) {
            return;
        }
        stallAnd(job, call, moment, (caller, session) -> {
            session.close();
            caller.assertBrokenOff();
        });
    }

    private interface BreakOff {
        void run(Caller caller, B2Session session) throws Exception;
    }

    private void stallAnd(VerbScenario job, String call, Moment moment, BreakOff breakOff) throws Exception {
        job.prepare(bench);
        bench.fault(Fault.on(call).stall().at(moment).afterBytes(moment == Moment.BEFORE ? 0 : 20));
        B2Session session = bench.open();
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> job.run(bench, session, recorder));
        EmulatorFixture.await("a stall", () -> bench.emulator().state().requestsStalled() == 1);
        breakOff.run(caller, session);
        assertNothingLeft(session);
        assertEquals(0, recorder.failures().size(), "an abort is no failure of a file");
        if (job.isDownload()) {
            job.checkUntouched(bench);
        }
    }

    private void assertNothingLeft(B2Session session) throws Exception {
        assertEquals(0, session.statistics().connectionsInUse(), "connections");
        try (Stream<Path> files = Files.walk(bench.folder())) {
            assertEquals(
                    0, files.filter(file -> file.toString().endsWith(".b2part")).count(), "partial files");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMALL_UPLOAD", "LARGE_UPLOAD", "LARGE_UPLOAD_GCM", "SMALL_DOWNLOAD", "LARGE_DOWNLOAD"})
    void interruptedWhileTheLimitHoldsItBack(VerbScenario job) throws Exception {
        job.prepare(bench);
        B2Session session = bench.open(bench.settings(), new BandwidthLimiter(1000));
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> job.run(bench, session, recorder));
        recorder.awaitBytes();
        caller.interrupt();
        assertNothingLeft(session);
    }

    @Test
    void interruptedWhileItWaitsForTheNextTry() throws Exception {
        VerbScenario.SMALL_UPLOAD.prepare(bench);
        bench.fault(Fault.on("b2_upload_file"));
        B2Session session = bench.open(bench.settings().retryDelay(Duration.ofMinutes(5)));
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> VerbScenario.SMALL_UPLOAD.run(bench, session, recorder));
        recorder.awaitRetry();
        caller.interrupt();
        assertNothingLeft(session);
    }

    @Test
    void interruptedWhileItWaitsAsLongAsB2Asks() throws Exception {
        VerbScenario.LIST.prepare(bench);
        bench.fault(Fault.on("b2_list_file_names").status(429, "too_many_requests", null, 600));
        B2Session session = bench.open();
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> VerbScenario.LIST.run(bench, session, recorder));
        recorder.awaitRetry();
        caller.interrupt();
        assertNothingLeft(session);
    }

    @Test
    void interruptedWhileItHashesAHugeFile() throws Exception {
        Path huge = bench.folder().resolve("huge");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(200_000_000_000L);
        }
        B2Session session = bench.open();
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> session.upload(
                UploadRequest.file(huge, "huge")
                        .largeFileHash(LargeFileHash.ALWAYS)
                        .build(),
                recorder));
        recorder.awaitFile();
        caller.interrupt();
        assertNothingLeft(session);
        assertEquals(0, bench.rows().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenOffWhileAKeyIsDerived(boolean interrupt) throws Exception {
        KdfParameters costly = KdfParameters.fresh(KdfParameters.MAX_ITERATIONS);
        Passphrase passphrase = Passphrase.of("secret".toCharArray());
        CountDownLatch deriving = new CountDownLatch(1);
        breakOffWithKeys(interrupt, deriving, parameters -> {
            deriving.countDown();
            return passphrase.derive(costly);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenOffWhileAKeyIsFetchedFromAfar(boolean interrupt) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        breakOffWithKeys(interrupt, asked, parameters -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return null;
        });
    }

    private void breakOffWithKeys(boolean interrupt, CountDownLatch asked, KeySource keys) throws Exception {
        Path source = bench.file("source", EmulatorFixture.bytes(1, 1000));
        Encryption encryption = new Encryption(
                EncryptionFormat.AES256_GCM, KdfParameters.fresh(), keys, KeyRing.of(keys), ".encrypted");
        B2Session session = bench.open();
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() ->
                session.upload(UploadRequest.file(source, "a").build(), LocalEnvironment.with(encryption), recorder));
        asked.await();
        breakOff(interrupt, caller, session);
        assertEquals(0, recorder.failures().size());
        assertEquals(0, bench.rows().size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenOffWhileAnAuthorizationIsFetchedFromAfar(boolean interrupt) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (B2Session session = B2Session.open(
                bench.settings().build(),
                () -> {
                    asked.countDown();
                    new CountDownLatch(1).await();
                    return null;
                },
                Throttle.NONE)) {
            Caller caller =
                    Caller.start(() -> session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT));
            asked.await();
            breakOff(interrupt, caller, session);
        }
    }

    private static void breakOff(boolean interrupt, Caller caller, B2Session session) throws InterruptedException {
        if (interrupt) {
            caller.interrupt();
        } else {
            session.close();
            caller.assertBrokenOff();
        }
    }

    @Test
    void interruptedBeforeItBegins() throws Exception {
        VerbScenario.SMALL_UPLOAD.prepare(bench);
        B2Session session = bench.open();
        Caller caller = Caller.start(() -> {
            Thread.currentThread().interrupt();
            VerbScenario.SMALL_UPLOAD.run(bench, session, new RecordingListener());
        });
        caller.assertBrokenOff();
        assertNothingLeft(session);
    }

    @Test
    void theSessionWorksOnAfterAnInterruptedVerb() throws Exception {
        stallAnd(VerbScenario.SMALL_UPLOAD, "b2_upload_file", Moment.REQUEST_BODY, (caller, session) -> {
            caller.interrupt();
            VerbScenario.SMALL_UPLOAD.run(bench, session, new RecordingListener());
        });
        VerbScenario.SMALL_UPLOAD.checkDone(bench);
    }

    @Test
    void interruptedWhileNobodyAnswersTheConnection() throws Exception {
        VerbScenario.SMALL_UPLOAD.prepare(bench);
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Its queue of connections is full after a few; the next one waits to be let in.
            List<Socket> queue = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(deaf.getLocalSocketAddress());
                queue.add(channel.socket());
            }
            B2Session session =
                    bench.open(bench.settings().realm(URI.create("http://127.0.0.1:" + deaf.getLocalPort())));
            CountDownLatch begun = new CountDownLatch(1);
            Caller caller = Caller.start(() -> {
                begun.countDown();
                VerbScenario.SMALL_UPLOAD.run(bench, session, new RecordingListener());
            });
            begun.await();
            EmulatorFixture.await(
                    "a thread that connects",
                    () -> Thread.getAllStackTraces().entrySet().stream()
                            .anyMatch(thread -> thread.getKey().getName().startsWith("b2-authorize")
                                    && Arrays.stream(thread.getValue())
                                            .anyMatch(frame ->
                                                    frame.getMethodName().equals("connect"))));
            caller.interrupt();
            for (Socket socket : queue) {
                socket.getChannel().close();
            }
        }
    }
}
