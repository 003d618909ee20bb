package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
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
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Nodes that are offline, get lost, come back, or don't. */
@WithJenkins
class NodeTroubleTest {
    private static final int BIG = 12_000_000;
    private static final int PARTS = 3;
    private static final String AGENT = "inbound";
    private static final String WAIT = B2StepExecution.class.getName() + ".waitForNode";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final InboundAgentExtension inbound = new InboundAgentExtension();

    private final InboundAgentExtension.Options options =
            InboundAgentExtension.Options.newBuilder().name(AGENT).webSocket().build();
    private final long removedAfter = ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS;

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Slave agent;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        Profile profile = JenkinsWithB2.configure(emulator);
        profile.setPartSize("5 MB");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        agent = inbound.createAgent(jenkins, options);
    }

    @AfterEach
    void stop() throws Exception {
        System.clearProperty(WAIT);
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS = removedAfter;
        emulator.close();
    }

    private WorkflowRun startBigUpload(String script) throws Exception {
        WorkflowJob job = JenkinsWithB2.job("big", script);
        JenkinsWithB2.bigFile(agent, job, "big.bin", BIG);
        emulator.faults()
                .add(Fault.on("b2_upload_part")
                        .skip(1)
                        .times(Fault.UNLIMITED)
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(100_000)
                        .stall());
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Await.that(
                "the upload stalls",
                () -> emulator.state().requestsStalled() == PARTS - 1
                        && emulator.state().parts() == 1);
        return run;
    }

    private void kill() throws Exception {
        inbound.stop(jenkins, AGENT);
        Await.that("B2 sees that", () -> emulator.state().requestsStalled() == 0);
        emulator.faults().clear();
    }

    @Test
    void aKilledAgentThatComesBackGoesOn() throws Exception {
        WorkflowRun run =
                startBigUpload("node('inbound') { echo \"${b2Upload(file: 'big.bin', name: 'big.bin').size()} up\" }");
        kill();
        Await.that("the step waits", () -> JenkinsRule.getLog(run).contains("b2Upload waits for its agent"));
        inbound.start(jenkins, options);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("b2Upload resumes, its agent is connected again", run);
        jenkins.assertLogContains("resumed", run);
        jenkins.assertLogContains("1 up", run);
        assertEquals(PARTS, emulator.calls().of("b2_upload_part").outcome("200"), "no part went twice");
    }

    @Test
    void anAgentThatStaysAwayFailsTheStepSoThatItIsRetried() throws Exception {
        System.setProperty(WAIT, "2s");
        WorkflowRun run = startBigUpload("""
            int tries = 0
            retry(count: 2, conditions: [agent()]) {
                tries++
                if (tries == 1) {
                    node('inbound') { b2Upload file: 'big.bin', name: 'big.bin' }
                } else {
                    echo 'tried elsewhere'
                }
            }
            """);
        kill();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("b2Upload needs the agent that it ran on", run);
        List<String> reasons = run.getAction(BuildReport.class).getSteps().stream()
                .map(StepEntry::getReason)
                .toList();
        assertEquals(2, reasons.size(), reasons::toString);
        assertTrue(reasons.get(0).startsWith("The connection to the agent was lost"), reasons::toString);
        assertTrue(reasons.get(1).startsWith("b2Upload needs the agent"), reasons::toString);
        jenkins.assertLogContains("tried elsewhere", run);
        assertEquals(1, JenkinsRule.getLog(run).split("waits for its agent", -1).length - 1, "it waits once");
    }

    @Test
    void aRemovedAgentFailsTheStepSoThatItIsRetried() throws Exception {
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS = 1000;
        WorkflowRun run = startBigUpload("""
            int tries = 0
            retry(count: 2, conditions: [agent()]) {
                tries++
                if (tries == 1) {
                    node('inbound') { b2Upload file: 'big.bin', name: 'big.bin' }
                } else {
                    echo 'tried elsewhere'
                }
            }
            """);
        kill();
        jenkins.jenkins.removeNode(agent);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("tried elsewhere", run);
    }

    @Test
    void deletingIsNotDoneAgain() throws Exception {
        emulator.putMany(JenkinsWithB2.BUCKET, "gone/", 3, new byte[1]);
        emulator.faults()
                .add(Fault.on("b2_delete_file_version").times(Fault.UNLIMITED).stall());
        WorkflowJob job = JenkinsWithB2.job(
                "delete",
                "retry(count: 2, conditions: [agent()]) { echo 'a try'; node('inbound') { b2Delete prefix: 'gone/' }"
                        + " }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Await.that("it stalls", () -> emulator.state().requestsStalled() == 3);
        kill();
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("b2Delete was interrupted, and it is not known", run);
        assertEquals(1, JenkinsRule.getLog(run).split("a try", -1).length - 1, "and none by retry");
        jenkins.assertLogNotContains("\tat ", run);
        assertEquals(3, emulator.files(JenkinsWithB2.BUCKET).size());
    }

    @Test
    void deletingIsNotDoneAgainWhenTheAgentIsRemoved() throws Exception {
        ExecutorStepExecution.TIMEOUT_WAITING_FOR_NODE_MILLIS = 1000;
        emulator.putMany(JenkinsWithB2.BUCKET, "gone/", 3, new byte[1]);
        emulator.faults()
                .add(Fault.on("b2_delete_file_version").times(Fault.UNLIMITED).stall());
        WorkflowJob job = JenkinsWithB2.job(
                "delete",
                "retry(count: 2, conditions: [agent()]) { echo 'a try'; node('inbound') { b2Delete prefix: 'gone/' }"
                        + " }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Await.that("it stalls", () -> emulator.state().requestsStalled() == 3);
        kill();
        jenkins.jenkins.removeNode(agent);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertEquals(1, JenkinsRule.getLog(run).split("a try", -1).length - 1);
        assertEquals(3, emulator.files(JenkinsWithB2.BUCKET).size());
    }

    @Test
    void anOfflineAgentIsNotTakenForNone() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("offline", """
            int tries = 0
            retry(count: 2, conditions: [agent()]) {
                tries++
                if (tries == 1) {
                    node('inbound') {
                        echo 'on the agent'
                        waitUntil(quiet: true) { currentBuild.description == 'go' }
                        b2List()
                    }
                } else {
                    echo 'tried elsewhere'
                }
            }
            """);
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("on the agent", run);
        inbound.stop(jenkins, AGENT);
        run.setDescription("go");
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("tried elsewhere", run);
        jenkins.assertLogNotContains("[b2] b2List", run);
        assertEquals(0, emulator.calls().of("b2_list_file_names").count());
    }

    @Test
    void aNodeCanBeRequired() throws Exception {
        WorkflowJob outside = JenkinsWithB2.job("outside", "b2List()");
        jenkins.buildAndAssertSuccess(outside);
        BackblazeB2Configuration.get().setNodeRequired(true);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, outside);
        jenkins.assertLogContains("ERROR: b2List was called outside of a node block", run);
        jenkins.buildAndAssertSuccess(JenkinsWithB2.job("inside", "node('inbound') { b2List() }"));
    }
}
