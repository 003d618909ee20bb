package io.jenkins.plugins.b2.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.freestyle.DownloadBuilder;
import io.jenkins.plugins.b2.freestyle.UploadPublisher;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import io.jenkins.plugins.b2.monitor.ProfileMonitor;
import io.jenkins.plugins.b2.pipeline.B2DownloadStep;
import io.jenkins.plugins.b2.pipeline.B2UploadStep;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The pages as a person sees them. */
@WithJenkins
@EnabledIf(value = "io.jenkins.plugins.b2.browser.Chromium#isInstalled", disabledReason = "there is no Chromium here")
class PagesInBrowserTest {
    private static final String NEW_BUILD_PAGE = "new-build-page.flag.defaultValue";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Chromium browser;
    private Appearance appearance;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
        browser = Chromium.start(Appearance.DESK, 1000);
        appearance = new Appearance(browser);
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        emulator.close();
    }

    private void open(String path) throws Exception {
        browser.open(jenkins.getURL() + path);
    }

    private static String field(String name) {
        return "document.querySelector('[name=\"_." + name + "\"]')";
    }

    private static String button(String caption) {
        return "[...document.querySelectorAll('button')].filter(button => button.getBoundingClientRect().width > 0)"
                + ".find(button => button.innerText.trim().startsWith('" + caption + "'))";
    }

    private double number(String expression) {
        return ((Number) browser.evaluate(expression)).doubleValue();
    }

    @Test
    void aProfileIsFilledInTestedSavedAndReadAgain() throws Exception {
        BackblazeB2Configuration.get().setProfiles(List.of());
        open("manage/backblaze-b2/");
        appearance.check("configuration-empty");

        browser.click(button("Add profile"));
        browser.await(field("credentialsId") + ".options.length > 1");
        assertFalse(
                browser.text("document.body").contains("is required"), "nobody has been at the fields of a new form");
        browser.type(field("name"), "");
        browser.await("document.body.innerText.includes('Name is required')");
        browser.type(field("name"), "builds");
        browser.await("!document.body.innerText.includes('Name is required')");
        browser.choose(field("credentialsId"), JenkinsWithB2.KEY_ID);
        browser.type(field("bucket"), "my bucket");
        browser.await("document.body.innerText.includes(\"There can be no bucket 'my bucket'\")");
        browser.click(button("Save"));
        browser.await("document.querySelector('#b2-rejected')");
        assertTrue(browser.text("document.querySelector('#b2-rejected')").contains("my bucket"));
        browser.await(field("name") + " && " + field("name") + ".value === 'builds'");
        appearance.check("configuration-rejected");
        browser.type(field("bucket"), "no-such-bucket");
        browser.click(button("Advanced"));
        browser.type(field("prefix"), "jenkins/");
        browser.type(field("maxBandwidth"), "fast");
        browser.await("document.body.innerText.includes(\"'fast' is not a size\")");
        browser.type(field("maxBandwidth"), "400 Mbps");
        browser.await("document.body.innerText.includes('50.0 MB/s')");
        browser.type(field("realm"), emulator.realm());

        browser.click(button("Test connection"));
        browser.await("document.body.innerText.includes('no-such-bucket')");
        appearance.check("configuration-failing");
        assertEquals(List.of(), BackblazeB2Configuration.get().getProfiles());

        browser.type(field("bucket"), JenkinsWithB2.BUCKET);
        browser.click(button("Test connection"));
        browser.await("document.body.innerText.includes('authorize') && !document.body.innerText.includes('no-such')");

        browser.click("document.querySelector('[name=\"_.encryption\"]').nextElementSibling");
        browser.choose(field("passphraseCredentialsId"), JenkinsWithB2.PASSPHRASE_ID);
        browser.click(button("Generate passphrase"));
        browser.await("document.querySelector('.b2-made__passphrase').checkVisibility()");
        browser.await("document.querySelector('.b2-made__passphrase').innerText.length === 43");
        String chosen = String.valueOf(browser.evaluate(field("passphraseCredentialsId") + ".value"));
        assertTrue(chosen.startsWith("backblaze-b2-passphrase-"), chosen);
        String earlier = "document.querySelector('.b2-earlier [name=\"_.passphraseCredentialsId\"]')";
        browser.await(earlier + " && " + earlier + ".options.length > 1");
        browser.await(earlier + ".value === '" + JenkinsWithB2.PASSPHRASE_ID + "'");
        browser.await(
                field("passphraseCredentialsId") + ".selectedOptions[0].text.startsWith('Backblaze B2 passphrase')");
        assertTrue(browser.text("document.querySelector('.b2-made')")
                .startsWith("New files will be encrypted with the new passphrase."));
        String unkept = "document.querySelector('.b2-made__missing').checkVisibility()";
        assertEquals(false, browser.evaluate(unkept));
        browser.click(button("Save"));
        browser.await(unkept);
        appearance.check("configuration-unkept");
        browser.click("document.querySelector('.b2-kept + label')");
        browser.await("!" + unkept);
        appearance.check("configuration");
        assertEquals(List.of(), BackblazeB2Configuration.get().getProfiles());

        browser.click(button("Save"));
        browser.await("location.pathname.endsWith('/manage/') || location.pathname.endsWith('/backblaze-b2/')");
        Profile saved = BackblazeB2Configuration.get().profile("builds");
        assertEquals(JenkinsWithB2.BUCKET, saved.getBucket());
        assertEquals("400 Mbps", saved.getMaxBandwidth());
        assertEquals(emulator.realm(), saved.getRealm());
        assertEquals(
                List.of(chosen, JenkinsWithB2.PASSPHRASE_ID),
                saved.getEncryption().allPassphrases());

        open("manage/backblaze-b2/");
        assertTrue(browser.text("document.querySelector('.b2-profile summary')").contains(JenkinsWithB2.BUCKET));
        appearance.check("configuration-stored");
        assertEquals(false, browser.evaluate(field("bucket") + ".checkVisibility()"), "one line until it is opened");
        browser.click("document.querySelector('.b2-profile summary')");
        browser.await(field("credentialsId") + ".value === '" + JenkinsWithB2.KEY_ID + "'");
        assertEquals("builds", browser.evaluate(field("name") + ".value"));
        assertEquals("jenkins/", browser.evaluate(field("prefix") + ".value"));
        assertEquals("", browser.evaluate(field("partSize") + ".value"), "what B2 recommends");
        browser.await(field("passphraseCredentialsId") + ".value === '" + chosen + "'");
        assertTrue(
                (Boolean) browser.evaluate("[...document.querySelectorAll('.b2-profile input, .b2-profile select')]"
                        + ".every(field => field.getBoundingClientRect().right"
                        + " <= field.closest('.b2-profile').getBoundingClientRect().right + 1)"),
                "fields lie in their frame");
        assertEquals(
                List.of(),
                browser.complaints().stream()
                        .filter(complaint -> !complaint.contains("configSubmit"))
                        .toList(),
                "beside that of the form that was refused");
    }

    @Test
    void theDefaultIsChosenAmongTheProfilesOfTheForm() throws Exception {
        open("manage/backblaze-b2/");
        String choice = field("defaultProfile");
        browser.await(choice + ".options.length === 2");
        browser.click(button("Add profile"));
        String added = "[...document.querySelectorAll('.b2-profile-name')].pop()";
        browser.await("document.querySelectorAll('.b2-profile-name').length === 2");
        browser.type(added, "main");
        browser.await("document.querySelector('.b2-same-name')");
        browser.type(added, "other");
        browser.await("!document.querySelector('.b2-same-name')");
        browser.choose(choice, "main");
        browser.type(added, "main");
        browser.type(added, "another");
        assertEquals("main", browser.evaluate(choice + ".value"), "a second one of that name was renamed");
        browser.evaluate("window.filled = 0; " + choice + ".addEventListener('filled', () => window.filled++)");
        browser.choose(choice, "");
        browser.type(added, "other");
        browser.choose(choice, "other");
        browser.type(added, "renamed");
        assertEquals("renamed", browser.evaluate(choice + ".value"));
        assertEquals(0, number("window.filled"), "no late answer takes away what the form added");
        assertEquals(
                ",main,renamed", browser.evaluate("[..." + choice + ".options].map(option => option.value).join(',')"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void theSnippetGeneratorSaysWhatIsMissing() throws Exception {
        open("pipeline-syntax/");
        browser.choose("document.querySelector('select.dropdownList')", "b2Upload: Upload files to Backblaze B2");
        browser.await(field("includes"));
        String generate = "document.querySelector('#generatePipelineScript')";
        String snippet = "document.querySelector('#prototypeText').value";
        browser.click(generate);
        browser.await(snippet + ".startsWith('Name what to upload')");
        browser.type(field("includes"), "*.tgz");
        browser.click(button("Advanced"));
        browser.type(field("fileInfoText"), "no entry");
        browser.click(generate);
        browser.await(snippet + ".startsWith(\"Invalid file info 'no entry'\")");
        browser.type(field("fileInfoText"), "key=value");
        browser.click(generate);
        browser.await(snippet + ".startsWith('b2Upload fileInfo:')");
    }

    @Test
    void manyFilesAndThoseThatFailed() throws Exception {
        JenkinsWithB2.encrypt(BackblazeB2Configuration.get().profile("main"));
        emulator.faults()
                .add(Fault.on("b2_upload_file")
                        .nameContains("bad")
                        .times(Fault.UNLIMITED)
                        .status(400, "bad_request"));
        WorkflowJob job = JenkinsWithB2.job("release", """
            node {
                for (int i = 1; i <= 120; i++) { writeFile file: "dist/app-${i}.tgz", text: 'app' * 5000 }
                writeFile file: 'dist/bad.tgz', text: 'app'
                writeFile file: 'dist/documentation/of-the-newest-release/a-manual-with-a-rather-long-name.html', text: 'x'
                b2Upload includes: 'dist/**', prefix: 'releases/41/'
            }
            """);
        jenkins.buildAndAssertStatus(Result.FAILURE, job);
        open("job/release/1/backblaze-b2/");
        assertTrue(browser.text("document.querySelector('#b2-files')").contains("bad_request"));
        assertEquals(2.0, number("document.querySelectorAll('#b2-filter, #b2-pages').length"));
        browser.width(Appearance.PHONE);
        assertEquals(
                0.0,
                number("[...document.querySelectorAll('.b2-table td')]"
                        + ".filter(cell => cell.scrollHeight > cell.clientHeight + 1).length"),
                "what a cell holds lies in it");
        appearance.check("build-failed");
        browser.width(Appearance.PHONE);
        open("job/release/1/console");
        assertTrue(number("document.documentElement.scrollWidth") <= Appearance.PHONE, "the console is too wide");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void faultsAndViolationsOfThePolicyAreNoticed() throws Exception {
        open("manage/backblaze-b2/now/");
        assertEquals(List.of(), appearance.faults());
        browser.evaluate("document.querySelector('[name=rate]').removeAttribute('aria-label')");
        browser.evaluate("document.querySelector('#b2-limit').style.color = '#aaa'");
        assertEquals(
                List.of("color-contrast", "label"),
                appearance.faults().stream()
                        .map(fault -> fault.split(":")[0])
                        .sorted()
                        .toList());
        assertEquals(List.of(), browser.complaints());
        browser.evaluate("document.body.append(Object.assign(document.createElement('script'),"
                + "{textContent: 'window.inline = true'}))");
        Await.that(
                "the violation is told",
                () -> browser.complaints().toString().contains("violates the following Content Security Policy"));
    }

    /** Jenkins' build page that users have to ask for. */
    @Test
    void aTabOnTheNewBuildPage() throws Exception {
        System.setProperty(NEW_BUILD_PAGE, "true");
        try {
            WorkflowJob job = JenkinsWithB2.job("release", """
                node {
                    writeFile file: 'app.tgz', text: 'app'
                    b2Upload file: 'app.tgz', prefix: 'releases/'
                }
                """);
            jenkins.buildAndAssertSuccess(job);
            open("job/release/1/");
            String card = "[...document.querySelectorAll('.jenkins-card')]"
                    + ".find(card => card.innerText.includes('1 uploaded'))";
            browser.await(card);
            browser.click("[...document.querySelectorAll('.app-build-bar__tabs a')]"
                    + ".find(link => link.innerText.trim() === 'Backblaze B2')");
            browser.await("document.querySelectorAll('#b2-files tbody tr').length === 1");
            appearance.check("build-tab");
            assertEquals(
                    List.of(),
                    browser.complaints().stream()
                            .filter(complaint -> !complaint.contains("build-caption.js"))
                            .toList(),
                    "beside those of Jenkins' own script for the icon");
        } finally {
            System.clearProperty(NEW_BUILD_PAGE);
        }
    }

    /** How far what an element shows reaches beyond it, or beyond the window. */
    private double overflow(String element) {
        return number("(() => { const shown = " + element + "; const range = document.createRange();"
                + "range.selectNodeContents(shown); const text = range.getBoundingClientRect();"
                + "const box = shown.getBoundingClientRect();"
                + "return Math.max(text.right - Math.min(box.right, innerWidth), text.bottom - box.bottom, 0); })()");
    }

    @Test
    void whatTestsAndTheMonitorSayFitsAPhone() throws Exception {
        Profile profile = BackblazeB2Configuration.get().profile("main");
        profile.setRealm("https://an-api-endpoint-with-a-rather-long-name.storage.engineering.company.example");
        Profile open = new Profile("archive", JenkinsWithB2.KEY_ID, "a-bucket-with-a-rather-long-name-of-its-own");
        open.setPrefix("releases/");
        open.setRealm(profile.getRealm());
        BackblazeB2Configuration.get().setProfiles(List.of(profile, open));
        browser.width(Appearance.PHONE);
        open("manage/backblaze-b2/");
        browser.click("document.querySelector('.b2-profile summary')");
        browser.click(button("Test connection"));
        String result = "document.querySelector('.b2-profile .jenkins-validate-button__container .error')";
        browser.await(result + " && " + result + ".innerText.includes('company.example')");
        browser.await(result + ".getBoundingClientRect().height > 20");
        assertEquals(0.0, overflow(result), 1.0);
        appearance.check("configuration-test");

        ProfileMonitor monitor = ExtensionList.lookupSingleton(ProfileMonitor.class);
        monitor.disable(false);
        ProfileCheck.get().checkAgain();
        Await.that("the check has ended", () -> !monitor.isChecking());
        open("manage/");
        String message = "[...document.querySelectorAll('.jenkins-alert')]"
                + ".find(alert => alert.innerText.includes('Backblaze B2 profiles need attention'))";
        browser.await(message);
        browser.width(Appearance.PHONE);
        assertEquals(0.0, overflow(message), 1.0);
        appearance.check("monitor");
    }

    @Test
    void theSnippetGeneratorWritesAStepThatRuns() throws Exception {
        JenkinsWithB2.encrypt(BackblazeB2Configuration.get().profile("main"));
        open("pipeline-syntax/");
        browser.choose("document.querySelector('select.dropdownList')", "b2Upload: Upload files to Backblaze B2");
        browser.await(field("includes"));
        browser.type(field("includes"), "dist/**/*.tgz");
        browser.type(field("prefix"), "releases/");
        browser.choose(field("encrypt"), "true");
        browser.click("document.querySelector('#generatePipelineScript')");
        browser.await("document.querySelector('#prototypeText').value.includes('b2Upload')");
        String step = String.valueOf(browser.evaluate("document.querySelector('#prototypeText').value"))
                .strip();
        assertEquals("b2Upload encrypt: true, includes: 'dist/**/*.tgz', prefix: 'releases/'", step);
        appearance.check("snippet-generator");
        assertEquals(List.of(), browser.complaints());

        WorkflowRun run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("snippet", """
            node {
                writeFile file: 'dist/a/app.tgz', text: 'app'
                %s
            }
            """.formatted(step)));
        jenkins.assertLogContains("releases/dist/a/app.tgz.encrypted", run);
    }

    @Test
    void theBuildPageListsItsFiles() throws Exception {
        JenkinsWithB2.encrypt(BackblazeB2Configuration.get().profile("main"));
        emulator.faults().add(Fault.on("b2_upload_file").nameContains("app").status(503, "service_unavailable"));
        WorkflowJob job = JenkinsWithB2.job("release", """
            node {
                writeFile file: 'dist/app.tgz', text: 'app' * 500000
                writeFile file: 'dist/documentation/a-manual-with-a-rather-long-name.html', text: 'manual' * 1000
                b2Upload includes: 'dist/**', prefix: 'releases/41/'
                b2Upload file: 'dist/app.tgz', name: 'releases/latest.tgz', encrypt: false
                b2Download name: 'releases/41/dist/app.tgz.encrypted', file: 'back/app.tgz'
            }
            """);
        jenkins.buildAndAssertSuccess(job);
        open("job/release/1/");
        browser.click("[...document.querySelectorAll('#tasks a')].find(link => link.innerText === 'Backblaze B2')");
        browser.await("document.querySelectorAll('#b2-files tbody tr').length === 4");
        assertEquals(3.0, number("document.querySelectorAll('#b2-steps tbody tr').length"));
        String files = browser.text("document.querySelector('#b2-files')");
        assertTrue(files.contains("releases/41/dist/documentation/a-manual-with-a-rather-long-name.html"), files);
        assertTrue(files.contains("AES256_GCM"), files);
        assertTrue(files.contains("1.4 MiB"), files);
        String totals = browser.text("document.querySelector('#b2-totals')");
        assertTrue(totals.contains("3 uploaded, 1 downloaded") && totals.contains("in 3 steps"), totals);
        assertTrue(totals.strip().endsWith("Retries\n1"), totals);
        appearance.check("build");
        browser.click("document.querySelector('#b2-files th:last-child a')");
        browser.await("document.querySelector('#b2-files tbody tr:first-child td:last-child')?.innerText === '1'");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aFreestyleJobShowsItsActions() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject("release");
        B2DownloadStep download = new B2DownloadStep();
        download.setProfile("main");
        download.setPrefix("inputs/");
        download.setDir("inputs");
        job.getBuildersList().add(new DownloadBuilder(download));
        B2UploadStep upload = new B2UploadStep();
        upload.setIncludes("dist/**/*.tgz");
        upload.setPrefix("releases/${BUILD_NUMBER}/");
        job.getPublishersList().add(new UploadPublisher(upload));
        open("job/release/configure");
        browser.await("document.querySelectorAll('[name=\"_.prefix\"]').length === 2");
        browser.await(field("profile") + ".value === 'main'");
        browser.await(field("encrypt") + ".options.length === 3");
        appearance.check("freestyle");
        assertFalse(browser.text("document.body").contains("%"), "a text without a translation");
        assertEquals(List.of(), browser.complaints());
    }
}
