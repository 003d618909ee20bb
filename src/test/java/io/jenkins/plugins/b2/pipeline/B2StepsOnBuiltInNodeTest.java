package io.jenkins.plugins.b2.pipeline;

import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every step in both kinds of Pipeline, in the sandbox, with results that it lets read. */
@WithJenkins
class B2StepsOnBuiltInNodeTest {
    private static final String SCRIPTED = "node { %s }";
    private static final String DECLARATIVE =
            "pipeline { agent any; stages { stage('all') { steps { script { %s } } } } }";
    /** Without a script block, which is how most Declarative Pipelines call a step. */
    private static final String PLAIN = """
        pipeline {
            agent any
            stages {
                stage('all') {
                    steps {
                        writeFile file: 'dist/a.txt', text: 'alpha'
                        b2Upload includes: 'dist/*', prefix: "${env.JOB_NAME}/", fileInfo: [by: 'me'], verbose: true
                        b2List prefix: "${env.JOB_NAME}/", toFile: 'list.jsonl'
                        b2Download name: "${env.JOB_NAME}/dist/a.txt", file: 'back.txt'
                        echo "${readFile('back.txt')} and ${readFile('list.jsonl')}"
                        b2TestConnection()
                        b2Info()
                        b2Delete prefix: "${env.JOB_NAME}/", olderThanDays: 0, keepLatest: 0, allVersions: true
                    }
                }
            }
        }
        """;

    private static final String SCRIPT = """
        writeFile file: 'dist/a.txt', text: 'alpha'
        writeFile file: 'dist/b.txt', text: 'beta'
        def up = b2Upload includes: 'dist/*.txt', prefix: "${env.JOB_NAME}/", encrypt: false
        def again = b2Upload includes: 'dist/*.txt', prefix: "${env.JOB_NAME}/", skipUnchanged: true
        def files = b2List prefix: "${env.JOB_NAME}/", maxFiles: 1
        def down = b2Download prefix: "${env.JOB_NAME}/", dir: 'back'
        def test = b2TestConnection probe: 'write', failOnError: false
        def info = b2Info usage: true
        def dry = b2Delete prefix: "${env.JOB_NAME}/", dryRun: true
        def gone = b2Delete name: "${env.JOB_NAME}/dist/a.txt"
        echo "up ${up.size()} ${up[0].size} ${up[0].sha1.length()} skipped ${again[0].skipped}"
        echo "list ${files.size()} ${files[0].name} down ${down.size()} ${readFile('back/dist/b.txt')}"
        echo "test ${test.ok} ${test.stages.size() > 4} info ${info.bucket.bucketName} ${info.usage.files}"
        echo "dry ${dry.size()} ${dry[0].dryRun} gone ${gone.size()} ${gone[0].dryRun}"
        """;

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

    private static WorkflowRun run(String name, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return jenkins.buildAndAssertSuccess(job);
    }

    @ParameterizedTest
    @ValueSource(strings = {SCRIPTED, DECLARATIVE})
    void resultsAreListsAndMaps(String frame) throws Exception {
        String name = frame.equals(SCRIPTED) ? "scripted" : "declarative";
        WorkflowRun run = run(name, String.format(frame, SCRIPT));
        jenkins.assertLogContains("up 2 5 40 skipped true", run);
        jenkins.assertLogContains("list 1 " + name + "/dist/a.txt down 2 beta", run);
        jenkins.assertLogContains("test true true info " + JenkinsWithB2.BUCKET, run);
        jenkins.assertLogContains("dry 2 true gone 1 false", run);
    }

    @Test
    void stepsStandAlone() throws Exception {
        WorkflowRun run = run("plain", PLAIN);
        jenkins.assertLogContains("alpha and {\"name\":\"plain/dist/a.txt\"", run);
    }

    /** Both slashes separate folders in what a Jenkinsfile says, as in Jenkins' own steps; in B2 only the slash does. */
    @Test
    void pathsMayBeWrittenAsOnWindows() throws Exception {
        WorkflowRun run = run("windows", """
            node {
                writeFile file: 'dist/a/app.tgz', text: 'app'
                def up = b2Upload includes: 'dist\\\\**\\\\*.tgz', prefix: 'windows/'
                def down = b2Download prefix: 'windows/', includes: 'dist\\\\a\\\\*', dir: 'back'
                def list = b2List prefix: 'windows/', includes: 'dist\\\\**'
                def gone = b2Delete prefix: 'windows/', includes: 'dist\\\\**'
                echo "${up*.name} ${down*.name} ${list*.name} ${gone*.name} ${readFile('back/dist/a/app.tgz')}"
                writeFile file: 'some\\\\app.txt', text: 'same'
                def one = b2Upload file: 'some\\\\app.txt', prefix: 'windows/'
                b2Download name: one[0].name, file: 'other\\\\app.txt'
                echo "${one[0].name} came back the ${readFile('other\\\\app.txt')}"
            }
            """);
        String name = "[windows/dist/a/app.tgz]";
        jenkins.assertLogContains(String.join(" ", name, name, name, name, "app"), run);
        jenkins.assertLogContains("windows/app.txt came back the same", run);
    }
}
