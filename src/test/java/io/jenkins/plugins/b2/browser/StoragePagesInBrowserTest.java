package io.jenkins.plugins.b2.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.BucketContents;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import io.jenkins.plugins.b2.monitor.TransferStatistics;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.FailureCause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Storage, leftovers and lifecycle rules, as a person goes through them. */
@WithJenkins
@EnabledIf(value = "io.jenkins.plugins.b2.browser.Chromium#isInstalled", disabledReason = "there is no Chromium here")
class StoragePagesInBrowserTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Chromium browser;
    private Appearance appearance;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
        BucketContents bucket = emulator.bucket(JenkinsWithB2.BUCKET);
        bucket.file("logs/2026/10/build.log").age(Duration.ofDays(40)).put(new byte[300_000]);
        bucket.file("logs/2026/11/build.log").age(Duration.ofDays(9)).put(new byte[200_000]);
        bucket.file("releases/with-a-rather-long-name-of-a-folder-that-must-break/app.tgz")
                .put(new byte[900_000]);
        bucket.file("releases/image.iso").age(Duration.ofDays(5)).start();
        browser = Chromium.start(Appearance.DESK, 1000);
        appearance = new Appearance(browser);
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        emulator.close();
    }

    private void open(String path) throws Exception {
        browser.open(jenkins.getURL() + "manage/backblaze-b2/" + path);
    }

    private static String button(String caption) {
        return "[...document.querySelectorAll('button, a')].find(button => button.innerText.trim() === '" + caption
                + "')";
    }

    private static String contains(String text) {
        return "document.body?.innerText?.includes('" + text + "')";
    }

    /** Presses a button of the page Storage, and looks again until it says what came of it. */
    private void startAndAwait(String caption, String text) throws Exception {
        browser.evaluate("window.before = true");
        browser.click(button(caption));
        browser.await("!window.before && document.readyState === 'complete'");
        Await.that(text, () -> {
            open("storage/");
            return browser.text("document.body").contains(text);
        });
    }

    @Test
    void countedLookedAtSweptAndRuled() throws Exception {
        open("storage/");
        startAndAwait("Count", "Counted");
        startAndAwait("Dry run", "would cancel 1");
        appearance.check("storage");
        browser.click(button("main"));
        browser.await("document.querySelector('#b2-folders')");
        browser.click(button("logs/"));
        browser.await("document.querySelector('.b2-crumbs')?.innerText?.includes('logs/')");
        assertEquals(
                "Configuration Now Storage Lifecycle Health",
                browser.text("document.querySelector('.b2-tabs')").replaceAll("\\s+", " "));
        appearance.check("storage-prefix");

        open("lifecycle/");
        browser.click(button("Read rules"));
        browser.await(contains("No lifecycle rules"));
        browser.click(button("Edit"));
        browser.await("document.querySelector('#b2-rules')");
        browser.type("document.querySelector('[name=prefix]')", "logs/");
        browser.type("document.querySelector('[name=hide]')", "30");
        browser.type("document.querySelector('[name=delete]')", "7");
        browser.click(button("Preview"));
        browser.await("document.querySelector('#b2-forecast')");
        appearance.check("lifecycle-preview");
        browser.click(button("Save"));
        browser.await("location.pathname.endsWith('/lifecycle/') && document.readyState === 'complete' && "
                + contains("Files below logs/ are hidden 30 days after upload"));
        appearance.check("lifecycle");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void healthSaysWhatToDoAndWhere() throws Exception {
        Profile main = BackblazeB2Configuration.get().profile("main");
        Profile broken =
                new Profile("archive", JenkinsWithB2.KEY_ID, "a-bucket-with-a-rather-long-name-that-is-not-there");
        broken.setRealm(main.getRealm());
        broken.setPrefix("releases/of-the-team-with-a-rather-long-name/");
        BackblazeB2Configuration.get().setProfiles(List.of(main, broken));
        TransferStatistics statistics = TransferStatistics.get();
        for (int i = 0; i < 30; i++) {
            try (ActiveTransfer transfer = JenkinsWithB2.transfer("b2Upload")) {
                transfer.retried("503 service_unavailable", "503");
                if (i % 10 == 0) {
                    transfer.fail(FailureCause.REMOTE);
                } else {
                    transfer.succeed();
                }
            }
        }
        assertEquals(30, statistics.recent("main").ended());
        open("storage/");
        startAndAwait("Count", "Counted");
        open("health/");
        assertTrue(browser.text("document.body").contains("Not tested since"));
        browser.evaluate("window.before = true");
        browser.click(button("Check now"));
        browser.await("!window.before && document.readyState === 'complete'");
        Await.that("the check has ended", () -> !ProfileCheck.get().isChecking());
        open("health/");
        String shown = browser.text("document.body");
        assertTrue(shown.contains("The test fails: ") && shown.contains("28 of 31 operations succeeded: 90%"), shown);
        appearance.check("health");
        assertEquals(
                0.0,
                ((Number) browser.evaluate("[...document.querySelectorAll('.b2-health td')]"
                                + ".filter(cell => cell.scrollHeight > cell.clientHeight + 1).length"))
                        .doubleValue(),
                "what a cell holds lies in it");
        browser.click("document.querySelector('.b2-health a[href=\"../lifecycle/\"]')");
        browser.await("location.pathname.endsWith('/lifecycle/')");
        assertEquals(List.of(), browser.complaints());
    }
}
