package io.jenkins.plugins.b2.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Label;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.bandwidth.TemporaryLimit;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Pages that move by themselves, as a person sees them. */
@WithJenkins
@EnabledIf(value = "io.jenkins.plugins.b2.browser.Chromium#isInstalled", disabledReason = "there is no Chromium here")
class LivePagesInBrowserTest {
    private static final String BAR = "document.querySelector('.b2-transfer__bar > span').style.width";
    private static final String LIMIT = "document.querySelector('.b2-transfer__limit')?.innerText";
    /** What the page says of the rate, in kB/s. */
    private static final String RATE =
            "(text => parseFloat(text) * (text.endsWith(' MB/s') ? 1000 : text.endsWith(' kB/s') ? 1 : 0.001))"
                    + "(document.querySelector('.b2-transfer__rate')?.innerText || '')";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Chromium browser;
    private Appearance appearance;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        browser = Chromium.start(Appearance.DESK, 900);
        appearance = new Appearance(browser);
    }

    @AfterEach
    void stop() throws Exception {
        BandwidthBroker.get().setTemporary(TemporaryLimit.NONE);
        browser.close();
        emulator.close();
    }

    private void open(String path) throws Exception {
        browser.open(jenkins.getURL() + path);
    }

    private void awaitMoving() throws Exception {
        browser.await("document.querySelector('.b2-transfer')");
        browser.evaluate("window.before = " + BAR);
        browser.await(BAR + " !== window.before");
    }

    private static String button(String caption) {
        return "[...document.querySelectorAll('button')].find(button => button.innerText.trim() === '" + caption + "')";
    }

    @Test
    void anUploadIsWatchedSlowedPausedAndEnds() throws Exception {
        Profile profile = JenkinsWithB2.configure(emulator);
        profile.setMaxBandwidth("1 MB/s");
        jenkins.createOnlineSlave(Label.get("remote"));
        WorkflowJob job = JenkinsWithB2.job("release", """
            node('remote') {
                for (int i = 1; i <= 8; i++) { writeFile file: "dist/app-${i}.tgz", text: 'x' * 10000000 }
                b2Upload includes: 'dist/*', prefix: 'releases/'
            }
            """);
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("b2Upload", run);

        open("job/release/1/backblaze-b2/");
        awaitMoving();
        browser.await("document.querySelector('.b2-transfer__limit').innerText.startsWith('limit of the profile')");
        browser.await("document.querySelector('.b2-transfer__files').innerText.includes('in progress')");
        browser.await("document.querySelector('.b2-transfer polyline').getAttribute('points').split(' ').length > 4");
        appearance.check("build-live");
        open("job/release/1/");
        browser.await("document.querySelector('.b2-live--brief .b2-transfer')");
        appearance.check("build-summary-live");

        open("manage/backblaze-b2/now/");
        awaitMoving();
        assertTrue(browser.text("document.querySelector('.b2-transfer__title')").contains("release #1"));
        appearance.check("now");
        browser.await(RATE + " > 400");
        browser.type("document.querySelector('[name=rate]')", "fast");
        browser.await("document.body.innerText.includes(\"'fast' is not a size\")");
        browser.type("document.querySelector('[name=rate]')", "100 kB/s");
        browser.click(button("Set limit"));
        browser.await("document.querySelector('#b2-limit')?.innerText?.startsWith('100.0 kB/s until')");
        browser.await(LIMIT + " === 'limit set for now, 100.0 kB/s'");
        browser.await(RATE + " < 200");
        appearance.check("now-limited");
        browser.click(button("Pause transfers"));
        browser.await(LIMIT + " === 'paused by an administrator'");
        assertTrue(browser.text("document.querySelector('#b2-limit')").startsWith("all transfers are paused until"));
        appearance.check("now-paused");
        browser.click(button("Resume with the configured limit"));
        browser.await("document.querySelector('#b2-limit')?.innerText === 'no limit, as configured'");
        browser.await(LIMIT + " === 'limit of the profile, 1.0 MB/s'");
        browser.await(RATE + " > 400");

        open("job/release/1/backblaze-b2/");
        browser.await("document.querySelector('.b2-transfer')");
        profile.setMaxBandwidth(null);
        browser.await("document.querySelectorAll('#b2-files tbody tr').length === 8");
        browser.await("!document.querySelector('.b2-transfer')");
        jenkins.waitForCompletion(run);
        jenkins.assertBuildStatusSuccess(run);
        appearance.check("build-ended");
        open("job/release/1/");
        String summary = browser.text("document.querySelector('#b2-summary')");
        assertTrue(summary.startsWith("8 uploaded, 76.3 MiB, ") && summary.endsWith("no retries"), summary);
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aJobComparesItsBuilds() throws Exception {
        JenkinsWithB2.configure(emulator);
        WorkflowJob job = JenkinsWithB2.job("nightly", """
            node {
                writeFile file: 'app.tgz', text: 'x' * (env.BUILD_NUMBER as int) * 100000
                b2Upload file: 'app.tgz', prefix: "nightly/${env.BUILD_NUMBER}/"
            }
            """);
        open("job/nightly/");
        assertFalse(browser.text("document.body").contains("Backblaze"), "nothing to tell of");
        for (int i = 0; i < 6; i++) {
            jenkins.buildAndAssertSuccess(job);
        }
        open("job/nightly/");
        assertTrue(browser.text("document.querySelector('.b2-trend')").contains("585.9 KiB"));
        assertEquals(
                "[4,8,12,16,20,24]",
                browser.evaluate("JSON.stringify([...document.querySelector('.b2-trend svg').querySelectorAll("
                        + "'.b2-trend__bar')].map(bar => Number(bar.getAttribute('height'))))"));
        assertTrue(browser.text("document.querySelector('#main-panel')").contains("Backblaze B2, #6"));
        appearance.check("job");
        browser.click("document.querySelector('.b2-trend svg a:nth-of-type(2)')");
        browser.await("location.pathname.endsWith('/job/nightly/2/backblaze-b2/')");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void progressInTheConsoleIsOneLine() throws Exception {
        JenkinsWithB2.configure(emulator);
        WorkflowRun run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("console", """
            node {
                writeFile file: 'app.tgz', text: 'x'
                b2Upload file: 'app.tgz', prefix: 'console/'
                echo '[b2]  10%  1.0 MiB of 10.0 MiB\\n[b2]  40%  4.0 MiB of 10.0 MiB\\n[b2]  90%  9.0 MiB of 10.0 MiB\\nafter'
            }
            """));
        open(run.getUrl() + "console");
        browser.await("document.querySelectorAll('.b2-progress-line').length === 3");
        assertEquals(
                "false,false,true",
                browser.evaluate(
                        "[...document.querySelectorAll('.b2-progress-line')].map(line => line.checkVisibility())"
                                + ".join(',')"));
        String last = "document.querySelector('.b2-progress-line:last-of-type a')";
        assertTrue(browser.text(last).contains("90%"));
        browser.click(last);
        browser.await("location.pathname.endsWith('/job/console/1/backblaze-b2/')");
        assertTrue(run.getLog().contains(" 10%  1.0 MiB"), "the log keeps all");
    }
}
