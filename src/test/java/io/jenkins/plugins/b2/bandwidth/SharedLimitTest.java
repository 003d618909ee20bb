package io.jenkins.plugins.b2.bandwidth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Label;
import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Four parallel uploads on two agents share one limit, within 5 %. Runs with {@code -Db2.strict=true} only. */
@EnabledIfSystemProperty(named = "b2.strict", matches = "true", disabledReason = "rates need a machine of their own")
@WithJenkins
class SharedLimitTest {
    private static final double TOLERANCE = 0.05;
    private static final long MEGABYTE = 1_000_000;

    @Test
    void fourBranchesOnTwoAgentsShareTheLimit(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Profile profile = JenkinsWithB2.configure(emulator);
            BackblazeB2Configuration.get().setMaxBandwidth("20 MB/s");
            WorkflowJob job = JenkinsWithB2.job("limit", """
                parallel a: { node('one') { b2Upload file: 'a', name: 'a' } },
                         b: { node('one') { b2Upload file: 'b', name: 'b' } },
                         c: { node('two') { b2Upload file: 'c', name: 'c' } },
                         d: { node('two') { b2Upload file: 'd', name: 'd' } }
                """);
            for (String label : new String[] {"one", "two"}) {
                Slave agent = jenkins.createOnlineSlave(Label.get(label));
                agent.setNumExecutors(2);
                jenkins.jenkins.updateNode(agent);
                bigFiles(agent, job);
            }
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            // Until all four are well on their way.
            Await.that("bytes flow", () -> emulator.bytesReceived() > 60 * MEGABYTE);
            assertRate(20, rate(emulator, 160 * MEGABYTE));

            profile.setMaxBandwidth("10 MB/s");
            long changed = emulator.bytesReceived();
            Await.that("the change is felt", () -> emulator.bytesReceived() > changed + 40 * MEGABYTE);
            assertRate(10, rate(emulator, 60 * MEGABYTE));

            run.getExecutor().doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        }
    }

    /** Large, and without content: what is not sparse on the way does not have to be on the disk. */
    private static void bigFiles(Slave agent, WorkflowJob job) throws IOException, InterruptedException {
        Path workspace = Path.of(agent.getWorkspaceFor(job).getRemote());
        for (Path folder : new Path[] {workspace, Path.of(workspace + "@2")}) {
            Files.createDirectories(folder);
            for (String name : new String[] {"a", "b", "c", "d"}) {
                try (RandomAccessFile file =
                        new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
                    file.setLength(200 * MEGABYTE);
                }
            }
        }
    }

    /** Megabytes a second. */
    private static double rate(B2Emulator emulator, long bytes) throws Exception {
        long before = emulator.bytesReceived();
        long start = System.nanoTime();
        Await.that("enough has arrived", () -> emulator.bytesReceived() >= before + bytes);
        return (emulator.bytesReceived() - before) * 1e9 / (System.nanoTime() - start) / MEGABYTE;
    }

    private static void assertRate(double wanted, double measured) {
        System.out.printf("wanted %.1f MB/s, measured %.2f MB/s%n", wanted, measured);
        assertTrue(measured <= wanted * (1 + TOLERANCE), () -> "too fast: " + measured);
        assertTrue(measured >= wanted * (1 - TOLERANCE), () -> "too slow: " + measured);
    }
}
