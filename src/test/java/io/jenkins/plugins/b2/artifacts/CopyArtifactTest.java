package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Result;
import hudson.plugins.copyartifact.CopyArtifact;
import hudson.plugins.copyartifact.StatusBuildSelector;
import hudson.slaves.DumbSlave;
import hudson.tasks.Fingerprinter;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.Set;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The Copy Artifact plugin takes what one job has put into B2 to another job's workspace, on an agent. */
@WithJenkins
class CopyArtifactTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private DumbSlave agent;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
        agent = jenkins.createOnlineSlave(Label.get("remote"));
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private WorkflowRun build(boolean encrypted) throws Exception {
        if (encrypted) {
            JenkinsWithB2.encrypt(profile);
        }
        WorkflowRun run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("build", """
            properties([copyArtifactPermission('*')])
            node {
                writeFile file: 'dist/app.tgz', text: 'packed'
                writeFile file: 'a.txt', text: 'alpha'
                archiveArtifacts 'dist/app.tgz,a.txt'
            }
            """));
        assertEquals(2, emulator.files(JenkinsWithB2.BUCKET).size());
        assertTrue(emulator.files(JenkinsWithB2.BUCKET).stream()
                .allMatch(file -> file.fileName().endsWith(".encrypted") == encrypted));
        assertFalse(run.getRootDir().toPath().resolve("archive").toFile().exists());
        assertTrue(emulator.awaitIdle(10_000));
        emulator.calls().reset();
        return run;
    }

    /** Plain files go from B2 to the agent by a link, one for all of a build; encrypted ones come through the controller. */
    private void assertLinks(boolean encrypted) throws Exception {
        assertTrue(emulator.awaitIdle(10_000));
        assertEquals(
                encrypted ? 0 : 1,
                emulator.calls().of("b2_get_download_authorization").count());
    }

    private static WorkflowJob copying() throws Exception {
        return JenkinsWithB2.job("deploy", """
            node('remote') {
                copyArtifacts projectName: 'build', selector: lastSuccessful(), fingerprintArtifacts: true
                echo "copied ${readFile 'dist/app.tgz'} and ${readFile 'a.txt'}"
                if (readFile('dist/app.tgz') != 'packed' || readFile('a.txt') != 'alpha') {
                    error 'other content'
                }
                deleteDir()
                copyArtifacts projectName: 'build', selector: lastSuccessful()
                if (readFile('dist/app.tgz') != 'packed' || readFile('a.txt') != 'alpha') {
                    error 'other content without fingerprints'
                }
            }
            """);
    }

    private FreeStyleProject freestyle() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("freestyle");
        job.setAssignedNode(agent);
        return job;
    }

    private static CopyArtifact copyStep() {
        CopyArtifact step = new CopyArtifact("build");
        step.setSelector(new StatusBuildSelector());
        return step;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pipelineCopies(boolean encrypted) throws Exception {
        WorkflowRun source = build(encrypted);
        WorkflowRun run = jenkins.buildAndAssertSuccess(copying());
        jenkins.assertLogContains("Copied 2 artifacts from \"build\" build number 1", run);
        jenkins.assertLogContains("copied packed and alpha", run);
        for (WorkflowRun each : new WorkflowRun[] {source, run}) {
            assertEquals(
                    Set.of("app.tgz", "a.txt"),
                    each.getAction(Fingerprinter.FingerprintAction.class)
                            .getFingerprints()
                            .keySet());
        }
        assertLinks(encrypted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void freestyleJobCopies(boolean encrypted) throws Exception {
        build(encrypted);
        FreeStyleProject job = freestyle();
        CopyArtifact flat = copyStep();
        flat.setFilter("dist/**");
        flat.setTarget("got");
        flat.setFlatten(true);
        flat.setFingerprintArtifacts(true);
        job.getBuildersList().add(copyStep());
        job.getBuildersList().add(flat);
        FreeStyleBuild run = jenkins.buildAndAssertSuccess(job);
        assertEquals(agent, run.getBuiltOn());
        FilePath workspace = run.getWorkspace();
        assertEquals("packed", workspace.child("dist/app.tgz").readToString());
        assertEquals("alpha", workspace.child("a.txt").readToString());
        assertEquals("packed", workspace.child("got/app.tgz").readToString());
        assertLinks(encrypted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesTheArtifactThatB2DoesNotGive(boolean encrypted) throws Exception {
        build(encrypted);
        WorkflowJob pipeline = JenkinsWithB2.job("deploy", """
            node('remote') {
                copyArtifacts projectName: 'build', selector: lastSuccessful(), filter: 'a.txt'
            }
            """);
        CopyArtifact step = copyStep();
        step.setFilter("dist/**");
        FreeStyleProject job = freestyle();
        job.getBuildersList().add(step);
        emulator.close();
        jenkins.assertLogContains(
                "The artifact 'a.txt' is in Backblaze B2 and can't be fetched now: ",
                jenkins.buildAndAssertStatus(Result.FAILURE, pipeline));
        jenkins.assertLogContains(
                "The artifact 'dist/app.tgz' is in Backblaze B2 and can't be fetched now: ",
                jenkins.buildAndAssertStatus(Result.FAILURE, job));
    }

    /** A link that is known still is handed out, so it is the agent that does not get through. */
    @Test
    void namesTheArtifactWhoseLinkLeadsNowhere() throws Exception {
        build(false);
        WorkflowJob pipeline = JenkinsWithB2.job("deploy", """
            node('remote') {
                copyArtifacts projectName: 'build', selector: lastSuccessful(), filter: 'a.txt'
            }
            """);
        jenkins.buildAndAssertSuccess(pipeline);
        emulator.close();
        // Read by the other plugin for each copy, on the controller; it would try ten times, for two minutes.
        String attempts = "io.jenkins.plugins.httpclient.RobustHTTPClient.STOP_AFTER_ATTEMPT_NUMBER";
        System.setProperty(attempts, "2");
        WorkflowRun run;
        try {
            run = jenkins.buildAndAssertStatus(Result.FAILURE, pipeline);
        } finally {
            System.clearProperty(attempts);
        }
        jenkins.assertLogContains("Failed to copy b2://" + JenkinsWithB2.BUCKET + "/artifacts/build/1/", run);
        jenkins.assertLogContains("/a.txt to ", run);
        jenkins.assertLogNotContains("Authorization=", run);
    }
}
