package io.jenkins.plugins.b2.pipeline;

import hudson.model.Label;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class B2StepsOnAgentTest {
    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.encrypt(JenkinsWithB2.configure(emulator));
        jenkins.createOnlineSlave(Label.get("remote"));
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    @Test
    void allStepsTogether() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "steps");
        job.setDefinition(new CpsFlowDefinition("""
            node('remote') {
                writeFile file: 'dist/a.txt', text: 'alpha'
                writeFile file: 'dist/sub/b.txt', text: 'beta'
                def up = b2Upload includes: 'dist/**/*.txt', prefix: "releases/${env.BUILD_NUMBER}/"
                echo "uploaded ${up.size()}: ${up[0].name} ${up[0].encrypted}"
                def files = b2List prefix: 'releases/', includes: '**/*.txt*'
                echo "listed ${files.collect { it.name }}"
                dir('back') {
                    def down = b2Download prefix: 'releases/1/'
                    echo "downloaded ${down[0].file} ${down[0].verified}"
                    echo readFile('dist/sub/b.txt')
                }
                b2Upload file: 'dist/a.txt', name: 'plain.txt', encrypt: false, fileInfo: [job: env.JOB_NAME]
                b2Delete prefix: 'releases/', keepLatest: 1
                echo "ok ${b2TestConnection(probe: 'write').ok}"
                echo "usage ${b2Info(usage: true).usage}"
            }
            """, true));
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("uploaded 2: releases/1/dist/", run);
        jenkins.assertLogContains("beta", run);
        jenkins.assertLogContains("ok true", run);
    }
}
