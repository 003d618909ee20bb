package io.jenkins.plugins.b2.freestyle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Items;
import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Calls;
import io.jenkins.plugins.b2.pipeline.B2DeleteStep;
import io.jenkins.plugins.b2.pipeline.B2DownloadStep;
import io.jenkins.plugins.b2.pipeline.B2Step;
import io.jenkins.plugins.b2.pipeline.B2TestConnectionStep;
import io.jenkins.plugins.b2.pipeline.B2UploadStep;
import java.io.ByteArrayInputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.StaplerRequest2;

/** What a job's form or stored configuration says is taken as it stands, or nothing is done: not with less than it says. */
@WithJenkins
class StoredActionsTest {
    private static final String PACKAGE = "io.jenkins.plugins.b2.freestyle.";

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

    private static FreeStyleProject stored(String place, String xml) throws Exception {
        String job = "<project><" + place + ">" + xml + "</" + place + "></project>";
        return (FreeStyleProject) jenkins.jenkins.createProjectFromXML(
                "stored" + jenkins.jenkins.getItems().size(),
                new ByteArrayInputStream(job.getBytes(StandardCharsets.UTF_8)));
    }

    private static FreeStyleProject storedDelete(String settings) throws Exception {
        String name = PACKAGE + "DeleteBuilder";
        return stored("builders", "<" + name + ">" + settings + "</" + name + ">");
    }

    private static void assertRefused(FreeStyleProject job, String message) throws Exception {
        Map<String, Calls.Count> before = emulator.calls().all();
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("ERROR: ", build);
        jenkins.assertLogContains(message, build);
        jenkins.assertLogNotContains("\tat ", build);
        assertEquals(before, emulator.calls().all());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<dryRun>yes</dryRun> | b2Delete: dryRun is 'yes'; it takes true or false",
                "<dryRun/> | b2Delete: dryRun is ''; it takes true or false",
                "<dryRun>true</dryRun><dryRun>false</dryRun> | b2Delete: dryRun is '[true, false]'",
                "<dryrun>true</dryrun> | b2Delete has no argument 'dryrun'",
                "<olderThanDays>seven</olderThanDays> | b2Delete: olderThanDays is 'seven'; it takes a whole number",
                "<olderThanDays>1.5</olderThanDays> | b2Delete: olderThanDays is '1.5'",
                "<keepLatest>five</keepLatest> | b2Delete: keepLatest is 'five'",
                "<keepLatest>99999999999</keepLatest> | b2Delete: keepLatest is '99999999999'",
                "<includes><string>*.tmp</string></includes> | b2Delete has an invalid argument: includes expects",
            })
    void whatCannotBeReadIsNotPassedOver(String setting, String message) throws Exception {
        FreeStyleProject job = storedDelete("<delete><prefix>backups/</prefix>" + setting + "</delete>");
        assertRefused(job, message);
        // Nor when Jenkins has written the configuration itself, which has but what was read.
        job.save();
        job.doReload();
        assertRefused(job, message);
        assertEquals(
                "backups/",
                ((DeleteBuilder) job.getBuildersList().get(0)).getDelete().getPrefix());
        String form = jenkins.createWebClient().getPage(job, "configure").asNormalizedText();
        assertTrue(form.contains(message), form);
    }

    @Test
    void settingsBesideTheStepAreNotPassedOver() throws Exception {
        assertRefused(
                storedDelete("<delete><prefix>a/</prefix></delete><dryRun>true</dryRun>"),
                "Delete from Backblaze B2 has no argument 'dryRun'");
        String publisher = PACKAGE + "UploadPublisher";
        assertRefused(
                stored(
                        "publishers",
                        "<" + publisher + "><upload><file>a</file></upload><onlyIfSuccessful>on</onlyIfSuccessful></"
                                + publisher + ">"),
                "onlyIfSuccessful is 'on'; it takes true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DeleteBuilder", "UploadBuilder", "DownloadBuilder"})
    void actionsWithoutAStepSayWhatIsMissing(String name) throws Exception {
        FreeStyleBuild build =
                jenkins.buildAndAssertStatus(Result.FAILURE, stored("builders", "<" + PACKAGE + name + "/>"));
        jenkins.assertLogContains("ERROR: ", build);
        jenkins.assertLogNotContains("\tat ", build);
    }

    /** Of every action and every setting. */
    @Test
    void absentElementsMeanDefaults() throws Exception {
        for (B2Action made : List.of(
                new DeleteBuilder(new B2DeleteStep()),
                new UploadBuilder(new B2UploadStep()),
                new DownloadBuilder(new B2DownloadStep()),
                new TestConnectionBuilder(new B2TestConnectionStep()),
                new UploadPublisher(new B2UploadStep()))) {
            String name = made.getClass().getName();
            for (String xml : List.of("<" + name + "/>", withEmptyStep(made, name))) {
                B2Action read = (B2Action) Items.XSTREAM2.fromXML(xml);
                jenkins.assertEqualDataBoundBeans(made, read);
                jenkins.assertEqualDataBoundBeans(made.step(), read.step());
                assertNull(read.step().getUnreadable());
            }
        }
    }

    private static String withEmptyStep(B2Action made, String name) throws Exception {
        String field = made.step()
                .getClass()
                .getSimpleName()
                .replaceAll("B2|Step|Connection", "")
                .toLowerCase();
        return "<" + name + "><" + field + "/></" + name + ">";
    }

    @Test
    void whatIsStoredIsReadAgain() throws Exception {
        B2UploadStep upload = new B2UploadStep();
        upload.setPrefix("");
        upload.setIncludes("**/*.txt");
        upload.setFollowLinks(false);
        upload.setEncrypt(false);
        upload.setFileInfo(Map.of("a", "b=c", "d", " "));
        UploadPublisher publisher = new UploadPublisher(upload);
        publisher.setOnlyIfSuccessful(false);
        UploadPublisher read =
                assertInstanceOf(UploadPublisher.class, Items.XSTREAM2.fromXML(Items.XSTREAM2.toXML(publisher)));
        assertEquals(false, read.isOnlyIfSuccessful());
        assertEquals("", read.getUpload().getPrefix());
        assertEquals("**/*.txt", read.getUpload().getIncludes());
        assertEquals(false, read.getUpload().isFollowLinks());
        assertEquals(true, read.getUpload().isResume());
        assertEquals(false, read.getUpload().getEncrypt());
        assertEquals(Map.of("a", "b=c", "d", " "), read.getUpload().getFileInfo());
        assertNull(read.getUpload().getUnreadable());

        B2DeleteStep delete = new B2DeleteStep();
        delete.setPrefix("a/ ");
        delete.setOlderThanDays(3);
        delete.setKeepLatest(2);
        delete.setDryRun(true);
        B2DeleteStep again =
                ((DeleteBuilder) Items.XSTREAM2.fromXML(Items.XSTREAM2.toXML(new DeleteBuilder(delete)))).getDelete();
        jenkins.assertEqualDataBoundBeans(delete, again);
        assertNull(again.getUnreadable());
    }

    private static WebResponse submit(FreeStyleProject job, String place, JSONObject action) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        WebRequest save = new WebRequest(new URL(job.getAbsoluteUrl() + "configSubmit"), HttpMethod.POST);
        JSONObject form = new JSONObject();
        form.put("name", job.getName());
        form.put("properties", new JSONObject());
        form.put(place, action);
        save.setRequestParameters(List.of(new NameValuePair("json", form.toString())));
        client.addCrumb(save);
        return client.getPage(save).getWebResponse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"delete\": {\"prefix\": \"backups/\", \"olderThanDays\": \"30 days\"}} | olderThanDays is",
                "{\"delete\": {\"prefix\": \"backups/\", \"keepLatest\": \"five\"}} | keepLatest is",
                "{\"delete\": {\"prefix\": \"backups/\", \"olderThanDays\": 1.5}} | olderThanDays is",
                "{\"delete\": {\"prefix\": \"backups/\", \"dryrun\": true}} | has no argument",
                "{\"delete\": {\"prefix\": \"backups/\", \"dryRun\": \"yes\"}} | dryRun is",
                "{\"delete\": {\"prefix\": \"backups/\"}, \"dryRun\": true} | has no argument",
                "{\"delet\": {\"prefix\": \"backups/\"}} | has no argument",
            })
    void formsWithWhatCannotBeReadAreNotSaved(String action, String message) throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        JSONObject json = JSONObject.fromObject(action);
        json.put("$class", PACKAGE + "DeleteBuilder");
        WebResponse answer = submit(job, "builder", json);
        assertEquals(400, answer.getStatusCode());
        assertTrue(answer.getContentAsString().contains(message), answer::getContentAsString);
        job.doReload();
        assertTrue(job.getBuildersList().isEmpty());
    }

    @Test
    void formsOfThePostBuildActionAreNoLessStrict() throws Exception {
        for (String action : new String[] {
            "{\"upload\": {\"file\": \"a\"}, \"onlyIfSuccessful\": \"no\"}",
            "{\"upload\": {\"file\": \"a\", \"verfy\": true}}",
            "{\"upload\": {\"file\": \"a\", \"fileInfoText\": \"no equals sign\"}}",
        }) {
            FreeStyleProject job = jenkins.createFreeStyleProject();
            JSONObject json = JSONObject.fromObject(action);
            json.put("$class", PACKAGE + "UploadPublisher");
            assertEquals(400, submit(job, "publisher", json).getStatusCode(), action);
            job.doReload();
            assertTrue(job.getPublishersList().isEmpty(), action);
        }
    }

    /** Other plugins bind such forms, too, in ways that take an exception for a reason to leave a setting out. */
    @Test
    void boundByOthersItDoesNotRun() {
        B2Step.B2StepDescriptor descriptor =
                (B2Step.B2StepDescriptor) jenkins.jenkins.getDescriptorOrDie(B2DeleteStep.class);
        B2Step step = (B2Step) descriptor.newInstance(
                (StaplerRequest2) null,
                JSONObject.fromObject("{\"prefix\": \"backups/\", \"olderThanDays\": \"30 days\"}"));
        assertEquals("b2Delete: olderThanDays is '30 days'; it takes a whole number.", step.getUnreadable());
    }
}
