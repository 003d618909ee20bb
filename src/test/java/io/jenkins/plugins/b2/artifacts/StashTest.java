package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StreamBuildListener;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.pipeline.modeldefinition.actions.RestartDeclarativePipelineAction;
import org.jenkinsci.plugins.workflow.flow.StashManager;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Stashes go to B2 and come back, on another agent, in another build. */
@WithJenkins
class StashTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    /** As preserveStashes() does. */
    @TestExtension({
        "copiesOfABuildHaveAllOfIt",
        "copiesOfEncryptedOnesAreReadable",
        "canBeUnstashedAfterTheBuildAndAReload"
    })
    public static final class KeepStashes extends StashManager.StashBehavior {
        @Override
        public boolean shouldClearAll(Run<?, ?> build) {
            return false;
        }
    }

    private List<String> stored() {
        return emulator.files(JenkinsWithB2.BUCKET).stream()
                .map(StoredFile::fileName)
                .toList();
    }

    @ParameterizedTest(name = "encrypted: {0}")
    @ValueSource(booleans = {false, true})
    void goesFromOneAgentToAnother(boolean encrypted) throws Exception {
        if (encrypted) {
            JenkinsWithB2.encrypt(profile);
        }
        jenkins.createSlave("one", "one", null);
        jenkins.createSlave("two", "two", null);
        WorkflowJob job = JenkinsWithB2.job("app", """
            node('one') {
                writeFile file: 'a.txt', text: 'alpha'
                writeFile file: 'lib/b.sh', text: 'echo beta'
                writeFile file: 'lib/.git/config', text: 'no'
                writeFile file: 'c.log', text: 'no'
                stash name: 'stuff', excludes: '*.log'
                sh 'chmod 750 lib/b.sh; ln -s b.sh lib/c.sh'
                stash name: 'modes', includes: 'lib/*.sh'
            }
            node('two') {
                unstash 'stuff'
                echo "got ${readFile('a.txt')} ${fileExists('c.log')} ${fileExists('lib/.git/config')}"
                dir('sub') {
                    unstash 'modes'
                    sh 'stat -c "mode %a" lib/b.sh; readlink lib/c.sh; sh lib/c.sh'
                }
            }
            """);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("got alpha false false", run);
        jenkins.assertLogContains("mode 750", run);
        jenkins.assertLogContains("beta", run);
        jenkins.assertLogContains("[b2] stash -> main:stashes/app/1/", run);
        Await.that("stashes are deleted when the build ends", () -> stored().isEmpty());
    }

    @Test
    void aBigOneGoesThroughInParts() throws Exception {
        profile.setPartSize("5 MB");
        WorkflowJob job = JenkinsWithB2.job("app", """
            node {
                stash name: 'big', includes: 'big.bin'
                dir('back') { unstash 'big' }
                archiveArtifacts 'back/big.bin'
            }
            """);
        byte[] content = JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", 30_000_000);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        assertTrue(emulator.calls().of("b2_upload_part").count() > 3);
        try (InputStream in =
                run.getArtifactManager().root().child("back/big.bin").open()) {
            assertArrayEquals(content, in.readAllBytes());
        }
    }

    @Test
    void nothingToStashAndNothingToUnstashAreTold() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("app", """
            node {
                stash name: 'none', includes: 'nothing', allowEmpty: true
                unstash 'none'
                try {
                    stash name: 'empty', includes: 'nothing'
                } catch (hudson.AbortException e) {
                    echo "told: ${e.message}"
                }
                try {
                    unstash 'unknown'
                } catch (hudson.AbortException e) {
                    echo "told: ${e.message}"
                }
            }
            """));
        jenkins.assertLogContains("told: No files included in stash 'empty'", run);
        jenkins.assertLogContains("told: No such saved stash 'unknown'", run);
    }

    @Test
    void theLaterStashOfANameCounts() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("app", """
            node {
                writeFile file: 'a.txt', text: 'one'
                stash 'x'
                writeFile file: 'a.txt', text: 'two'
                stash 'x'
                writeFile file: 'a.txt', text: 'three'
                unstash 'x'
                echo "got ${readFile 'a.txt'}"
            }
            """));
        jenkins.assertLogContains("got two", run);
        jenkins.assertLogContains("overwriting stash 'x'", run);
    }

    @Test
    void whatIsDamagedInB2DoesNotCount() throws Exception {
        emulator.faults()
                .add(Fault.on("b2_download_file_by_id")
                        .times(Fault.UNLIMITED)
                        .afterBytes(200_000)
                        .corrupt());
        WorkflowJob job = JenkinsWithB2.job("app", "node { stash 'x'; dir('back') { unstash 'x' } }");
        JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", 1_000_000);
        profile.setMaxRetries(0);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("[b2] unstash <- main:stashes/app/1/", run);
    }

    @Test
    void aWorkspaceThatCanNotBeWrittenIsTheReason() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("app", """
            node {
                writeFile file: 'a/b', text: 'x'
                stash 'x'
                sh 'rm -r a'
                writeFile file: 'a', text: 'in the way'
                unstash 'x'
            }
            """);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogNotContains("Nobody reads any more", run);
    }

    @Test
    void anAbortEndsItAtOnce() throws Exception {
        for (String call : List.of("b2_upload_file", "b2_download_file_by_id")) {
            emulator.faults().clear();
            emulator.faults().add(Fault.on(call).times(Fault.UNLIMITED).stall());
            WorkflowJob job = JenkinsWithB2.job(
                    "abort-" + call, "node { writeFile file: 'a', text: 'x'; stash 'x'; unstash 'x' }");
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            Await.that("it stalls", () -> emulator.state().requestsStalled() > 0);
            run.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            Await.that("no request is left", () -> emulator.state().requestsStalled() == 0);
            assertFalse(
                    Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(thread -> thread.getName().matches("b2-(un)?stash.*")),
                    "a thread is left");
        }
    }

    @Test
    void canBeUnstashedAfterTheBuildAndAReload() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(
                JenkinsWithB2.job("app", "node { writeFile file: 'a', text: 'alpha'; stash 'x' }"));
        jenkins.jenkins.reload();
        Run<?, ?> again = Run.fromExternalizableId(run.getExternalizableId());
        DumbSlave agent = jenkins.createOnlineSlave();
        FilePath folder = agent.getRootPath().child("back");
        var listener = new StreamBuildListener(System.err, StandardCharsets.UTF_8);
        StashManager.unstash(again, "x", folder, jenkins.createLocalLauncher(), new hudson.EnvVars(), listener);
        assertEquals("alpha", folder.child("a").readToString());
        String xml = Files.readString(Path.of(again.getRootDir().getPath(), "build.xml"));
        assertTrue(xml.contains("<artifactManager class=\"backblazeB2\""), xml);
    }

    private void copied(int bytes) throws Exception {
        profile.setPartSize("5 MB");
        WorkflowJob job = JenkinsWithB2.job("app", "node { stash 'x'; archiveArtifacts '**' }");
        byte[] content = JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", bytes);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        WorkflowRun other = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("other", "echo 'nothing'"));
        emulator.calls().reset();
        var listener = new StreamBuildListener(System.err, StandardCharsets.UTF_8);
        ((StashingArtifactManager) run.getArtifactManager()).copyAllArtifactsAndStashes(other, listener);
        assertTrue(emulator.awaitIdle(10_000));
        assertEquals(0, emulator.calls().of("b2_upload_file").count());
        assertEquals(0, emulator.calls().of("b2_download_file_by_id").count());
        run.delete();
        Await.that("the origin is deleted", () -> DeletionQueue.get().state().count() == 0);
        assertEquals(2, stored().size());
        try (InputStream in = other.getArtifactManager().root().child("big.bin").open()) {
            assertArrayEquals(content, in.readAllBytes());
        }
        FilePath folder = jenkins.jenkins.getRootPath().child("back");
        StashManager.unstash(other, "x", folder, jenkins.createLocalLauncher(), new hudson.EnvVars(), listener);
        assertEquals(bytes, folder.child("big.bin").length());
    }

    @Test
    void copiesOfABuildHaveAllOfIt() throws Exception {
        copied(11_000_000);
    }

    @Test
    void copiesOfEncryptedOnesAreReadable() throws Exception {
        JenkinsWithB2.encrypt(profile);
        copied(100_000);
    }

    @Test
    void aRestartFromAStageHasWhatTheStagesBeforeLeft() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("app", """
            pipeline {
                agent any
                options { preserveStashes() }
                stages {
                    stage('one') {
                        steps {
                            writeFile file: 'a.txt', text: 'alpha'
                            stash 'x'
                            archiveArtifacts 'a.txt'
                        }
                    }
                    stage('two') {
                        steps {
                            deleteDir()
                            unstash 'x'
                            echo "got ${readFile 'a.txt'}"
                        }
                    }
                }
            }
            """);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        run.getAction(RestartDeclarativePipelineAction.class)
                .run("two")
                .getFuture()
                .get();
        WorkflowRun again = job.getLastBuild();
        jenkins.assertBuildStatusSuccess(again);
        assertEquals(2, again.getNumber());
        jenkins.assertLogContains("got alpha", again);
        jenkins.assertLogNotContains("[b2] stash ->", again);
        assertEquals(1, again.getArtifacts().size());
        run.delete();
        Await.that("the first is deleted", () -> stored().size() == 2);
        try (InputStream in = again.getArtifactManager().root().child("a.txt").open()) {
            assertEquals("alpha", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
