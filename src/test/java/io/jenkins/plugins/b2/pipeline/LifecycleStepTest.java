package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Lifecycle rules from a Jenkinsfile: told in sentences, and within the prefix of the profile. */
@WithJenkins
class LifecycleStepTest {
    private static final LifecycleRule LOGS = new LifecycleRule("logs/", 30, 7, 3);
    private static final LifecycleRule TMP = new LifecycleRule("tmp/", 1, null, null);
    private static final String RULES = "rules: [[prefix: 'logs/', hideAfterDays: 30, deleteAfterHiddenDays: 7,"
            + " cancelUnfinishedAfterDays: 3], [prefix: \"${'tmp'}/\", hideAfterDays: 1]]";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private String log(String script) throws Exception {
        return JenkinsRule.getLog(jenkins.buildAndAssertSuccess(job(script)));
    }

    private static void contains(String log, String line) {
        if (!log.contains(line)) {
            throw new AssertionError(line + " is not in\n" + log);
        }
    }

    /** On the controller, as a page does it. */
    private static LifecycleReport lifecycle(LifecycleRequest request) throws Exception {
        Connection connection = Connection.of(Connection.find("main", null));
        return ControllerWork.run(
                connection,
                Verb.LIFECYCLE,
                "rules",
                (session, context) -> session.lifecycle(request, context.console()));
    }

    private static LifecycleReport read() throws Exception {
        return lifecycle(LifecycleRequest.builder().build());
    }

    @Test
    void setsReturnsAndTells() throws Exception {
        contains(log("echo \"rules ${b2Lifecycle()}\""), "rules []");
        String planned = log("b2Lifecycle " + RULES + ", dryRun: true");
        contains(planned, "[b2] b2Lifecycle (dry run) main");
        contains(
                planned, "[b2] Would add: Files below logs/ are hidden 30 days after upload and deleted 7 days later;");
        assertEquals(List.of(), read().after());
        String set =
                log("echo \"rules ${b2Lifecycle(" + RULES.replace("\"", "'").replace("${'tmp'}", "tmp") + ")}\"");
        contains(set, "[b2] Added: Files below tmp/ are hidden 1 day after upload");
        contains(
                set,
                "rules [[prefix:logs/, hideAfterDays:30, deleteAfterHiddenDays:7, cancelUnfinishedAfterDays:3],"
                        + " [prefix:tmp/, hideAfterDays:1]]");
        assertEquals(List.of(LOGS, TMP), read().after());
        String again = log("def all = b2Lifecycle(); b2Lifecycle rules: all");
        contains(again, "[b2] Files below tmp/ are hidden 1 day after upload");
        contains(again, "[b2] Nothing to change");
        contains(log("b2Lifecycle rules: []"), "[b2] Removed: Files below logs/");
        assertEquals(List.of(), read().after());
    }

    @Test
    void onAnAgent() throws Exception {
        jenkins.createOnlineSlave(Label.get("remote"));
        log("node('remote') { b2Lifecycle " + RULES + " }");
        assertEquals(List.of(LOGS, TMP), read().after());
    }

    @Test
    void aProfilesPrefixIsAWall() throws Exception {
        lifecycle(LifecycleRequest.builder().rules(List.of(LOGS, TMP)).build());
        profile.setPrefix("tmp/");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        WorkflowRun refused = jenkins.buildAndAssertStatus(
                Result.FAILURE, job("b2Lifecycle rules: [[prefix: 'logs/x/', hideAfterDays: 1]]"));
        String log = JenkinsRule.getLog(refused);
        contains(log, "tmp/");
        contains(log, "logs/x/");
        assertFalse(log.contains("\tat "), log);
        contains(log("echo \"rules ${b2Lifecycle()}\""), "rules [[prefix:tmp/, hideAfterDays:1]]");
        log("b2Lifecycle rules: []");
        profile.setPrefix(null);
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        assertEquals(List.of(LOGS), read().after());
    }

    /** A page sets what somebody looked at, and learns when that is no longer so. */
    @Test
    void fromTheControllerWithTheRevisionThatWasSeen() throws Exception {
        int seen = read().revision();
        LifecycleRequest request = LifecycleRequest.builder()
                .rules(List.of(LOGS))
                .expectedRevision(seen)
                .build();
        assertEquals(List.of(LOGS), lifecycle(request).after());
        Exception e = assertThrows(Exception.class, () -> lifecycle(request));
        contains(e.getMessage(), "somebody has changed the settings of the bucket");
    }
}
