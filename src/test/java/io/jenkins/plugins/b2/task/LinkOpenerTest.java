package io.jenkins.plugins.b2.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.AbortException;
import hudson.model.Item;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Files are opened out of the page of the build that moved them. */
@WithJenkins
class LinkOpenerTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        JenkinsWithB2.encrypt(profile);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private WorkflowRun upload() throws Exception {
        return jenkins.buildAndAssertSuccess(JenkinsWithB2.job("release", """
            node {
                writeFile file: 'a b.txt', text: 'alpha'
                b2Upload file: 'a b.txt', name: 'r/a b.txt', encrypt: false
                b2Upload file: 'a b.txt', name: 'r/secret.txt'
                b2Upload file: 'a b.txt', name: 'r/gone.txt', encrypt: false
                b2Delete name: 'r/gone.txt'
            }
            """));
    }

    private JenkinsRule.WebClient browser() {
        JenkinsRule.WebClient browser = jenkins.createWebClient();
        browser.setThrowExceptionOnFailingStatusCode(false);
        return browser;
    }

    private static List<HtmlAnchor> links(HtmlPage page) {
        return page.getAnchors().stream()
                .filter(anchor -> anchor.getHrefAttribute().startsWith("open?"))
                .toList();
    }

    @Test
    void aFileIsOpenedByALinkThatB2Serves() throws Exception {
        WorkflowRun run = upload();
        HtmlPage page = browser().getPage(run, "backblaze-b2/");
        List<HtmlAnchor> links = links(page);
        assertEquals(2, links.size(), "what is encrypted can't be opened by a link");
        Page opened = links.get(0).click();
        assertEquals("alpha", opened.getWebResponse().getContentAsString());
        assertTrue(opened.getUrl().getPath().endsWith("/file/" + JenkinsWithB2.BUCKET + "/r/a%20b.txt"));
        assertFalse(page.asXml().contains("Authorization="), "made when it is asked for");
    }

    @Test
    void whatIsNoLongerThereIsTold() throws Exception {
        WorkflowRun run = upload();
        HtmlPage page = browser().getPage(run, "backblaze-b2/");
        String address = links(page).get(0).getHrefAttribute();
        emulator.put(JenkinsWithB2.BUCKET, "r/a b.txt", "newer".getBytes());
        assertTold(run, address, Messages.LinkOpener_otherVersion("r/a b.txt"));
        String gone = links(page).get(1).getHrefAttribute();
        assertTold(run, gone, Messages.LinkOpener_gone("r/gone.txt", "main"));
        profile.setPrefix("other/");
        assertTold(run, address, "other/");
        profile.setPrefix("");
        profile.setEnabled(false);
        assertTold(run, address, "disabled");
        for (String wrong : List.of("open?step=2&id=x", "open?step=1&id=", "open?step=9&id=4_z", "open?step=1")) {
            assertEquals(404, status(browser(), run, wrong), wrong);
        }
    }

    private void assertTold(WorkflowRun run, String address, String reason) throws Exception {
        String told = browser()
                .goTo(run.getUrl() + "backblaze-b2/" + address, null)
                .getWebResponse()
                .getContentAsString();
        String text = told.replaceAll("(?s)<(svg|template|head).*?</\\1>|<[^>]*>", " ")
                .replace("&#039;", "'");
        assertTrue(text.contains(reason), text.trim());
    }

    private static int status(JenkinsRule.WebClient browser, WorkflowRun run, String address) throws Exception {
        return browser.goTo(run.getUrl() + "backblaze-b2/" + address, null)
                .getWebResponse()
                .getStatusCode();
    }

    @Test
    void aKeyThatCanNotMakeLinksIsTold() throws Exception {
        WorkflowRun run = upload();
        String address = links(browser().getPage(run, "backblaze-b2/")).get(0).getHrefAttribute();
        AppKey key = emulator.addKey(
                "no links", List.of("listBuckets", "listFiles", "readFiles"), List.of(JenkinsWithB2.BUCKET), null);
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.GLOBAL, "no-links", "", key.keyId(), Secret.fromString(key.secret())));
        Profile other = new Profile("main", "no-links", JenkinsWithB2.BUCKET);
        other.setRealm(emulator.realm());
        BackblazeB2Configuration.get().setProfiles(List.of(other));
        assertTold(run, address, Messages.LinkOpener_noShareFiles("main"));
    }

    @Test
    void whoMayNotSeeTheWorkspaceMayNotOpen() throws Exception {
        WorkflowRun run = upload();
        String address = links(browser().getPage(run, "backblaze-b2/")).get(0).getHrefAttribute();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "developer")
                .grant(Item.WORKSPACE)
                .everywhere()
                .to("developer"));
        JenkinsRule.WebClient reader = browser().login("reader");
        assertEquals(0, links(reader.getPage(run, "backblaze-b2/")).size());
        assertEquals(403, status(reader, run, address));
        JenkinsRule.WebClient developer = browser().login("developer");
        assertEquals(2, links(developer.getPage(run, "backblaze-b2/")).size());
        assertEquals(200, status(developer, run, address));
        JenkinsRule.WebClient script = browser().withBasicCredentials("developer");
        script.addRequestHeader("User-Agent", "Wget/1.21.3");
        emulator.awaitIdle(10_000);
        emulator.calls().reset();
        assertEquals(400, status(script, run, address), "it would send its token on");
        assertEquals(Map.of(), emulator.calls().all());
    }

    /** As when B2 takes a connection and says nothing. */
    @Test
    void whatTakesTooLongIsInterruptedAndToldSo() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        String told = assertThrows(
                        AbortException.class,
                        () -> TimeLimit.within(Duration.ofMillis(1), "too late", () -> {
                            try {
                                return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                            } finally {
                                interrupted.countDown();
                            }
                        }))
                .getMessage();
        assertEquals("too late", told);
        assertTrue(interrupted.await(30, TimeUnit.SECONDS), "nobody works on for an answer that nobody waits for");
    }
}
