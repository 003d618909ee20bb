package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Node;
import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.report.BuildReport;
import io.jenkins.plugins.b2.report.StepEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.ExecutorStepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A restart of the controller in the middle of a step. */
class B2StepRestartTest {
    private static final int BIG = 12_000_000;
    private static final int PARTS = 3;

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @RegisterExtension
    final InboundAgentExtension inbound = new InboundAgentExtension();

    private B2Emulator emulator;

    @BeforeEach
    void start() throws Exception {
        // Less in tests; an agent that has missed Jenkins' start by a moment tries again every ten seconds.
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS = TimeUnit.MINUTES.toMillis(2);
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private void configure() throws Exception {
        Profile profile = JenkinsWithB2.configure(emulator);
        profile.setPartSize("5 MB");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
    }

    /** The small file has gone through, one part of the large one too, and then nothing moves any more. */
    private void startUploadOn(Node node, String label) throws Exception {
        configure();
        node.setLabelString(label);
        WorkflowJob job = JenkinsWithB2.job(
                "job",
                "node('" + label + "') { def up = b2Upload includes: '*', prefix: 'restart/';"
                        + " echo \"uploaded ${up.size()}\" }");
        JenkinsWithB2.bigFile(node, job, "big.bin", BIG);
        JenkinsWithB2.bigFile(node, job, "small.bin", 1000);
        emulator.faults()
                .add(Fault.on("b2_upload_part")
                        .skip(1)
                        .times(Fault.UNLIMITED)
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(100_000)
                        .stall());
        job.scheduleBuild2(0).waitForStart();
        Await.that(
                "the upload stalls",
                () -> emulator.state().requestsStalled() == PARTS - 1
                        && emulator.state().parts() == 1
                        && emulator.calls().of("b2_upload_file").count() == 1);
    }

    private void assertGoesOn(JenkinsRule jenkins) throws Exception {
        assertEquals(0, emulator.state().requestsInFlight());
        emulator.faults().clear();
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("b2Upload resumes when Jenkins is back", run);
        jenkins.assertLogContains("b2Upload resumes after the restart of Jenkins", run);
        jenkins.assertLogContains("uploaded 2", run);
        jenkins.assertLogContains("1 unchanged", run);
        assertEquals(PARTS, emulator.calls().of("b2_upload_part").outcome("200"), "no part went twice");
        assertEquals(1, emulator.calls().of("b2_upload_file").outcome("200"), "nor did the small file");
        assertEquals(2, emulator.files(JenkinsWithB2.BUCKET).size());
    }

    @Test
    void uploadOnTheBuiltInNodeGoesOn() throws Throwable {
        sessions.then(jenkins -> startUploadOn(jenkins.jenkins, "built-in"));
        assertEquals("[]", new B2StepEndsTest.ThreadsOfTransfers().call(), "the transfer ended with Jenkins");
        Await.that("B2 sees that", () -> emulator.state().requestsStalled() == 0);
        sessions.then(this::assertGoesOn);
    }

    @Test
    void uploadOnAnAgentThatSurvivesGoesOn() throws Throwable {
        sessions.then(jenkins -> {
            Slave agent = inbound.createAgent(
                    jenkins,
                    InboundAgentExtension.Options.newBuilder()
                            .name("survivor")
                            .webSocket()
                            .build());
            startUploadOn(agent, "remote");
        });
        Await.that("the transfer ended with Jenkins", () -> emulator.state().requestsStalled() == 0);
        sessions.then(this::assertGoesOn);
    }

    @Test
    void deleteFailsWithASentence() throws Throwable {
        emulator.put(JenkinsWithB2.BUCKET, "gone/x", "x".getBytes(StandardCharsets.UTF_8));
        sessions.then(jenkins -> {
            configure();
            emulator.faults()
                    .add(Fault.on("b2_delete_file_version")
                            .times(Fault.UNLIMITED)
                            .stall());
            JenkinsWithB2.job("job", "b2Delete prefix: 'gone/'")
                    .scheduleBuild2(0)
                    .waitForStart();
            Await.that("it stalls", () -> emulator.state().requestsStalled() == 1);
        });
        sessions.then(jenkins -> {
            emulator.faults().clear();
            WorkflowRun run =
                    jenkins.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("ERROR: b2Delete was interrupted, and it is not known", run);
            List<StepEntry> steps = run.getAction(BuildReport.class).getSteps();
            String reason = steps.get(steps.size() - 1).getReason();
            assertTrue(reason.startsWith("b2Delete was interrupted"), reason);
            assertEquals(1, emulator.files(JenkinsWithB2.BUCKET).size());
        });
    }
}
