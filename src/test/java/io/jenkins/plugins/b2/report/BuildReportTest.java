package io.jenkins.plugins.b2.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.LimitSource;
import io.jenkins.plugins.b2.progress.NodeProgress;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        JSONArray half = json.getJSONArray("files");
        JSONObject encrypted = half.getJSONObject(1);
        assertEquals("AES256_GCM", encrypted.getString("encryption"));
        assertEquals(1, json.getJSONObject("totals").getInt("failed"));
        assertEquals(3, json.getJSONObject("totals").getInt("encrypted"));
        String summary = run.getAction(BuildReport.class).getSummary();
        assertTrue(summary.startsWith("1 failed, 4 uploaded, 1 downloaded, 23 B, 3 encrypted, "), summary);
        String first = run.getAction(BuildReport.class)
                .getContent()
                .getSteps()
                .get(0)
                .getTotals()
                .getSummary();
        assertTrue(first.startsWith("2 uploaded, 9 B, encrypted, "), first);
        assertEquals(6, json.getJSONObject("totals").getInt("files"));
        assertEquals(6, half.size(), "with what went through although a file failed, and that");
        assertTrue(half.getJSONObject(0).getBoolean("failed"));
        assertTrue(half.getJSONObject(0).getString("reason").contains("bad_request"));
        JSONObject plain = half.getJSONObject(4);
        assertEquals(40, plain.getString("sha1").length());
        assertFalse(plain.getString("fileId").isEmpty());
        assertFalse(plain.getBoolean("encrypted"));

        HtmlPage page = client.getPage(run, "backblaze-b2");
        HtmlTable files = page.getHtmlElementById("b2-files");
        assertEquals(7, files.getRowCount());
        String failed = files.getRow(1).asNormalizedText();
        assertTrue(failed.contains("half/dist/broken.txt") && failed.contains("bad_request"), failed);
        assertEquals("failed", files.getCellAt(1, 2).asNormalizedText());
        String totals = page.getElementById("b2-totals").asNormalizedText();
        assertTrue(totals.contains("6\n1 failed, 4 uploaded, 1 downloaded"), totals);
        assertTrue(totals.contains("23 B") && totals.contains("in 3 steps"), totals);
        assertTrue(files.getAttribute("class").contains("jenkins-table"));
        assertTrue(files.asXml().contains(plain.getString("fileId")));
        HtmlTable table = page.getHtmlElementById("b2-steps");
        assertEquals(4, table.getRowCount());
        assertEquals("failed", table.getCellAt(3, 2).asNormalizedText());
        assertNotNull(client.getPage(run).getAnchorByText("Backblaze B2"));
        String build = Files.readString(run.getRootDir().toPath().resolve("build.xml"));
        assertFalse(build.contains(plain.getString("sha1")), build);
    }

    private static StepRecorder begun(FreeStyleBuild build) throws IOException {
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        BuildReport.begin(build, recorder, JenkinsWithB2.transfer("b2Upload"));
        return recorder;
    }

    private BuildReport many(FreeStyleBuild build, int files) throws Exception {
        StepRecorder recorder = begun(build);
        Random random = new Random(files);
        List<FileResult> results = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            byte[] bytes = new byte[20];
            random.nextBytes(bytes);
            String hash = HexFormat.of().formatHex(bytes);
            results.add(
                    uploaded("dist/release/file-" + i + ".tgz", "4_z" + "f00d".repeat(6) + "_f1" + hash, hash, 10, 0));
        }
        recorder.done(results);
        recorder.failed(List.of(new Failure("dist/bad.tgz", Kind.LOCAL, "Could not read 'dist/bad.tgz'")));
        recorder.retried(3);
        BuildReport.end(build, recorder, StepEntry.Outcome.FAILED, null);
        return build.getAction(BuildReport.class);
    }

    @Test
    void aGreatManyFilesAreCountedAndSomeListed() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        int steps = BuildReport.MAX_STEPS + 1;
        BuildReport report = many(build, BuildReport.MAX_FILES);
        StepRecorder one = JenkinsWithB2.recorder("b2Upload");
        one.done(List.of(uploaded("one", 10)));
        for (int i = 1; i < steps; i++) {
            BuildReport.end(build, one, StepEntry.Outcome.SUCCESS, null);
        }
        assertEquals(steps + BuildReport.MAX_FILES, report.getTotals().getFiles());
        assertEquals(report.getTotals().getFiles(), report.getStoredTotals().getFiles());
        assertEquals(BuildReport.MAX_FILES + 1, report.getFilesListed(), "what failed is never left out");
        assertEquals(BuildReport.MAX_STEPS, report.getSteps().size());
        String page = read(new URL(jenkins.getURL(), build.getUrl() + "backblaze-b2/"));
        assertTrue(page.contains("Only some of the 100,201 files and 201 steps are listed"), page);
        String buildXml = Files.readString(build.getRootDir().toPath().resolve("build.xml"));
        assertFalse(buildXml.contains("file-1"), buildXml);
    }

    @Test
    void pagesAreMadeByTheServerAndDataIsCompact() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        many(build, 2000);
        long stored = Files.size(build.getRootDir().toPath().resolve("backblaze-b2-files.gz"));
        assertTrue(stored < 150_000, () -> "stored " + stored);
        URL url = new URL(jenkins.getURL(), build.getUrl() + "backblaze-b2/");
        String first = read(url);
        assertTrue(first.length() < 300_000, () -> "the page has " + first.length());
        assertTrue(first.contains("Files 1 to 100 of 2,001") && first.contains("Could not read"), first);
        assertTrue(first.contains("page=2") && !first.contains("page=0"), first);
        String last = read(new URL(url, "?page=21"));
        assertTrue(last.contains("Files 2,001 to 2,001 of 2,001") && last.contains("file-1999"), last);
        assertFalse(last.contains("Could not read") || last.contains("page=22"), last);
        for (String odd : List.of("0", "-1", "x", "99999999999999999999", "")) {
            String shown = read(new URL(url, "?page=" + odd));
            assertTrue(shown.contains("Files 1 to 100 of 2,001"), odd);
        }
        assertTrue(read(new URL(url, "?page=9999")).contains("Files 2,001 to 2,001"));
    }

    @Test
    void aStepIsShownWhileItRuns() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        BuildReport.begin(build, recorder, JenkinsWithB2.transfer("b2Upload"));
        BuildReport report = build.getAction(BuildReport.class);
        assertEquals("in progress", report.getSteps().get(0).getOutcomeText());
        recorder.done(List.of(uploaded("first.tgz", 10)));
        HtmlPage page = jenkins.createWebClient().getPage(build, "backblaze-b2");
        String text = page.asNormalizedText();
        assertTrue(text.contains("in progress") && text.contains("first.tgz"), text);
        assertFalse(text.contains("Only some"), text);
        assertTrue(text.contains("1 uploaded") && text.contains("10 B") && text.contains("in 1 step"), text);
        BuildReport.end(build, recorder, StepEntry.Outcome.SUCCESS, null);
        assertEquals(1, report.getSteps().size());
        assertEquals("success", report.getSteps().get(0).getOutcomeText());
    }

    @Test
    void aDeletionMovesNothing() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = JenkinsWithB2.recorder("b2Delete");
        recorder.done(List.of(new FileResult.Changed(FileOutcome.DELETED, "old", "id", 10, 0, false)));
        BuildReport.end(build, recorder, StepEntry.Outcome.SUCCESS, null);
        String totals = ((HtmlPage) jenkins.createWebClient().getPage(build, "backblaze-b2"))
                .getElementById("b2-totals")
                .asNormalizedText();
        assertTrue(totals.contains("1 deleted") && !totals.contains("Rate"), totals);
    }

    @Test
    void namesBreakBehindSlashes() {
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        recorder.done(List.of(uploaded("a/bc//d", 1), uploaded("e/", 1)));
        List<FileEntry> files = recorder.takeUnwritten();
        assertEquals(List.of("a/", "bc/", "/", "d"), files.get(0).getNameParts());
        assertEquals(List.of("e/"), files.get(1).getNameParts());
        assertEquals("0.1 s", files.get(0).getTimeText());
    }

    @Test
    void filesAreFilteredAndSortedByTheServer() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = begun(build);
        List<FileResult> results = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            results.add(uploaded(String.format("Dist/%03d.tgz", i), i));
        }
        recorder.done(results);
        recorder.failed(List.of(new Failure("dist/tab\t\\t\nline", Kind.LOCAL, "no\r\nentry\\n")));
        BuildReport.end(build, recorder, StepEntry.Outcome.FAILED, null);
        assertEquals(
                List.of("dist/tab\t\\t\nline", "Dist/000.tgz"), names(build, "").subList(0, 2));
        assertEquals(
                "no\r\nentry\\n",
                build.getAction(BuildReport.class).getFiles().get(0).getReason());
        assertEquals(
                List.of("Dist/249.tgz", "Dist/248.tgz"),
                names(build, "?sort=size").subList(0, 2));
        assertEquals("Dist/000.tgz", names(build, "?sort=name").get(0));
        assertEquals(
                "dist/tab\t\\t\nline", names(build, "?sort=name&order=reversed").get(0));
        assertEquals(50, names(build, "?sort=name&page=3&outcome=uploaded").size());
        assertEquals(List.of("Dist/123.tgz"), names(build, "?q=dist/123"));
        assertEquals(1, names(build, "?outcome=failed").size());
        assertEquals(List.of(), names(build, "?q=nothing%22%3E%3Cscript%3E"));
        String page = read(new URL(jenkins.getURL(), build.getUrl() + "backblaze-b2/?q=nothing%22%3E%3Cscript%3E"));
        assertTrue(
                page.contains("No file matches") && !page.contains("<script>&") && !page.contains("\"><script>"), page);
    }

    private static List<String> names(FreeStyleBuild build, String query) throws Exception {
        HtmlPage page = jenkins.createWebClient().getPage(build, "backblaze-b2/" + query);
        HtmlTable table = (HtmlTable) page.getElementById("b2-files");
        return table == null
                ? List.of()
                : table.getBodies().get(0).getRows().stream()
                        .map(row -> row.getCell(0)
                                .getElementsByTagName("div")
                                .get(0)
                                .getTextContent())
                        .toList();
    }

    @Test
    void howFarAStepIsIsTold() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        ActiveTransfer transfer = JenkinsWithB2.transfer("b2Upload");
        BuildReport.begin(build, recorder, transfer);
        Progress progress = new Progress(2, 8, 1 << 20, 4 << 20, 1 << 20, 1, Duration.ofSeconds(1), 5);
        transfer.report(
                new NodeProgress(progress, 5, 3, Map.of("503 service_unavailable", 2L), "retry 1 of 5 in 1.0 s: b"),
                1 << 20,
                List.of(uploaded("a", 10), uploaded("b", 10)),
                List.of(new Failure("c", Kind.LOCAL, "no")));
        transfer.limited(5_000_000, LimitSource.PROFILE);
        JSONObject live = live(build);
        JSONObject told = live.getJSONArray("transfers").getJSONObject(0);
        assertEquals(25, told.getInt("percent"));
        assertEquals(2, told.getInt("filesUnderWay"));
        assertEquals(1, told.getInt("filesFailed"));
        assertEquals(2, told.getInt("retries"));
        assertEquals(1, told.getJSONArray("rates").size());
        JSONObject text = told.getJSONObject("text");
        assertEquals("1.0 MiB of 4.0 MiB", text.getString("bytes"));
        assertEquals("2 of 8 files done, 2 in progress, 1 failed", text.getString("files"));
        assertEquals("5 connections", text.getString("connections"));
        assertEquals("limit of the profile, 5.0 MB/s", text.getString("limit"));
        assertEquals("2 retries", text.getString("retries"));
        assertEquals("retry 1 of 5 in 1.0 s: b", told.getString("lastRetry"));
        transfer.limited(0, LimitSource.NONE);
        transfer.retried("500 internal_error", "retry 2 of 5 in 2.0 s: b");
        told = live(build).getJSONArray("transfers").getJSONObject(0);
        assertEquals(LimitSource.NONE.name(), told.getString("limitSource"));
        assertEquals(3, told.getInt("retries"));
        transfer.report(NodeProgress.NONE, 2 << 20, List.of(), List.of());
        told = live(build).getJSONArray("transfers").getJSONObject(0);
        assertEquals(2, told.getJSONArray("rates").size());
        int version = live.getInt("version");
        BuildReport.end(build, recorder, StepEntry.Outcome.SUCCESS, null);
        assertEquals(0, live(build).getJSONArray("transfers").size());
        assertTrue(live(build).getInt("version") > version);
    }

    /** A node may say what it likes; that is no reason for others to see a page without its numbers. */
    @Test
    void sizesThatAreNoNumberTogetherLeaveThePageOfTheJobWhole() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        FreeStyleBuild one = jenkins.buildAndAssertSuccess(job);
        FreeStyleBuild two = jenkins.buildAndAssertSuccess(job);
        StepRecorder huge = JenkinsWithB2.recorder("b2Upload");
        for (int i = 0; i < 10_000; i++) {
            huge.done(List.of(uploaded("a" + i, 1L << 50)));
        }
        BuildReport.end(one, huge, StepEntry.Outcome.SUCCESS, null);
        BuildReport.end(two, JenkinsWithB2.recorder("b2Upload"), StepEntry.Outcome.SUCCESS, null);
        Totals totals = one.getAction(BuildReport.class).getTotals();
        assertEquals(Long.MAX_VALUE, totals.getBytes());
        assertTrue(totals.getRate() > 0);
        JobReport report = job.getAction(JobReport.class);
        for (JobReport.Row row : report.getRows()) {
            assertTrue(row.bars().stream().allMatch(bar -> bar.height() >= 0 && bar.height() <= 24), row.toString());
        }
        assertEquals(24, report.getRows().get(0).bars().get(0).height());
    }

    /** What a Pipeline is given back is on the heap and on the disk. */
    @Test
    void resultsAreKeptToACertainSizeTogether() {
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        for (int i = 0; i < 1000; i++) {
            recorder.done(List.of(uploaded("x".repeat(20_000) + i, 1)));
        }
        assertEquals(1000, recorder.results().size() + recorder.omittedResults());
        assertTrue(recorder.omittedResults() > 400, () -> "omitted " + recorder.omittedResults());
    }

    /** Causes are counted for all builds of a profile, so they are none that a node makes up. */
    @Test
    void aCauseThatANodeMakesUpIsAnother() {
        ActiveTransfer transfer = JenkinsWithB2.transfer("b2Upload");
        for (String cause : List.of("\u0000", "call 555-0100 to have this mended", "503 service_unavailable")) {
            transfer.report(new NodeProgress(null, 0, 0, Map.of(cause, 1L), null), 0, List.of(), List.of());
        }
        assertEquals(
                Map.of("other", 2L, "503 service_unavailable", 1L),
                transfer.snapshot().retries());
    }

    private static JSONObject live(FreeStyleBuild build) throws Exception {
        return jenkins.createWebClient()
                .getJSON(build.getUrl() + "backblaze-b2/live")
                .getJSONObject()
                .getJSONObject("data");
    }

    private static String read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whatB2HeldAlreadyMakesNoRate() {
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        recorder.done(List.of(uploaded("big", 1000, 800)));
        StepEntry step = recorder.entry(StepEntry.Outcome.SUCCESS);
        assertEquals(2000, recorder.takeUnwritten().get(0).getRate());
        assertEquals(1000, step.getTotals().getBytes());
        assertEquals(800, step.getTotals().getResumed());
    }

    static FileResult uploaded(String name, long size) {
        return uploaded(name, size, 0);
    }

    static FileResult uploaded(String name, long size, long resumed) {
        return uploaded(name, "id-" + name, "da39a3ee5e6b4b0d3255bfef95601890afd80709", size, resumed);
    }

    static FileResult uploaded(String name, String id, String sha1, long size, long resumed) {
        return new FileResult.Uploaded(
                name,
                id,
                "/path/" + name,
                size,
                size,
                sha1,
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
    void whatCanNotBeReadIsNotShown() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        many(build, 1);
        Path file = build.getRootDir().toPath().resolve("backblaze-b2.xml.gz");
        for (byte[] broken : new byte[][] {{}, {1, 2, 3}, Arrays.copyOf(Files.readAllBytes(file), 100)}) {
            Files.write(file, broken);
            build.getParent().doReload();
            FreeStyleBuild reloaded = build.getParent().getBuildByNumber(build.getNumber());
            assertEquals(0, reloaded.getAction(BuildReport.class).getStepCount());
            Files.write(file.resolveSibling("backblaze-b2-files.gz"), broken);
            assertTrue(read(new URL(jenkins.getURL(), build.getUrl() + "backblaze-b2/"))
                    .contains("No files"));
        }
    }

    /** Where the disk is full in the middle of a write. */
    @Test
    void whatCanNotBeKeptLeavesWhatWasKept(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("files.gz");
        FileLog log = new FileLog(file);
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        recorder.done(List.of(uploaded("first", 1)));
        List<FileEntry> first = recorder.takeUnwritten();
        log.append(1, first);
        List<FileEntry> broken = new ArrayList<>(first);
        broken.add(null);
        assertThrows(NullPointerException.class, () -> log.append(2, broken));
        log.append(3, first);
        assertEquals(List.of(1, 3), steps(log.appended()));
    }

    /** So that no step waits for those who look. */
    @Test
    void whatIsAppendedMeanwhileIsNotRead(@TempDir Path folder) throws Exception {
        FileLog log = new FileLog(folder.resolve("files.gz"));
        assertEquals(List.of(), steps(log.appended()));
        StepRecorder recorder = JenkinsWithB2.recorder("b2Upload");
        recorder.done(List.of(uploaded("first", 1)));
        List<FileEntry> entries = recorder.takeUnwritten();
        log.append(1, entries);
        log.append(2, entries);
        FileLog.Appended before = log.appended();
        log.append(3, entries);
        assertEquals(List.of(1, 2), steps(before));
        assertEquals(List.of(1, 2, 3), steps(log.appended()));
    }

    private static List<Integer> steps(FileLog.Appended files) {
        List<Integer> steps = new ArrayList<>();
        files.read(row -> steps.add(row.getStepNumber()));
        return steps;
    }
}
