package io.jenkins.plugins.b2.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.FileResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class BuildReportTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @Test
    void stepsOfABuildAddUpAndAreShownWithoutB2() throws Exception {
        WorkflowRun run;
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Profile profile = JenkinsWithB2.configure(emulator);
            JenkinsWithB2.encrypt(profile);
            emulator.faults()
                    .add(Fault.on("b2_upload_file")
                            .nameContains("broken")
                            .times(Fault.UNLIMITED)
                            .status(400, "bad_request"));
            WorkflowJob job = JenkinsWithB2.job("report", """
                node {
                    writeFile file: 'dist/a.txt', text: 'alpha'
                    writeFile file: 'dist/b.txt', text: 'beta'
                    b2Upload includes: 'dist/*.txt', prefix: 'report/'
                    b2Download name: 'report/dist/a.txt.encrypted', file: 'back.txt'
                    writeFile file: 'dist/broken.txt', text: 'x'
                    b2Upload includes: 'dist/*', prefix: 'half/', encrypt: false
                }
                """);
            run = job.scheduleBuild2(0).get();
            jenkins.assertBuildStatus(Result.FAILURE, run);
        }
        JenkinsRule.WebClient client = jenkins.createWebClient();
        JSONObject json = client.getJSON(run.getUrl() + "backblaze-b2/api/json").getJSONObject();
        assertEquals(3, json.getInt("stepCount"));
        assertEquals(4, json.getJSONObject("totals").getInt("uploaded"));
        assertEquals(1, json.getJSONObject("totals").getInt("downloaded"));
        assertEquals(23, json.getJSONObject("totals").getInt("bytes"));
        JSONArray steps = json.getJSONArray("steps");
        assertEquals("SUCCESS", steps.getJSONObject(0).getString("outcome"));
        assertEquals("FAILED", steps.getJSONObject(2).getString("outcome"));
        JSONObject encrypted = steps.getJSONObject(0).getJSONArray("files").getJSONObject(0);
        assertEquals("AES256_GCM", encrypted.getString("encryption"));
        JSONArray half = steps.getJSONObject(2).getJSONArray("files");
        assertEquals(2, half.size(), "what went through although a file failed");
        assertEquals(40, half.getJSONObject(0).getString("sha1").length());
        assertFalse(half.getJSONObject(0).getString("fileId").isEmpty());
        assertFalse(half.getJSONObject(0).getBoolean("encrypted"));

        HtmlPage page = client.getPage(run, "backblaze-b2");
        HtmlTable files = page.getHtmlElementById("b2-files");
        assertEquals(6, files.getRowCount());
        assertTrue(files.getAttribute("class").contains("jenkins-table"));
        assertTrue(files.asXml().contains(half.getJSONObject(0).getString("fileId")));
        HtmlTable table = page.getHtmlElementById("b2-steps");
        assertEquals(4, table.getRowCount());
        assertEquals("failed", table.getCellAt(3, 2).asNormalizedText());
        assertNotNull(client.getPage(run).getAnchorByText("Backblaze B2"));
        String build = Files.readString(run.getRootDir().toPath().resolve("build.xml"));
        assertFalse(build.contains(half.getJSONObject(0).getString("sha1")), build);
    }

    @Test
    void aGreatManyFilesAreCountedAndTheFirstListed() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = new StepRecorder("b2Upload", "main");
        List<FileResult> results = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            results.add(uploaded("file-" + i, 10));
        }
        recorder.done(results);
        recorder.retried(3);
        int steps = BuildReport.MAX_STEPS + 1;
        for (int i = 0; i < steps; i++) {
            BuildReport.add(build, recorder.entry(StepEntry.Outcome.SUCCESS));
        }
        BuildReport report = build.getAction(BuildReport.class);
        assertEquals(steps * 5000, report.getTotals().getFiles());
        assertEquals(steps * 50000, report.getTotals().getBytes());
        assertEquals(steps * 3, report.getTotals().getRetries());
        assertEquals(BuildReport.MAX_FILES, report.getFilesListed());
        assertEquals(BuildReport.MAX_STEPS, report.getSteps().size());
        // As text: a browser made in Java takes minutes for so large a table.
        String page = read(new URL(jenkins.getURL(), build.getUrl() + "backblaze-b2/"));
        assertTrue(page.contains("the first 1,000 of 1,005,000 files and 200 of 201 steps"));
        Path folder = build.getRootDir().toPath();
        assertTrue(Files.size(folder.resolve("backblaze-b2.xml")) < 1_000_000);
        String buildXml = Files.readString(folder.resolve("build.xml"));
        assertFalse(buildXml.contains("file-1"), buildXml);
    }

    private static String read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatB2HeldAlreadyMakesNoRate() {
        StepRecorder recorder = new StepRecorder("b2Upload", "main");
        recorder.done(List.of(uploaded("big", 1000, 800)));
        StepEntry step = recorder.entry(StepEntry.Outcome.SUCCESS);
        assertEquals(2000, step.getFiles().get(0).getRate());
        assertEquals(1000, step.getTotals().getBytes());
        assertEquals(800, step.getTotals().getResumed());
    }

    private static FileResult uploaded(String name, long size) {
        return uploaded(name, size, 0);
    }

    private static FileResult uploaded(String name, long size, long resumed) {
        return new FileResult.Uploaded(
                name,
                "id-" + name,
                "/path/" + name,
                size,
                size,
                "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                "text/plain",
                0,
                null,
                false,
                resumed,
                0,
                Duration.ofMillis(100),
                "url");
    }

    @Test
    void dataOfAnOlderVersionIsShown() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        BuildReport.add(build, new StepRecorder("b2List", "main").entry(StepEntry.Outcome.SUCCESS));
        try (InputStream old = BuildReportTest.class.getResourceAsStream("first-version.xml")) {
            Files.write(build.getRootDir().toPath().resolve("backblaze-b2.xml"), old.readAllBytes());
        }
        build.getParent().doReload();
        FreeStyleBuild reloaded = build.getParent().getBuildByNumber(1);
        BuildReport report = reloaded.getAction(BuildReport.class);
        assertEquals(1, report.getStepCount());
        assertEquals(1, report.getTotals().getUploaded());
        assertNull(report.getSteps().get(0).getFiles().get(0).getSha1());
        assertEquals(
                2,
                ((HtmlTable) jenkins.createWebClient()
                                .getPage(reloaded, "backblaze-b2")
                                .getHtmlElementById("b2-files"))
                        .getRowCount());
    }
}
