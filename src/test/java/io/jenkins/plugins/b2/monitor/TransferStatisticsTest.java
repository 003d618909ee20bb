package io.jenkins.plugins.b2.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.progress.FailureCause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** How operations end, by profile and day, in a Jenkins that restarts. */
class TransferStatisticsTest {
    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private static long today() {
        return LocalDate.now().toEpochDay();
    }

    @Test
    void countsHowOperationsEndAndSurvivesARestart() throws Throwable {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            RecentFigures expected = new RecentFigures(
                    3,
                    3,
                    Map.of(FailureCause.NOT_FOUND, 1L, FailureCause.USAGE, 1L, FailureCause.PERMISSION, 1L),
                    Map.of("500 internal_error", 1L),
                    1);
            sessions.then(jenkins -> {
                Profile main = JenkinsWithB2.configure(emulator);
                main.setRetryDelay("10 ms");
                BackblazeB2Configuration.get().setProfiles(List.of(main));
                assertEquals(RecentFigures.NONE, TransferStatistics.get().recent("main"));
                emulator.faults()
                        .add(Fault.on("b2_upload_file").nameContains("a.txt").status(500, "internal_error"));
                emulator.faults()
                        .add(Fault.on("b2_upload_file")
                                .nameContains("bad.txt")
                                .times(Fault.UNLIMITED)
                                .status(400, "bad_request"));
                jenkins.buildAndAssertSuccess(JenkinsWithB2.job("good", """
                    node {
                        writeFile file: 'a.txt', text: 'x'
                        b2Upload file: 'a.txt', name: 'a.txt'
                        b2Delete name: 'a.txt', dryRun: true
                        b2Delete name: 'a.txt'
                        b2TestConnection()
                    }
                    """));
                jenkins.buildAndAssertStatus(Result.FAILURE, JenkinsWithB2.job("missing", """
                    node {
                        b2Download name: 'nothing', file: 'x'
                    }
                    """));
                jenkins.buildAndAssertStatus(Result.FAILURE, JenkinsWithB2.job("partly", """
                    node {
                        writeFile file: 'in/bad.txt', text: 'x'
                        writeFile file: 'in/good.txt', text: 'x'
                        b2Upload includes: 'in/**'
                    }
                    """));
                emulator.faults()
                        .add(Fault.on("b2_list_file_names")
                                .times(Fault.UNLIMITED)
                                .status(401, "unauthorized"));
                jenkins.buildAndAssertStatus(
                        Result.FAILURE, JenkinsWithB2.job("forbidden", "node { b2List prefix: '' }"));
                assertEquals(expected, TransferStatistics.get().recent("main"));
                assertEquals(
                        RecentFigures.NONE, TransferStatistics.get().recent("main", today() + TransferStatistics.DAYS));
            });
            sessions.then(
                    jenkins -> assertEquals(expected, TransferStatistics.get().recent("main")));
        }
    }

    @Test
    void whatIsStoppedCountsForNothing() throws Throwable {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            sessions.then(jenkins -> {
                JenkinsWithB2.configure(emulator);
                emulator.faults().add(Fault.on("b2_list_file_names").stall());
                WorkflowRun run = JenkinsWithB2.job("stalls", "node { b2List prefix: '' }")
                        .scheduleBuild2(0)
                        .waitForStart();
                Await.that("it stalls", () -> emulator.state().requestsStalled() == 1);
                run.getExecutor().doStop();
                jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
                assertEquals(0, TransferStatistics.get().recent("main").ended());
            });
        }
    }

    @Test
    void isBounded() throws Throwable {
        sessions.then(jenkins -> {
            TransferStatistics statistics = TransferStatistics.get();
            long today = today();
            for (int day = 0; day < 30; day++) {
                statistics.count("busy", today - 29 + day, DayFigures::succeeded);
            }
            assertEquals(7, statistics.recent("busy", today).succeeded());
            for (int cause = 0; cause < 1000; cause++) {
                String name = "400 cause" + cause;
                statistics.count("busy", today, figures -> figures.retried(name, 1));
            }
            Map<String, Long> retries = statistics.recent("busy").retries();
            assertEquals(DayFigures.MAX_CAUSES, retries.size());
            assertEquals(
                    1000, retries.values().stream().mapToLong(Long::longValue).sum());
            for (int profile = 0; profile < 150; profile++) {
                statistics.count("p" + profile, today + 1, figures -> figures.failed(Set.of(FailureCause.REMOTE)));
            }
            assertEquals(
                    RecentFigures.NONE, statistics.recent("busy", today + 1), "the one that was used least lately");
            assertEquals(1, statistics.recent("p149", today + 1).failed());
            statistics.write();
            Path file = jenkins.jenkins.getRootDir().toPath().resolve("backblaze-b2/statistics.xml");
            String xml = Files.readString(file);
            assertEquals(TransferStatistics.MAX_PROFILES, xml.split("<string>p\\d+</string>").length - 1);
            Files.writeString(file, "no XML");
            assertEquals(RecentFigures.NONE, new TransferStatistics().recent("p149", today + 1));
        });
    }

    @Test
    void writesOnlyWhatIsNew() throws Throwable {
        sessions.then(jenkins -> {
            TransferStatistics statistics = TransferStatistics.get();
            Path file = jenkins.jenkins.getRootDir().toPath().resolve("backblaze-b2/statistics.xml");
            statistics.write();
            assertFalse(Files.exists(file));
            statistics.count("main", today(), DayFigures::succeeded);
            assertFalse(Files.exists(file), "not at once");
            statistics.write();
            assertTrue(Files.exists(file));
            Files.delete(file);
            statistics.write();
            assertFalse(Files.exists(file));
        });
    }
}
