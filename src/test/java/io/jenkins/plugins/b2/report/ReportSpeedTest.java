package io.jenkins.plugins.b2.report;

import com.sun.management.OperatingSystemMXBean;
import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.NodeProgress;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a build's page costs: with a great many files, and with a great many who watch. With {@code -Db2.benchmark=true} only. */
@EnabledIfSystemProperty(
        named = "b2.benchmark",
        matches = "true",
        disabledReason = "figures need a machine of their own")
@WithJenkins
class ReportSpeedTest {
    private static final int SECONDS = 60;
    /** So many come together in an hour, after which Java has compiled what answers them. */
    private static final int QUESTIONS = 10_000;

    @Test
    void aGreatManyFiles(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        BuildReport.begin(build, recorder, JenkinsWithB2.transfer("b2Upload"));
        Random random = new Random(1);
        for (int i = 0; i < BuildReport.MAX_FILES; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            String hash = HexFormat.of().formatHex(bytes);
            String id = "4_z" + "f00d".repeat(6) + "_f1" + hash;
            recorder.done(
                    List.of(BuildReportTest.uploaded("dist/release/a-folder/file-" + i + ".tgz", id, hash, 10, 0)));
        }
        recorder.failed(List.of(new Failure("dist/bad.tgz", Kind.LOCAL, "Could not read 'dist/bad.tgz'")));
        BuildReport.end(build, recorder, StepEntry.Outcome.FAILED, null);
        URL page = new URL(jenkins.getURL(), build.getUrl() + "backblaze-b2/");
        for (String query : List.of("", "?page=500", "?q=file-77", "?sort=name", "?sort=size", "?outcome=failed")) {
            List<String> times = new ArrayList<>();
            for (int round = 0; round < 8; round++) {
                long begin = System.nanoTime();
                try (InputStream in = new URL(page, query).openStream()) {
                    in.readAllBytes();
                }
                times.add(String.format("%.3f", (System.nanoTime() - begin) / 1e9));
            }
            System.out.println("'" + query + "': " + times + " s");
        }
    }

    @Test
    void aGreatManyWatchers(JenkinsRule jenkins) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        ActiveTransfer transfer = JenkinsWithB2.transfer("b2Upload");
        BuildReport.begin(build, recorder, transfer);
        Progress progress = new Progress(2, 8, 1 << 20, 4 << 20, 1 << 20, 1, Duration.ofSeconds(1), 5);
        for (int i = 0; i < 120; i++) {
            transfer.report(new NodeProgress(progress, 5, 3, Map.of(), null), 1 << 20, List.of(), List.of());
        }
        String live = jenkins.getURL() + build.getUrl() + "backblaze-b2/live";
        System.out.println("50 watchers of a Jenkins that has just started: " + cost(live, 50));
        for (int i = 0; i < QUESTIONS; i++) {
            try (InputStream in = new URL(live).openStream()) {
                in.readAllBytes();
            }
        }
        for (int watchers : new int[] {0, 50, 0, 50, 0, 50}) {
            System.out.println(watchers + " watchers: " + cost(live, watchers));
        }
        System.out.println("4 a second for a text of Jenkins: " + cost(jenkins.getURL() + "robots.txt", 4));
        System.out.println("50 a second for a text of Jenkins: " + cost(jenkins.getURL() + "robots.txt", 50));
    }

    private static String cost(String url, int watchers) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Path.of("target", "test-classes").toString(),
                        Watchers.class.getName(),
                        url,
                        String.valueOf(watchers),
                        "1000",
                        String.valueOf(SECONDS))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        double share = (system.getProcessCpuTime() - before) / (double) TimeUnit.SECONDS.toNanos(SECONDS);
        return String.format("%.1f %% of a core, %s", 100 * share, said.trim());
    }
}
