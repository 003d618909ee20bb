package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What can't work is told in one message that says what to change, without a stack trace. */
@WithJenkins
class StepBadInputTest {
    private static JenkinsRule jenkins;
    private static B2Emulator emulator;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
    }

    @AfterAll
    static void stop() throws Exception {
        emulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "node { b2Upload() } | Name what to upload: either file",
                "node { b2Upload file: 'a', includes: '*' } | file cannot be combined with includes",
                "node { b2Upload includes: '*', name: 'n' } | name is for a single file",
                "node { b2Upload includes: 'no/such/*' } | no/such/*",
                "node { b2Upload file: 'missing' } | missing",
                "node { b2Upload file: '../../secret' } | leads out of",
                "node { b2Upload file: '/etc/passwd' } | leads out of",
                "node { withEnv(['WORKSPACE=/']) { b2Upload file: '/etc/passwd' } } | leads out of",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', encrypt: true } | encrypt: true was asked",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', encrypt: 'yes' } | encrypt is 'yes'; it"
                        + " takes",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', encrypt: '' } | encrypt is ''; it takes",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', encrypt: null } | encrypt is null",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', prefix: 'x/../y/' } | prefix is 'x/../y/'",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', prefix: '/q/' } | prefix is '/q/'",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a', prefix: 'r/${env.X}/' } | double quotes",
                "node { b2Download name: 'a', file: '../a' } | leads out of",
                "node { b2Download name: 'a', file: '..\\\\a' } | leads out of",
                "node { b2Download name: 'a/..' } | '..' can't be the name of a file here",
                "node { b2Download prefix: 'a/', dir: '/tmp' } | leads out of",
                "node { b2Download() } | Name what to download",
                "node { b2Download prefix: 'nothing/' } | nothing/",
                "node { b2Download name: 'no-such-file' } | no-such-file",
                "node { b2List toFile: '/tmp/list' } | leads out of",
                "b2List maxFiles: -1 | maxFiles is -1",
                "b2List maxFiles: 'many' | b2List: maxFiles is 'many'; it takes a whole number",
                "b2List versions: 'on' | b2List: versions is 'on'; it takes true or false",
                "b2List prefix: ['a'] | b2List has an invalid argument: prefix expects text",
                "b2List prefx: 'a' | b2List has no argument 'prefx'",
                "b2Delete dryrun: true, prefix: 'a' | b2Delete has no argument 'dryrun'",
                "b2Delete dryRun: 'yes', prefix: 'a' | b2Delete: dryRun is 'yes'; it takes true or false",
                "b2Delete olderThanDays: 'old', prefix: 'a' | b2Delete: olderThanDays is 'old'",
                "b2Delete olderThanDays: 0.5, prefix: 'a' | b2Delete: olderThanDays is '0.5'",
                "b2Delete olderThanDays: -1, prefix: 'a' | olderThanDays must be 0 or more",
                "b2Delete prefix: 'a/', includes: '' | includes is empty",
                "b2Delete prefix: 'a/', includes: ' , ' | includes is empty",
                "b2Delete name: \"a\\n\" | name is 'a\\u000a': it has a control character",
                "b2Delete prefix: \"a/\\u0000\" | prefix is 'a/\\u0000': it has a control character",
                "node { writeFile file: 'a', text: 'a'; b2Upload file: 'a ' } | a ': it does not exist",
                "b2Delete keepLatest: -1, prefix: 'a' | -1",
                "b2Delete prefix: '' | allowBucketPurge",
                "b2Delete prefix: '', excludes: 'no-such-file' | allowBucketPurge",
                "b2Delete() | Nothing says what to delete",
                "b2Delete name: 'a', prefix: 'b' | name cannot be combined with prefix",
                "b2Delete prefix: 'nothing/' | nothing/",
                "b2Delete prefix: 'a/', hide: true, allVersions: true | hide and allVersions cannot be combined",
                "b2TestConnection probe: 'deep' | 'deep' is not a probe",
                "b2Lifecycle dryRun: true | b2Lifecycle: dryRun tells what rules would change",
                "b2Lifecycle rules: 'none' | b2Lifecycle: rules is 'none'; it takes a list of maps",
                "b2Lifecycle rules: [7] | b2Lifecycle: rules is '[7]'; it takes a list of maps",
                "b2Lifecycle rules: null | b2Lifecycle: rules is null",
                "b2Lifecycle rules: [[prefix: 'a', hideafterdays: 1]] | b2Lifecycle(rules) has no argument"
                        + " 'hideafterdays'",
                "b2Lifecycle rules: [[prefix: 'a', hideAfterDays: 'x']] | b2Lifecycle(rules): hideAfterDays is 'x'; it"
                        + " takes a whole number",
                "b2Lifecycle rules: [[prefix: 'a', hideAfterDays: 0]] | the rule for 'a' has 0 days",
                "b2Lifecycle rules: [[prefix: 'a']] | the rule for 'a' does nothing",
                "b2Lifecycle rules: [[hideAfterDays: 1]] | rule 1 has no prefix",
                "b2Lifecycle rules: [[prefix: 'r/${env.X}/', hideAfterDays: 1]] | prefix of rule 1 is 'r/${env.X}/'",
                "b2Lifecycle rules: [[prefix: 'a', hideAfterDays: 1], [prefix: 'ab', hideAfterDays: 1]] | overlap",
                "b2Upload file: 'a' | b2Upload works on files of a workspace",
                "b2Download name: 'a' | b2Download works on files of a workspace",
                "b2List toFile: 'list' | b2List works on files of a workspace",
            })
    void saidInOneMessage(String script, String message) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        String log = JenkinsRule.getLog(run);
        String error = log.substring(Math.max(0, log.indexOf("ERROR: ")));
        if (!error.startsWith("ERROR: ") || !error.contains(message) || log.contains("\tat ")) {
            throw new AssertionError(log);
        }
    }

    /** Else it would pass over what looks like a step, and the build would be green. */
    @Test
    void buildStepsOfFreestyleJobsHaveNoNameInAPipeline() throws Exception {
        for (String name : new String[] {"backblazeB2Delete", "deleteBuilder", "step([$class: 'DeleteBuilder'])"}) {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition("node { " + name + (name.endsWith(")") ? "" : "()") + " }", true));
            jenkins.buildAndAssertStatus(Result.FAILURE, job);
        }
    }

    @Test
    void numbersAndBooleansInAMapOfTexts() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
            node {
                writeFile file: 'a', text: 'a'
                b2Upload file: 'a', name: 'info/a', fileInfo: [build: currentBuild.number, ok: true, x: "${1 + 1}"]
                def info = b2List(prefix: 'info/')[0].fileInfo
                echo "info ${info.build} ${info.ok} ${info.x}"
            }
            """, true));
        jenkins.assertLogContains("info 1 true 2", jenkins.buildAndAssertSuccess(job));
    }

    @Test
    void aBlankAtTheEndBelongsToTheName() throws Exception {
        emulator.put(JenkinsWithB2.BUCKET, "trail", new byte[] {1});
        emulator.put(JenkinsWithB2.BUCKET, "trail ", new byte[] {2});
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "b2List(prefix: 'trail ').each { b2Delete name: it.name }; echo \"left ${b2List(prefix:"
                        + " 'trail')*.name}\"",
                true));
        jenkins.assertLogContains("left [trail]", jenkins.buildAndAssertSuccess(job));
    }

    @Test
    void theGraphShowsWhatAStepIsAbout() {
        var upload = (B2Step.B2StepDescriptor) jenkins.jenkins.getDescriptorByType(B2UploadStep.DescriptorImpl.class);
        assertEquals(
                "main dist/a.tgz releases/",
                upload.argumentsToString(Map.of(
                        "file",
                        "dist/a.tgz",
                        "profile",
                        "main",
                        "prefix",
                        "releases/",
                        "encrypt",
                        true,
                        "fileInfo",
                        Map.of("a", "b"),
                        "credentialsId",
                        "key")));
        assertNull(upload.argumentsToString(Map.of("encrypt", true)));
    }

    @Test
    void oneBadArgumentCanBeCaught() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "catchError(buildResult: 'SUCCESS') { b2List maxFiles: 'many' }; echo 'goes on'", true));
        jenkins.assertLogContains("goes on", jenkins.buildAndAssertSuccess(job));
    }
}
