package io.jenkins.plugins.b2.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is kept of a step that failed as a whole, or did nothing. */
@WithJenkins
class StepReasonsTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        profile.setMaxRetries(0);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private JSONObject onlyStep(WorkflowRun run) throws Exception {
        JSONObject json = jenkins.createWebClient()
                .getJSON(run.getUrl() + "backblaze-b2/api/json")
                .getJSONObject();
        assertEquals(1, json.getInt("stepCount"), json::toString);
        return json.getJSONArray("steps").getJSONObject(0);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
        file,       main,  "node { b2Upload file: 'none.tgz' }",                        does not exist
        match,      main,  "node { b2Upload includes: '*.none' }",                      match
        arguments,  main,  "node { b2Upload() }",                                       Name what to upload
        workspace,  main,  "b2Upload file: 'x'",                                        workspace
        profile,    nope,  "b2Delete profile: 'nope', prefix: 'x/'",                    There is no Backblaze B2 profile 'nope'
        bucket,     nope2, "b2Delete credentialsId: 'none', bucket: 'nope2', prefix: 'x/'", This job can see no credentials 'none'
        download,   main,  "node { b2Download name: 'none.tgz' }",                      none.tgz
        refused,    main,  "b2Delete prefix: 'refused/'",                               bad_request
        """)
    void whatFailedIsKeptWithItsReason(String name, String told, String script, String reason) throws Exception {
        emulator.faults()
                .add(Fault.on("b2_list_file_names").times(Fault.UNLIMITED).status(400, "bad_request"));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, JenkinsWithB2.job(name, script));
        JSONObject step = onlyStep(run);
        assertEquals("FAILED", step.getString("outcome"));
        assertEquals(told, step.getString("profile"));
        assertTrue(step.getString("reason").contains(reason), step::toString);
        assertFalse(step.getBoolean("dryRun"));
        jenkins.assertLogContains(step.getString("reason"), run);
    }

    @Test
    void aServerThatIsDownIsTheReason() throws Exception {
        emulator.close();
        WorkflowRun run = jenkins.buildAndAssertStatus(
                Result.FAILURE,
                JenkinsWithB2.job("down", "node { writeFile file: 'x', text: 'x'; b2Upload file: 'x' }"));
        String reason = onlyStep(run).getString("reason");
        assertTrue(reason.contains("127.0.0.1") || reason.contains("localhost"), reason);
        jenkins.assertLogContains(reason, run);
    }

    @Test
    void aDryRunIsKeptAsOne() throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "old/x", new byte[1]);
        WorkflowRun run =
                jenkins.buildAndAssertSuccess(JenkinsWithB2.job("dry", "b2Delete prefix: 'old/', dryRun: true"));
        JSONObject step = onlyStep(run);
        assertTrue(step.getBoolean("dryRun"));
        assertEquals("null", step.getString("reason"));
        assertEquals("SUCCESS", step.getString("outcome"));
    }

    @Test
    void aReasonIsOneLineAndBounded() {
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        StepEntry.Outcome failed = StepEntry.Outcome.FAILED;
        assertEquals(
                "2 of 8 files failed to upload",
                recorder.entry(failed, "2 of 8 files failed to upload:\n  a: no\n  b: no")
                        .getReason());
        assertEquals(
                1024, recorder.entry(failed, "x".repeat(100_000)).getReason().length());
        assertEquals("a\uFFFDb", recorder.entry(failed, "a\0b").getReason());
        assertEquals("", recorder.entry(failed, "").getReason());
    }
}
