package io.jenkins.plugins.b2.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.codahale.metrics.Counting;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.health.HealthCheck;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.bandwidth.TemporaryLimit;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jenkins.metrics.api.Metrics;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A known transfer, as the plugin metrics tells of it. */
@WithJenkins
class TransferMetricsTest {
    private static Metric metric(String name) {
        Metric metric = Metrics.metricRegistry().getMetrics().get("backblaze-b2." + name);
        assertTrue(metric != null, name);
        return metric;
    }

    private static long count(String name) {
        return ((Counting) metric(name)).getCount();
    }

    private static Object gauge(String name) {
        return ((Gauge<?>) metric(name)).getValue();
    }

    @Test
    void countsWhatTransfersDo(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Profile main = JenkinsWithB2.configure(emulator);
            main.setRetryDelay("10 ms");
            BackblazeB2Configuration.get().setProfiles(List.of(main));
            BackblazeB2Configuration.get().setMaxBandwidth("50 MB/s");
            emulator.faults()
                    .add(Fault.on("b2_upload_file").nameContains("a.txt").status(500, "internal_error"));
            emulator.faults()
                    .add(Fault.on("b2_upload_file")
                            .nameContains("bad.txt")
                            .times(Fault.UNLIMITED)
                            .status(400, "bad_request"));
            jenkins.buildAndAssertSuccess(JenkinsWithB2.job("known", """
                node {
                    writeFile file: 'in/a.txt', text: 'x' * 1000
                    writeFile file: 'in/b.txt', text: 'x' * 500
                    b2Upload includes: 'in/**', prefix: 'm/'
                    b2Upload file: 'in/b.txt', name: 'm/in/b.txt', skipUnchanged: true
                    b2Download name: 'm/in/a.txt', file: 'back.txt'
                    b2Delete prefix: 'm/', dryRun: true
                    b2Delete name: 'm/in/b.txt'
                }
                """));
            jenkins.buildAndAssertStatus(Result.FAILURE, JenkinsWithB2.job("bad", """
                node {
                    writeFile file: 'bad.txt', text: 'x'
                    b2Upload file: 'bad.txt', name: 'bad.txt'
                }
                """));
            assertEquals(1500, count("bytes.uploaded"));
            assertEquals(1000, count("bytes.downloaded"));
            assertEquals(2, count("files.uploaded"));
            assertEquals(1, count("files.unchanged"));
            assertEquals(1, count("files.downloaded"));
            assertEquals(1, count("files.deleted"));
            assertEquals(0, count("files.hidden"));
            assertEquals(1L, gauge("files.failed"));
            assertTrue(count("bytes.moved") >= 2500, "with the failed attempt");
            assertEquals(1L, gauge("retries"));
            assertEquals(1, count("retries.b2-error"));
            assertEquals(3, count("file.millis"));
            assertEquals(0L, gauge("transfers.active"));
            assertEquals(0L, gauge("connections"));
            assertEquals(50_000_000L, gauge("limit"));
            BandwidthBroker.get().setTemporary(new TemporaryLimit(1_000_000, false, null));
            assertEquals(1_000_000L, gauge("limit"));
            BandwidthBroker.get().setTemporary(new TemporaryLimit(0, true, null));
            assertEquals(-1L, gauge("limit"));
            assertEquals(0L, gauge("deletions.waiting"));
            assertEquals(0L, gauge("deletions.oldest-seconds"));
            assertTrue((Long) gauge("bytes-per-second") >= 0);
        }
    }

    @Test
    void tellsHowManyAreUnderWay(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            JenkinsWithB2.configure(emulator);
            emulator.faults()
                    .add(Fault.on("b2_upload_file").at(Moment.REQUEST_BODY).stall());
            WorkflowJob job = JenkinsWithB2.job("stalls", """
                node {
                    writeFile file: 'a.txt', text: 'x'
                    b2Upload file: 'a.txt', name: 'a.txt'
                }
                """);
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            Await.that("the upload stalls", () -> emulator.state().requestsStalled() == 1);
            Await.that(
                    "the node has told of its connection",
                    () -> gauge("connections").equals(1L));
            assertEquals(1L, gauge("transfers.active"));
            run.getExecutor().doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            assertEquals(0L, gauge("transfers.active"));
        }
    }

    @Test
    void healthIsWhatTheMonitorKnows(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Profile main = JenkinsWithB2.configure(emulator);
            assertTrue(health("profiles").isHealthy());
            assertTrue(health("deletions").isHealthy());
            CredentialsProvider.lookupStores(Jenkins.get())
                    .iterator()
                    .next()
                    .addCredentials(
                            Domain.global(),
                            new B2ApplicationKey(
                                    CredentialsScope.SYSTEM, "wrong", "", "wrong-id", Secret.fromString("wrong")));
            Profile wrong = new Profile("wrong", "wrong", JenkinsWithB2.BUCKET);
            wrong.setRealm(emulator.realm());
            BackblazeB2Configuration.get().setProfiles(List.of(main, wrong));
            ProfileCheck.get().checkAgain();
            Await.that("the check has ended", () -> !ProfileCheck.get().isChecking());
            emulator.calls().reset();
            HealthCheck.Result result = health("profiles");
            assertFalse(result.isHealthy());
            assertEquals("Profiles that need attention: wrong.", result.getMessage());
            assertEquals(0, emulator.calls().of("b2_authorize_account").count(), "B2 is not asked");
        }
    }

    private static HealthCheck.Result health(String name) {
        return Metrics.healthCheckRegistry().runHealthCheck("backblaze-b2." + name);
    }

    /** Dashboards go by the names, so the page has all of them and no others. */
    @Test
    void theNamesAreDocumented(JenkinsRule jenkins) throws Exception {
        Path page = Path.of("docs/monitoring.md");
        List<String> documented = Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("| `backblaze-b2."))
                .map(line -> line.split("`")[1])
                .sorted()
                .toList();
        List<String> known = new ArrayList<>(Metrics.metricRegistry().getNames());
        known.addAll(Metrics.healthCheckRegistry().getNames());
        known.removeIf(name -> !name.startsWith("backblaze-b2."));
        assertEquals(known.stream().sorted().toList(), documented);
    }
}
