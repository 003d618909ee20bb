package io.jenkins.plugins.b2.freestyle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.pipeline.B2DeleteStep;
import io.jenkins.plugins.b2.pipeline.B2DownloadStep;
import io.jenkins.plugins.b2.pipeline.B2TestConnectionStep;
import io.jenkins.plugins.b2.pipeline.B2UploadStep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.CreateFileBuilder;
import org.jvnet.hudson.test.FailureBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class FreestyleActionsTest {
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

    private static B2UploadStep upload(String file, String name) {
        B2UploadStep step = new B2UploadStep();
        step.setFile(file);
        step.setName(name);
        return step;
    }

    @Test
    void formsKeepWhatTheyGet() throws Exception {
        B2UploadStep upload = upload("a.txt", "${JOB_NAME}/a.txt");
        upload.setFileInfo(Map.of("job", "${JOB_NAME}"));
        upload.setEncrypt(false);
        UploadBuilder uploaded = jenkins.configRoundtrip(new UploadBuilder(upload));
        jenkins.assertEqualDataBoundBeans(upload, uploaded.getUpload());

        B2DownloadStep download = new B2DownloadStep();
        download.setPrefix("a/");
        download.setDir("old");
        download.setDecrypt(false);
        jenkins.assertEqualDataBoundBeans(
                download, jenkins.configRoundtrip(new DownloadBuilder(download)).getDownload());

        B2DeleteStep delete = new B2DeleteStep();
        delete.setPrefix("a/ ");
        delete.setOlderThanDays(3);
        jenkins.assertEqualDataBoundBeans(
                delete, jenkins.configRoundtrip(new DeleteBuilder(delete)).getDelete());

        B2TestConnectionStep test = new B2TestConnectionStep();
        test.setProbe("read");
        jenkins.assertEqualDataBoundBeans(
                test, jenkins.configRoundtrip(new TestConnectionBuilder(test)).getTest());

        for (boolean only : new boolean[] {true, false}) {
            UploadPublisher before = new UploadPublisher(upload);
            before.setOnlyIfSuccessful(only);
            UploadPublisher after = jenkins.configRoundtrip(before);
            jenkins.assertEqualDataBoundBeans(upload, after.getUpload());
            assertEquals(only, after.isOnlyIfSuccessful());
        }
    }

    @Test
    void allVerbsInOneJobWithVariables() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("verbs");
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WHAT", "none")));
        job.getBuildersList().add(new CreateFileBuilder("a.txt", "alpha"));
        B2UploadStep upload = upload("${WHAT}.txt", "$JOB_NAME/${BUILD_NUMBER}/${WHAT}.txt");
        upload.setFileInfo(Map.of("job", "${JOB_NAME}"));
        job.getBuildersList().add(new UploadBuilder(upload));
        B2DownloadStep download = new B2DownloadStep();
        download.setPrefix("${JOB_NAME}/");
        download.setDir("back");
        job.getBuildersList().add(new DownloadBuilder(download));
        job.getBuildersList().add(new TestConnectionBuilder(new B2TestConnectionStep()));
        B2DeleteStep delete = new B2DeleteStep();
        delete.setName("${JOB_NAME}/${BUILD_NUMBER}/${WHAT}.txt");
        job.getBuildersList().add(new DeleteBuilder(delete));

        FreeStyleBuild build = jenkins.assertBuildStatusSuccess(
                job.scheduleBuild2(0, new ParametersAction(List.of(new StringParameterValue("WHAT", "a")))));
        assertEquals("alpha", build.getWorkspace().child("back/1/a.txt").readToString());
        jenkins.assertLogContains("[b2] deleted    verbs/1/a.txt  5 B", build);
    }

    /** Forms hold more than a step's arguments, such as what belongs to the drop-down of credentials. */
    @Test
    void aJobThatWasSavedInItsFormRuns() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("saved");
        job.getBuildersList().add(new TestConnectionBuilder(new B2TestConnectionStep()));
        jenkins.configRoundtrip(job);
        jenkins.assertLogContains("[b2] b2TestConnection main", jenkins.buildAndAssertSuccess(job));
    }

    @Test
    void failuresAreOneLineAndNoStackTrace() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("wrong");
        job.getBuildersList().add(new UploadBuilder(new B2UploadStep()));
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("ERROR: Name what to upload", build);
        jenkins.assertLogNotContains("\tat ", build);
    }

    @Test
    void afterTheBuildOnlyIfItSucceeded() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("after");
        job.getBuildersList().add(new CreateFileBuilder("a.txt", "alpha"));
        UploadPublisher publisher = new UploadPublisher(upload("a.txt", "after/a.txt"));
        job.getPublishersList().add(publisher);
        assertTrue(publisher.isOnlyIfSuccessful());
        jenkins.assertLogContains("after/a.txt", jenkins.buildAndAssertSuccess(job));

        job.getBuildersList().add(new FailureBuilder());
        FreeStyleBuild failed = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains(Messages.UploadPublisher_notSuccessful(Result.FAILURE), failed);
        jenkins.assertLogNotContains("SHA-1 verified", failed);

        publisher.setOnlyIfSuccessful(false);
        assertFalse(publisher.isOnlyIfSuccessful());
        jenkins.assertLogContains("SHA-1 verified", jenkins.buildAndAssertStatus(Result.FAILURE, job));
    }
}
