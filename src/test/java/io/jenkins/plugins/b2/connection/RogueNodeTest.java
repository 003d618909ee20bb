package io.jenkins.plugins.b2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.progress.NodeProgress;
import io.jenkins.plugins.b2.report.BuildReport;
import io.jenkins.plugins.b2.report.StepEntry;
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a node may tell that was taken over: nothing of it breaks anything but its own build. */
@WithJenkins
class RogueNodeTest {
    private static final String LONG = "x".repeat(100_000);

    private JenkinsRule jenkins;
    private FreeStyleBuild build;
    private Connection connection;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        JenkinsWithB2.configure("http://localhost", "id", "key");
        build = rule.buildAndAssertSuccess(rule.createFreeStyleProject());
        connection = Connection.of(new ConnectionSpec(null, null, null, null), build);
    }

    private static FileResult deleted(String name, String id, long size, long time) {
        return new FileResult.Changed(FileOutcome.DELETED, name, id, size, time, false);
    }

    private static StatusReport progress(NodeProgress progress) {
        return new StatusReport(0, List.of(), List.of(), progress, List.of());
    }

    private static NodeProgress retries(long count) {
        return new NodeProgress(null, 0, 0, Map.of("503 service_unavailable", count), null);
    }

    private static StatusReport files(FileResult... files) {
        return new StatusReport(0, List.of(files), List.of(), NodeProgress.NONE, List.of());
    }

    /** Each would keep a thread of the controller waiting. */
    @Test
    void authorizationsByTheHundred() throws Exception {
        byTheHundred("b2_authorize_account", ControllerServicesImpl::authorize);
    }

    @Test
    void lookUpsByTheHundred() throws Exception {
        byTheHundred("b2_list_buckets", ControllerServicesImpl::bucketId);
    }

    /** Nothing that it does brings another operation a URL that is in use, or one that B2 has not given. */
    @Test
    void uploadUrlsThatAreReturnedTwice() throws Exception {
        try (B2Emulator emulator = B2Emulator.builder()
                .bucket(JenkinsWithB2.BUCKET)
                .key("id", "key")
                .start()) {
            JenkinsWithB2.configure(emulator.realm(), "id", "key");
            UploadUrl first;
            try (ControllerServicesImpl rogue = services();
                    ControllerServicesImpl other = services();
                    ControllerServicesImpl third = services()) {
                rogue.returnUploadUrl();
                first = rogue.borrowUploadUrl();
                assertNull(rogue.borrowUploadUrl(), "one for each operation");
                rogue.returnUploadUrl();
                assertEquals(first, other.borrowUploadUrl());
                rogue.returnUploadUrl();
                assertNull(rogue.borrowUploadUrl());
                assertNotEquals(first, third.borrowUploadUrl(), "the other one still has it");
            }
            try (ControllerServicesImpl later = services()) {
                assertNotEquals(first, later.borrowUploadUrl(), "it was not returned");
            }
            emulator.awaitIdle(10_000);
            assertEquals(3, emulator.calls().all().get("b2_get_upload_url").count());
        }
    }

    private ControllerServicesImpl services() throws Exception {
        return new ControllerServicesImpl(
                Connection.of(new ConnectionSpec(null, null, null, null), build),
                JenkinsWithB2.transfer("b2Upload"),
                JenkinsWithB2.recorder("b2Upload"),
                TaskListener.NULL,
                "rogue");
    }

    @Test
    void uploadUrlsByTheHundred() throws Exception {
        byTheHundred("b2_get_upload_url", ControllerServicesImpl::borrowUploadUrl);
    }

    /** What a node asks of the controller. */
    @FunctionalInterface
    private interface Question {
        Object ask(ControllerServicesImpl services) throws Exception;
    }

    private void byTheHundred(String call, Question question) throws Exception {
        try (B2Emulator emulator = B2Emulator.builder()
                .bucket(JenkinsWithB2.BUCKET)
                .key("id", "key")
                .start()) {
            JenkinsWithB2.configure(emulator.realm(), "id", "key");
            emulator.faults().add(Fault.on(call).times(Fault.UNLIMITED).stall());
            Connection stalling = Connection.of(new ConnectionSpec(null, null, null, null), build);
            ExecutorService node = Executors.newCachedThreadPool();
            try (ControllerServicesImpl services = new ControllerServicesImpl(
                    stalling,
                    JenkinsWithB2.transfer("b2List"),
                    JenkinsWithB2.recorder("b2List"),
                    TaskListener.NULL,
                    "rogue")) {
                CountDownLatch refused = new CountDownLatch(96);
                for (int i = 0; i < 100; i++) {
                    node.submit(() -> {
                        TransferException e = assertThrows(TransferException.class, () -> question.ask(services));
                        if (e.getMessage().contains("more authorizations at once")) {
                            refused.countDown();
                        }
                        return null;
                    });
                }
                assertTrue(refused.await(60, TimeUnit.SECONDS), () -> refused.getCount() + " more wait");
            } finally {
                node.shutdownNow();
            }
            assertTrue(node.awaitTermination(60, TimeUnit.SECONDS), "an interrupt ends the wait");
        }
    }

    @Test
    void whatIsAskedForAfterTheEnd() throws Exception {
        ControllerServicesImpl services = new ControllerServicesImpl(
                connection,
                JenkinsWithB2.transfer("b2List"),
                JenkinsWithB2.recorder("b2List"),
                TaskListener.NULL,
                "rogue");
        services.close();
        assertThrows(IllegalStateException.class, services::authorize);
        assertThrows(IllegalStateException.class, services::bucketId);
        assertThrows(IllegalStateException.class, () -> services.bucketRefused("id"));
        assertThrows(IllegalStateException.class, services::borrowUploadUrl);
        assertThrows(IllegalStateException.class, services::returnUploadUrl);
    }

    @Test
    void reportsThatCanNotBe() throws Exception {
        FileResult plain = deleted("a", "b", 1, 1);
        List<StatusReport> impossible = new ArrayList<>(List.of(
                new StatusReport(-1, List.of(), List.of(), NodeProgress.NONE, List.of()),
                new StatusReport(Long.MAX_VALUE, List.of(), List.of(), NodeProgress.NONE, List.of()),
                new StatusReport(0, List.of(), List.of(), retries(-1), List.of()),
                new StatusReport(0, List.of(), List.of(), retries(1_000_001), List.of()),
                new StatusReport(0, List.of(), List.of(), retries(Long.MAX_VALUE), List.of()),
                progress(new NodeProgress(null, -1, 0, Map.of(), null)),
                progress(new NodeProgress(null, 0, -1, Map.of(), null)),
                progress(new NodeProgress(null, 0, 0, Map.of(), LONG.repeat(30))),
                progress(new NodeProgress(new Progress(-1, 0, 0, 0, 0, 0, Duration.ZERO, 5), 0, 0, Map.of(), null)),
                progress(new NodeProgress(
                        new Progress(0, 0, 0, 0, Double.NaN, 0, Duration.ZERO, 5), 0, 0, Map.of(), null)),
                progress(new NodeProgress(new Progress(0, 0, 0, 0, 0, 0, null, 5), 0, 0, Map.of(), null)),
                files(plain, new FileResult.Changed(null, "a", "b", 1, 1, false)),
                files(deleted(null, "b", 1, 1)),
                files(deleted(LONG, "b", 1, 1)),
                files(deleted("a", LONG, 1, 1)),
                files(deleted("a", "b", -1, 1)),
                files(deleted("a", "b", Long.MAX_VALUE, 1)),
                files(deleted("a", "b", 1, -1)),
                files(new FileResult.Downloaded("a", "b", "c", 1, null, null, null, false, 0, 0, null)),
                files(new FileResult.Downloaded("a", "b", "c", 1, null, null, null, false, -1, 0, Duration.ZERO)),
                files(new FileResult.Downloaded("a", "b", "c", 1, null, null, null, false, 0, -1, Duration.ZERO)),
                files(new FileResult.Downloaded(
                        "a", "b", "c", 1, null, null, null, false, 0, 0, Duration.ofMillis(-1))),
                files(new FileResult.Downloaded(
                        "a", "b", "c", 1, null, null, null, false, 0, 0, Duration.ofSeconds(Long.MAX_VALUE)))));
        for (Failure failure : List.of(
                new Failure(null, Kind.LOCAL, "m"),
                new Failure(LONG, Kind.LOCAL, "m"),
                new Failure("n", null, "m"),
                new Failure("n", Kind.LOCAL, null),
                new Failure("n", Kind.LOCAL, LONG))) {
            impossible.add(new StatusReport(0, List.of(), List.of(failure), NodeProgress.NONE, List.of()));
        }
        assertThrows(NullPointerException.class, () -> files((FileResult) null));
        assertThrows(
                NullPointerException.class,
                () -> new StatusReport(0, List.of(), List.of(), NodeProgress.NONE, Collections.singletonList(null)));
        BackblazeB2Configuration.get().setMaxBandwidth("1 MB/s");
        StepRecorder recorder = JenkinsWithB2.recorder("b2Delete");
        try (ControllerServicesImpl services = new ControllerServicesImpl(
                        connection, JenkinsWithB2.transfer("b2Delete"), recorder, TaskListener.NULL, "rogue");
                BandwidthBroker.Lease other = BandwidthBroker.get().lease(null)) {
            for (StatusReport report : impossible) {
                assertThrows(IllegalArgumentException.class, () -> services.report(report), report::toString);
            }
            services.report(files(plain));
            services.report(new StatusReport(1L << 50, List.of(), List.of(), NodeProgress.NONE, List.of()));
            services.report(StatusReport.FIRST);
            long rate = other.report(0);
            assertTrue(rate > 0 && rate <= 1_000_000, () -> "rate of another transfer: " + rate);
        }
        StepEntry entry = recorder.entry(StepEntry.Outcome.FAILED);
        assertEquals(1, entry.getTotals().getDeleted());
        assertEquals(1, recorder.results().size());
    }

    @Test
    void namesThatXmlCanNotHoldAreKept() throws Exception {
        StepRecorder recorder = JenkinsWithB2.recorder("b2Delete");
        recorder.done(List.of(deleted("a\uFFFE\uD800\u0000\u0001b<&>", "id", 1, 1)));
        BuildReport.end(build, recorder, StepEntry.Outcome.SUCCESS, null);
        build.getParent().doReload();
        BuildReport report = build.getParent().getBuildByNumber(1).getAction(BuildReport.class);
        assertEquals("a\uFFFD\uFFFD\uFFFD\u0001b<&>", report.getFiles().get(0).getName());
    }

    @Test
    void theSystemLogIsNeitherFloodedNorForged() {
        LogRecorder log = new LogRecorder()
                .record(ControllerServicesImpl.class, Level.ALL)
                .capture(10_000);
        try (ControllerServicesImpl services = new ControllerServicesImpl(
                connection,
                JenkinsWithB2.transfer("b2Delete"),
                JenkinsWithB2.recorder("b2Delete"),
                TaskListener.NULL,
                "rogue")) {
            List<String> lines = Stream.generate(() -> LONG + "\nSEVERE: forged\u2028again")
                    .limit(50)
                    .toList();
            for (int i = 0; i < 20; i++) {
                services.report(new StatusReport(0, List.of(), List.of(), retries(50), lines));
                services.report(
                        new StatusReport(0, List.of(), List.of(), retries(1), List.of("x\nSEVERE: forged\u2028again")));
            }
        }
        List<LogRecord> records = log.getRecords();
        assertEquals(101, records.size());
        for (LogRecord record : records) {
            String text = record.getMessage() + Arrays.toString(record.getParameters());
            assertTrue(text.length() < 1200 && !text.contains("\n") && !text.contains("\u2028"), text);
        }
    }

    @Test
    void whatJobsDoWrongIsNoTroubleOfJenkins() throws Exception {
        LogRecorder log = new LogRecorder().record(B2Task.class, Level.ALL).capture(100);
        jenkins.assertBuildStatus(
                hudson.model.Result.FAILURE,
                JenkinsWithB2.job("wrong", "b2TestConnection()").scheduleBuild2(0));
        assertTrue(log.getMessages().stream().anyMatch(message -> message.contains("failed")));
        assertFalse(
                log.getRecords().stream().anyMatch(record -> record.getLevel().intValue() > Level.INFO.intValue()));
    }
}
