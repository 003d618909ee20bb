package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Node;
import hudson.model.Result;
import hudson.model.Slave;
import hudson.remoting.Channel;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import jenkins.agents.ControllerToAgentCallable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** How steps end before their time, and that they leave nothing behind. */
@WithJenkins
class B2StepEndsTest {
    /** The promise is a second; a busy machine gets a little more. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private static final int BIG = 12_000_000;
    private static final int PARTS = 3;
    private static final String PART_SIZE = "5 MB";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    @RegisterExtension
    final InboundAgentExtension inbound = new InboundAgentExtension();

    private static final String KEY_ID = "000000000000000000000000a";
    private static final String KEY = "K000AnApplicationKeyOfTheTests+";

    private static JenkinsRule jenkins;
    private static Profile profile;
    private static Slave agent;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        profile = JenkinsWithB2.configure("http://localhost", KEY_ID, KEY);
        profile.setPartSize(PART_SIZE);
        profile.setRetryDelay("10 ms");
        agent = jenkins.createOnlineSlave(Label.get("remote"));
    }

    @BeforeEach
    void startEmulator() throws Exception {
        emulator = B2Emulator.builder()
                .key(KEY_ID, KEY)
                .bucket(JenkinsWithB2.BUCKET)
                .start();
        profile.setRealm(emulator.realm());
    }

    @AfterEach
    void stopEmulator() throws Exception {
        emulator.close();
    }

    /** Runs on the node that has the threads. */
    record ThreadsOfTransfers() implements ControllerToAgentCallable<String, IOException> {
        @Override
        public String call() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.isAlive() && thread != Thread.currentThread())
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("b2-") && !name.startsWith("b2-emulator") || name.contains(" b2 "))
                    .sorted()
                    .toList()
                    .toString();
        }
    }

    private static void assertNothingLeft(Node node, WorkflowJob job, String... files) throws Exception {
        Await.that("no thread is left", () -> "[]".equals(node.getChannel().call(new ThreadsOfTransfers())));
        FilePath workspace = node.getWorkspaceFor(job);
        assertEquals(
                Arrays.asList(files),
                workspace.list().stream().map(FilePath::getName).sorted().toList());
    }

    private void stallUploadAfterOnePart() {
        emulator.faults()
                .add(Fault.on("b2_upload_part")
                        .skip(1)
                        .times(Fault.UNLIMITED)
                        .at(Moment.REQUEST_BODY)
                        .afterBytes(100_000)
                        .stall());
    }

    private WorkflowRun startAndStall(WorkflowJob job, int parts) throws Exception {
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Await.that(
                "the transfer stalls",
                () -> emulator.state().requestsStalled() > 0 && emulator.state().parts() == parts);
        return run;
    }

    private void assertEndsSoon() throws Exception {
        Duration time =
                Await.time("the connections are closed", () -> emulator.state().requestsStalled() == 0);
        System.out.println("ended after " + time.toMillis() + " ms");
        assertTrue(time.compareTo(SOON) < 0, time.toString());
    }

    private B2Emulator emulator;

    @Test
    void abortedUploadKeepsItsPartsAndGoesOnInTheNextBuild() throws Exception {
        WorkflowJob job =
                JenkinsWithB2.job("abort-upload", "node('remote') { b2Upload file: 'big.bin', name: 'abort/big.bin' }");
        byte[] content = JenkinsWithB2.bigFile(agent, job, "big.bin", BIG);
        stallUploadAfterOnePart();
        WorkflowRun run = startAndStall(job, 1);

        run.getExecutor().doStop();
        assertEndsSoon();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("[b2] b2Upload was stopped. Uploaded parts are kept.", run);
        assertNothingLeft(agent, job, "big.bin");
        assertEquals(1, emulator.state().unfinishedLargeFiles());

        emulator.faults().clear();
        WorkflowRun again = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("resumed", again);
        assertEquals(PARTS, emulator.calls().of("b2_upload_part").outcome("200"));
        assertArrayEquals(content, stored("abort/big.bin"));
    }

    private byte[] stored(String name) throws IOException {
        String id = emulator.files(JenkinsWithB2.BUCKET).stream()
                .filter(file -> file.fileName().equals(name))
                .findFirst()
                .orElseThrow()
                .fileId();
        return emulator.content(id);
    }

    @Test
    void abortedDownloadLeavesWhatWasThere() throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "abort/down.bin", new byte[BIG]);
        WorkflowJob job = JenkinsWithB2.job(
                "abort-download",
                "node('remote') { b2Download name: 'abort/down.bin', file: 'down.bin', resume: false }");
        JenkinsWithB2.bigFile(agent, job, "down.bin", 10);
        stallDownload();
        WorkflowRun run = startAndStall(job, 0);
        run.getExecutor().doStop();
        assertEndsSoon();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("[b2] b2Download was stopped.", run);
        assertNothingLeft(agent, job, "down.bin");
        assertEquals(10, agent.getWorkspaceFor(job).child("down.bin").length());
    }

    private void stallDownload() {
        emulator.faults()
                .add(Fault.on("b2_download_file_by_name")
                        .times(Fault.UNLIMITED)
                        .at(Moment.RESPONSE_BODY)
                        .afterBytes(1_000_000)
                        .stall());
    }

    @Test
    void timeoutEndsTheStepOnTheBuiltInNodeToo() throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "timeout/down.bin", new byte[BIG]);
        WorkflowJob job = JenkinsWithB2.job("timeout", """
            node('built-in') {
                timeout(time: 2, unit: 'SECONDS') { b2Download name: 'timeout/down.bin', resume: false }
            }
            """);
        jenkins.jenkins.setLabelString("built-in");
        JenkinsWithB2.bigFile(jenkins.jenkins, job, "other.bin", 10);
        stallDownload();
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertEndsSoon();
        jenkins.assertLogContains("[b2] b2Download was stopped.", run);
        assertEquals(1, jenkins.jenkins.getWorkspaceFor(job).list().size());
        assertEquals("[]", new ThreadsOfTransfers().call());
    }

    @Test
    void lostAgentEndsTheTransferOnItsSideAndGoesOnWhenItIsBack() throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "lost/down.bin", new byte[BIG]);
        Slave remote = inbound.createAgent(
                jenkins,
                InboundAgentExtension.Options.newBuilder()
                        .name("inbound")
                        .webSocket()
                        .build());
        WorkflowJob job = JenkinsWithB2.job("lost", """
            node('inbound') {
                parallel up: { b2Upload file: 'big.bin', name: 'lost/big.bin' },
                         down: { b2Download name: 'lost/down.bin' }
            }
            """);
        JenkinsWithB2.bigFile(remote, job, "big.bin", BIG);
        stallUploadAfterOnePart();
        stallDownload();
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        Await.that(
                "both stall",
                () -> emulator.state().requestsStalled() >= 2
                        && emulator.state().parts() == 1);
        ((Channel) remote.getChannel()).terminate(new IOException("cut by the test"));
        assertEndsSoon();
        emulator.faults().clear();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("[b2] b2Upload ended, because the connection to the agent was lost.", run);
        jenkins.assertLogContains("[b2] b2Download ended, because the connection to the agent was lost.", run);
        jenkins.assertLogContains("[b2] b2Upload resumes, its agent is connected again", run);
        assertNothingLeft(remote, job, "big.bin", "down.bin");
        assertEquals(PARTS, emulator.calls().of("b2_upload_part").outcome("200"), "no part went twice");
    }

    @Test
    void stepsWorkInsideOfOtherSteps() throws Exception {
        emulator.faults().add(Fault.on("b2_download_file_by_name").status(400, "bad_request"));
        emulator.faults().add(Fault.on("b2_authorize_account"));
        WorkflowJob job = JenkinsWithB2.job("inside", """
            node('remote') {
                writeFile file: 'a/x.txt', text: 'content'
                parallel one: { dir('a') { b2Upload file: 'x.txt', name: 'inside/one.txt' } },
                         two: { b2Upload file: 'a/x.txt', name: 'inside/two.txt', verbose: true }
                int tries = 0
                retry(2) {
                    tries++
                    b2Download name: 'inside/one.txt', file: 'back.txt'
                }
                echo "${tries} tries, ${readFile('back.txt')}"
                withCredentials([usernamePassword(credentialsId: 'b2-key', usernameVariable: 'K',
                        passwordVariable: 'P')]) {
                    echo "the key is $P"
                    b2List credentialsId: 'b2-key', bucket: 'jenkins-bucket', prefix: 'inside/'
                }
            }
            """);
        // Without a realm the step's own credentials would lead to Backblaze itself.
        WorkflowRun run = jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
        jenkins.assertLogContains("[b2] retry 1 of 3", run);
        jenkins.assertLogContains("2 tries, content", run);
        jenkins.assertLogContains("the key is ****", run);
        jenkins.assertLogContains("1 file, 7 B in", run);
        jenkins.assertLogContains(", SHA-1 verified", run);
        List<String> requests = run.getLog(1000).stream()
                .filter(line -> line.contains("[b2]   "))
                .toList();
        assertTrue(requests.stream().anyMatch(line -> line.contains("b2_upload_file")), requests.toString());
        assertEquals(
                1,
                requests.stream()
                        .filter(line -> line.contains("b2_upload_file"))
                        .count(),
                requests.toString());
        assertFalse(run.getLog(1000).toString().contains(emulator.applicationKey()));
    }

    @Test
    void encryptedFilesAreVerifiedByDecryption() throws Exception {
        JenkinsWithB2.encrypt(profile);
        try {
            WorkflowJob job = JenkinsWithB2.job("encrypted", """
                node('remote') {
                    writeFile file: 'x.txt', text: 'content'
                    b2Upload file: 'x.txt', name: 'encrypted/x.txt'
                    b2Upload file: 'x.txt', name: 'encrypted/x.txt', skipUnchanged: true
                    b2Download name: 'encrypted/x.txt.encrypted', file: 'y.txt'
                }
                """);
            WorkflowRun run = jenkins.buildAndAssertSuccess(job);
            jenkins.assertLogContains("verified by decryption (AES256_GCM)", run);
            List<String> verified = run.getLog(1000).stream()
                    .filter(line -> line.contains("SHA-1 verified"))
                    .toList();
            assertEquals(1, verified.size(), "nothing was sent the second time: " + verified);
        } finally {
            profile.setEncryption(null);
        }
    }

    @Test
    void nothingOfTheControllerStaysReachable() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("exports", "node('remote') { b2List prefix: '' }");
        jenkins.buildAndAssertSuccess(job);
        StringWriter table = new StringWriter();
        try (PrintWriter out = new PrintWriter(table)) {
            ((Channel) agent.getChannel()).dumpExportTable(out);
        }
        assertFalse(table.toString().contains("ControllerServices"), table.toString());
    }

    @Test
    void deletingIsNotRepeated() throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "gone/x", "x".getBytes(StandardCharsets.UTF_8));
        WorkflowJob job = JenkinsWithB2.job("delete", "echo \"${b2Delete(prefix: 'gone/').size()} deleted\"");
        jenkins.assertLogContains("1 deleted", jenkins.buildAndAssertSuccess(job));
    }
}
