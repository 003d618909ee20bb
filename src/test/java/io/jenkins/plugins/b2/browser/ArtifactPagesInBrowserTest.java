package io.jenkins.plugins.b2.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.artifacts.B2ArtifactManagerFactory;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.List;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Artifacts as a person sees them. */
@WithJenkins
@EnabledIf(value = "io.jenkins.plugins.b2.browser.Chromium#isInstalled", disabledReason = "there is no Chromium here")
class ArtifactPagesInBrowserTest {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk" + "Jggg==";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private Chromium browser;
    private Appearance appearance;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
        browser = Chromium.start(Appearance.DESK, 420);
        appearance = new Appearance(browser);
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        emulator.close();
    }

    private WorkflowRun report() throws Exception {
        return jenkins.buildAndAssertSuccess(JenkinsWithB2.job("app", """
            node {
                writeFile file: 'report/index.html', text: '''<link rel="stylesheet" href="css/style.css">
                    <p id="text">All is well</p><img id="picture" src="picture.png"> <a href="sub/more.html">more</a>'''
                writeFile file: 'report/css/style.css', text: '#text { color: rgb(1, 2, 3) }'
                writeFile file: 'report/picture.png', encoding: 'Base64', text: '%s'
                writeFile file: 'report/sub/more.html', text: '<p id="more">More</p>'
                writeFile file: 'dist/app-1.0.tgz', text: 'bytes'
                archiveArtifacts '**'
            }
            """.formatted(PIXEL)));
    }

    @ParameterizedTest(name = "encrypted: {0}")
    @ValueSource(booleans = {false, true})
    void aReportLooksAsItDoesFromDisk(boolean encrypted) throws Exception {
        if (encrypted) {
            JenkinsWithB2.encrypt(profile);
        }
        WorkflowRun run = report();
        browser.open(jenkins.getURL() + run.getUrl() + "artifact/report/index.html");
        assertEquals("rgb(1, 2, 3)", browser.evaluate("getComputedStyle(document.querySelector('#text')).color"));
        assertEquals(1, ((Number) browser.evaluate("document.querySelector('#picture').naturalWidth")).intValue());
        browser.open(String.valueOf(browser.evaluate("document.querySelector('a').href")));
        assertEquals("More", browser.evaluate("document.querySelector('#more').innerText"));
    }

    @Test
    void pagesOfABuildShowItsArtifactsAlsoWhileB2IsDown() throws Exception {
        WorkflowRun run = report();
        emulator.close();
        browser.open(jenkins.getURL() + run.getUrl() + "artifact/");
        browser.open(String.valueOf(browser.evaluate(
                "[...document.querySelectorAll('a')].find(link => link.innerText.trim() === 'dist').href")));
        assertTrue(String.valueOf(browser.evaluate("document.body.innerText")).contains("app-1.0.tgz"));
        browser.open(jenkins.getURL() + run.getUrl());
        browser.await("document.body.innerText.includes('app-1.0.tgz')");
        appearance.check("artifacts-build");
    }

    @Test
    void artifactsAreMovedBackAndTheirPageShowsIt() throws Exception {
        WorkflowRun run = report();
        String page = jenkins.getURL() + run.getParent().getUrl() + "backblaze-b2-artifacts/";
        browser.open(page);
        browser.evaluate("document.querySelector('form[name=toDisk] button[name=move]').click()");
        browser.await(
                "document.body && document.body.innerText.includes('1 of 1 builds moved to this controller: 5 files')");
        browser.await("document.body.innerText.includes('Done')");
        appearance.check("artifacts-move");
        assertEquals(List.of(), browser.complaints());
        assertTrue(run.getRootDir()
                .toPath()
                .resolve("archive/dist/app-1.0.tgz")
                .toFile()
                .isFile());
    }
}
