package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.freestyle.UploadBuilder;
import io.jenkins.plugins.b2.transfer.Connections;
import java.util.List;
import java.util.UUID;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** How many connections a step uses: what it says itself, within what its profile has. */
@WithJenkins
class ConnectionsTest {
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

    private String log(Result result, String arguments) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "upload-" + UUID.randomUUID());
        job.setDefinition(new CpsFlowDefinition(
                "node { writeFile file: 'a.txt', text: 'a'\n b2Upload file: 'a.txt'" + arguments + " }", true));
        return JenkinsRule.getLog(jenkins.buildAndAssertStatus(result, job));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5    | ''                      | 5 connections",
                "5    | , connections: 3        | 3 connections",
                "5    | , connections: '3'      | 3 connections",
                "5    | , connections: 1        | 1 connection",
                "5    | , connections: 9        | 5 connections",
                "5    | , connections: 'auto'   | up to 5 connections",
                "40   | , connections: 'auto'   | up to 40 connections",
                "auto | ''                      | up to 20 connections",
                "auto | , connections: 7        | 7 connections",
                "auto | , connections: 40       | 20 connections"
            })
    void theStepsOwnNumberStaysWithinTheProfiles(String pool, String arguments, String told) throws Exception {
        profile.setConnectionPoolSize(pool);
        String log = log(Result.SUCCESS, arguments);
        assertTrue(log.contains("(not encrypted, " + told + ")"), log);
        boolean fewer = arguments.endsWith(": 9") || arguments.endsWith(": 40");
        assertEquals(fewer, log.contains("b2Upload asks for"), log);
        assertTrue(!fewer || log.contains("The profile main allows " + told.split(" ")[0] + ", so"), log);
    }

    @Test
    void withoutAProfileThereIsNoPool() throws Exception {
        Run<?, ?> build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        for (Connections asked : List.of(Connections.AUTO, Connections.fixed(40))) {
            ConnectionSpec place = new ConnectionSpec(null, JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET, asked);
            assertEquals(asked, Connection.of(place, build).settings().connections());
        }
        ConnectionSpec place = new ConnectionSpec(null, JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET, null);
        assertEquals(
                Connections.fixed(5), Connection.of(place, build).settings().connections());
    }

    @Test
    void whatIsNoNumberIsToldInALine() throws Exception {
        String log = log(Result.FAILURE, ", connections: 'many'");
        assertTrue(
                log.contains("b2Upload: connections: The number of connections is 'many'; write 1 to 100, or auto"),
                log);
        log = log(Result.FAILURE, ", connections: 0");
        assertTrue(log.contains("The number of connections is 0; it must be between 1 and 100"), log);
    }

    @Test
    void theSnippetGeneratorKeepsIt() throws Exception {
        B2UploadStep step = new B2UploadStep();
        step.setFile("a.txt");
        step.setConnections("auto");
        assertEquals("b2Upload connections: 'auto', file: 'a.txt'", Snippetizer.object2Groovy(step));
    }

    @Test
    void aBuildActionTakesItFromAVariable() throws Exception {
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(new EnvironmentVariablesNodeProperty.Entry("FEW", "2")));
        B2UploadStep upload = new B2UploadStep();
        upload.setIncludes("*.txt");
        upload.setAllowEmpty(true);
        upload.setConnections("$FEW");
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildersList().add(new UploadBuilder(upload));
        jenkins.configRoundtrip(job);
        jenkins.assertLogContains("(not encrypted, 2 connections)", jenkins.buildAndAssertSuccess(job));
    }

    /** As it was when it could only be a number. */
    @Test
    void aStoredNumberIsRead() throws Exception {
        Profile stored = (Profile) Jenkins.XSTREAM2.fromXML("<" + Profile.class.getName()
                + "><name>old</name><bucket>bucket</bucket><connectionPoolSize>8</connectionPoolSize></"
                + Profile.class.getName() + ">");
        assertEquals("8", stored.getConnectionPoolSize());
        assertEquals(8, stored.settings().build().connections().most());
    }
}
