package io.jenkins.plugins.b2.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.report.BuildReport;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Results that no Pipeline could hold. */
@WithJenkins
class BigResultsTest {
    private static final int MANY = 10_001;

    private static JenkinsRule jenkins;
    private static B2Emulator emulator;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
        emulator.putMany(JenkinsWithB2.BUCKET, "many/", MANY, new byte[1]);
        jenkins.createOnlineSlave(Label.get("remote"));
    }

    @AfterAll
    static void stop() throws Exception {
        emulator.close();
    }

    @Test
    void aListOfTooManyFilesFailsAndSaysWhatToDo() throws Exception {
        for (String maxFiles : new String[] {"0", "20000"}) {
            WorkflowJob job = JenkinsWithB2.job("all-" + maxFiles, "b2List prefix: 'many/', maxFiles: " + maxFiles);
            WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
            jenkins.assertLogContains("ERROR: " + Messages.ListTask_tooMany(10_000), run);
        }
    }

    @Test
    void asManyAsAPipelineHolds() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("most", "echo \"${b2List(prefix: 'many/', maxFiles: 10000).size()} rows\"");
        jenkins.assertLogContains("10000 rows", jenkins.buildAndAssertSuccess(job));
    }

    @Test
    void aFileTakesAllOfThem() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("file", """
            node('remote') {
                echo "${b2List(prefix: 'many/', maxFiles: 0, toFile: 'list').size()} rows"
                echo "${readFile('list').split('\\n').size()} lines"
            }
            """);
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("0 rows", run);
        jenkins.assertLogContains(MANY + " lines", run);
    }

    @Test
    void theResultOfATransferSaysThatItIsNotAll() throws Exception {
        emulator.putMany(JenkinsWithB2.BUCKET, "change/", MANY, new byte[1]);
        WorkflowJob job = JenkinsWithB2.job(
                "change",
                "node('remote') { def hidden = b2Delete prefix: 'change/', hide: true\n"
                        + "echo \"${hidden.size()} rows of ${hidden*.name.unique().size()} files\" }");
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        jenkins.assertLogContains("10000 rows of 10000 files", run);
        jenkins.assertLogContains("b2Delete returns the first 10,000 of 10,001 files", run);
        assertEquals(MANY, run.getAction(BuildReport.class).getTotals().getFiles());
    }
}
