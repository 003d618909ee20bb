package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.model.FreeStyleProject;
import hudson.model.Label;
import hudson.model.Node;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.freestyle.UploadBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** No path of a step leads out of the workspace, on whatever node, by whatever link. */
@WithJenkins
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "links take a privilege there")
class WorkspaceWallTest {
    private static final String SECRET = "of the node, and not of the job";
    private static final Pattern REFUSED = Pattern.compile("leads out of|leads nowhere");

    private static JenkinsRule jenkins;
    private static B2Emulator emulator;
    private static Profile profile;

    @TempDir
    private Path outside;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        jenkins.jenkins.setLabelString("here");
        jenkins.createOnlineSlave(Label.get("there"));
    }

    @AfterAll
    static void stop() throws Exception {
        emulator.close();
    }

    @BeforeEach
    void writeSecret() throws Exception {
        Files.writeString(outside.resolve("secret.txt"), SECRET);
    }

    @AfterEach
    void nothingChangedOutside() throws Exception {
        try (Stream<Path> files = Files.list(outside)) {
            assertEquals(List.of(outside.resolve("secret.txt")), files.toList());
        }
        assertEquals(SECRET, Files.readString(outside.resolve("secret.txt")));
        for (var file : emulator.files(JenkinsWithB2.BUCKET)) {
            assertFalse(new String(emulator.content(file.fileId()), StandardCharsets.UTF_8).contains(SECRET));
        }
    }

    /** A workspace with links: {@code out} and {@code file} lead out of it, {@code in} and {@code same} stay inside. */
    private FilePath workspace(WorkflowJob job, String label) throws Exception {
        Node node = Label.get(label).getNodes().iterator().next();
        FilePath workspace = node.getWorkspaceFor(job);
        workspace.child("dir/a.txt").write("alpha", "UTF-8");
        workspace.child("out").symlinkTo(outside.toString(), TaskListener.NULL);
        workspace.child("file").symlinkTo(outside.resolve("secret.txt").toString(), TaskListener.NULL);
        workspace.child("new").symlinkTo(outside.resolve("new.txt").toString(), TaskListener.NULL);
        workspace.child("in").symlinkTo("dir", TaskListener.NULL);
        workspace.child("same").symlinkTo("dir/a.txt", TaskListener.NULL);
        return workspace;
    }

    private static WorkflowJob job(String label, String steps) throws Exception {
        return JenkinsWithB2.job(label + "-" + System.nanoTime(), "node('" + label + "') {\n" + steps + "\n}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "there"})
    void linksThatLeadOutAreRefusedAtEveryPlace(String label) throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "wall/x.txt", "x".getBytes(StandardCharsets.UTF_8));
        emulator.put(JenkinsWithB2.BUCKET, "wall/tree/out/x.txt", "x".getBytes(StandardCharsets.UTF_8));
        WorkflowJob job = job(label, """
            def refused = 0
            for (attempt in [
                    { b2Upload file: 'file', name: 'wall/1' },
                    { b2Upload file: 'out/secret.txt', name: 'wall/2' },
                    { b2Upload file: 'in/../out/secret.txt', name: 'wall/3' },
                    { b2Upload includes: 'out/**', prefix: 'wall/4/' },
                    { b2Upload includes: 'file', prefix: 'wall/5/' },
                    { dir('out') { b2Upload file: 'secret.txt', name: 'wall/6' } },
                    { withEnv(['WORKSPACE=/']) { b2Upload file: 'file', name: 'wall/7' } },
                    { b2Download name: 'wall/x.txt', file: 'out/x.txt' },
                    { b2Download name: 'wall/x.txt', file: 'new' },
                    { b2Download name: 'wall/x.txt', dir: 'out' },
                    { b2Download prefix: 'wall/tree/', dir: 'out/deep' },
                    { b2Download prefix: 'wall/tree/' },
                    { b2List prefix: 'wall/', toFile: 'out/list' },
                    { b2List prefix: 'wall/', toFile: 'new' }]) {
                try {
                    attempt()
                    echo "PASSED ${refused}"
                } catch (e) {
                    echo "REFUSED ${refused}: ${e.message.replace('\\n', ' ')}"
                }
                refused++
            }
            """);
        workspace(job, label);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        List<String> told = run.getLog(10_000).stream()
                .filter(line -> line.startsWith("REFUSED") || line.startsWith("PASSED"))
                .toList();
        assertEquals(14, told.size(), told::toString);
        for (String line : told) {
            assertTrue(line.startsWith("REFUSED") && REFUSED.matcher(line).find(), line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "there"})
    void linksThatStayInsideAreFollowedUnlessToldOtherwise(String label) throws Exception {
        WorkflowJob job = job(label, """
            b2Upload file: 'same', name: 'inside/same.txt'
            b2Upload includes: 'in/**', prefix: 'inside/'
            def left = b2Upload includes: 'in/**,same', prefix: 'left/', followLinks: false, allowEmpty: true
            echo "left out, ${left.size()} of them"
            b2Download name: 'inside/same.txt', file: 'in/b.txt'
            echo "got ${readFile('dir/b.txt')}"
            """);
        workspace(job, label);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("inside/in/a.txt", run);
        jenkins.assertLogContains("left out, 0 of them", run);
        jenkins.assertLogContains("got alpha", run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"here", "there"})
    void aLinkThatAppearsWhileTheStepRuns(String label) throws Exception {
        profile.setConnectionPoolSize("1");
        profile.setTimeout(2);
        emulator.put(JenkinsWithB2.BUCKET, "late/a.bin", new byte[3_000_000]);
        emulator.put(JenkinsWithB2.BUCKET, "late/sub/b.txt", "b".getBytes(StandardCharsets.UTF_8));
        WorkflowJob job = job(label, "b2Download prefix: 'late/'");
        FilePath workspace = workspace(job, label);
        try {
            for (String call : List.of("b2_download_file_by_name", "b2_download_file_by_id")) {
                emulator.faults()
                        .add(Fault.on(call)
                                .at(Fault.Moment.RESPONSE_BODY)
                                .afterBytes(1000)
                                .stall());
            }
            WorkflowRun run = job.scheduleBuild2(0).waitForStart();
            Await.that("the first file is on its way", () -> emulator.state().requestsStalled() > 0);
            FilePath sub = workspace.child("sub");
            sub.deleteRecursive();
            sub.symlinkTo(outside.toString(), TaskListener.NULL);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            assertTrue(REFUSED.matcher(JenkinsRule.getLog(run)).find(), JenkinsRule.getLog(run));
        } finally {
            emulator.faults().clear();
            profile.setConnectionPoolSize("5");
            profile.setTimeout(300);
        }
    }

    @Test
    void aParameterCalledWorkspaceMovesNothing() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.setAssignedLabel(Label.get("here"));
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WORKSPACE", "/")));
        B2UploadStep upload = new B2UploadStep();
        upload.setFile(outside.resolve("secret.txt").toString());
        upload.setName("wall/parameter");
        job.getBuildersList().add(new UploadBuilder(upload));
        var build = jenkins.assertBuildStatus(
                Result.FAILURE,
                job.scheduleBuild2(0, new ParametersAction(List.of(new StringParameterValue("WORKSPACE", "/")))));
        assertTrue(REFUSED.matcher(JenkinsRule.getLog(build)).find(), JenkinsRule.getLog(build));
    }
}
