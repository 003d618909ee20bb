package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.util.Secret;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.artifacts.B2ArtifactManagerFactory;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileUses;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.BucketContents;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import io.jenkins.plugins.b2.monitor.ProfileMonitor;
import io.jenkins.plugins.b2.transfer.Verb;
import java.time.Duration;
import java.util.List;
import jenkins.model.ArtifactManagerConfiguration;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is well with the profiles and what is not, without asking B2. */
@WithJenkins
class HealthPageTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile main;
    private Profile reader;
    private PageUsers users;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        main = JenkinsWithB2.configure(emulator);
        var key = emulator.addKey("ro", List.of("listFiles", "readFiles"), List.of(JenkinsWithB2.BUCKET), null);
        CredentialsProvider.lookupStores(rule.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.SYSTEM, "ro", "", key.keyId(), Secret.fromString(key.secret())));
        reader = new Profile("reader", "ro", JenkinsWithB2.BUCKET);
        reader.setRealm(emulator.realm());
        BackblazeB2Configuration.get().setProfiles(List.of(main, reader));
        users = new PageUsers(rule);
    }

    @AfterEach
    void stop() throws Exception {
        users.close();
        emulator.close();
    }

    private void check() throws Exception {
        assertEquals(200, users.post("admin", "health/check"));
        Await.that("the check has ended", () -> !ProfileCheck.get().isChecking());
    }

    private static String page(HtmlPage page) {
        return page.asNormalizedText().replaceAll("\\s+", " ");
    }

    private String page(String user) throws Exception {
        return page(users.get(user, "health/"));
    }

    private void assertNothingAsked() throws Exception {
        emulator.awaitIdle(10_000);
        assertEquals(
                0,
                emulator.calls().all().values().stream()
                        .mapToLong(call -> call.count())
                        .sum());
    }

    private static void assertContains(String page, String text) {
        assertTrue(page.contains(text), page);
    }

    @Test
    void tellsWhatIsKnownWithoutAskingB2() throws Exception {
        BucketContents bucket = emulator.bucket(JenkinsWithB2.BUCKET);
        bucket.file("big").age(Duration.ofDays(8)).start();
        for (int i = 0; i < 101; i++) {
            bucket.put("often", new byte[10]);
        }
        emulator.calls().reset();
        String before = page("auditor");
        assertContains(before, "Note Not tested since Jenkins started");
        assertContains(before, "Note Nothing was done through the profile Last 7 days");
        assertContains(before, "Note What is stored has not been counted To see old versions");
        assertContains(before, "Profiles of folders are not on it");
        assertNothingAsked();

        check();
        jenkins.buildAndAssertSuccess(JenkinsWithB2.job("good", """
            node {
                writeFile file: 'a.txt', text: 'x'
                b2Upload file: 'a.txt', name: 'a.txt', profile: 'main'
            }
            """));
        ProfileUses.get().add("reader", Verb.UPLOAD, "job");
        users.post("admin", "storage/count", "profile", "main");
        Await.that("the count has ended", () -> !StorageGatherer.get().isRunning("main"));
        emulator.awaitIdle(10_000);
        emulator.calls().reset();
        String after = page("auditor");
        assertContains(after, "OK The test succeeds");
        assertContains(after, "Warning The key reaches all buckets of the account");
        assertContains(after, "Warning The key has capabilities that nothing in Jenkins needs: bypassGovernance,");
        assertContains(after, "Warning The key may delete files (deleteFiles)");
        assertContains(after, "Error Jobs use the profile to upload, for which the key lacks writeFiles");
        assertContains(after, "OK 2 of 2 operations succeeded: 100% Last 7 days");
        assertContains(after, "Warning 1 unfinished large file was begun more than 7 days before the count");
        assertContains(after, "Warning Old versions: 100 (1000 B), 98% of all bytes");
        assertContains(after, "Warning No lifecycle rule cancels all unfinished large files");
        assertNothingAsked();

        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
        assertFalse(page("auditor").contains("(deleteFiles)"), "the artifacts of builds go with them");
    }

    @Test
    void rulesAreThoseThatWereReadLast() throws Exception {
        assertEquals(200, users.post("admin", "lifecycle/read", "profile", "main"));
        emulator.awaitIdle(10_000);
        emulator.calls().reset();
        assertContains(page("admin"), "Warning No lifecycle rule cancels all unfinished large files");
        assertNothingAsked();
        main.setPrefix("elsewhere/");
        BackblazeB2Configuration.get().setProfiles(List.of(main));
        assertContains(page("admin"), "Note The bucket's lifecycle rules are not known");
    }

    @Test
    void whatIsKnownOfBeforeAChangeIsForgotten() throws Exception {
        check();
        users.post("admin", "storage/count", "profile", "main");
        Await.that("the count has ended", () -> !StorageGatherer.get().isRunning("main"));
        String before = page("admin");
        assertContains(before, "OK The test succeeds");
        assertContains(before, "OK No old versions");
        main.setPrefix("elsewhere/");
        BackblazeB2Configuration.get().setProfiles(List.of(main, reader));
        assertContains(page("admin"), "Note Not tested since Jenkins started or the profile was changed");
        String after = page("admin");
        assertFalse(after.contains("The test succeeds") || after.contains("No old versions"), after);
    }

    @Test
    void whoMayReadLooksAndAdministratorsCheck() throws Exception {
        emulator.calls().reset();
        for (String user : List.of("auditor", "manager")) {
            HtmlPage page = users.get(user, "health/");
            assertContains(page(page), "reader");
            assertFalse(page(page).contains("Check now "), page(page));
            assertEquals(
                    0,
                    page.getElementsByTagName("form").stream()
                            .filter(form -> form.getAttribute("action").equals("check"))
                            .count());
            assertEquals(403, users.post(user, "health/check"), user);
        }
        assertEquals(403, users.status("reader", "health/"));
        assertEquals(403, users.post("reader", "health/check"));
        assertEquals(404, users.status("admin", "health/check"));
        assertNull(ProfileCheck.get().result("main"));
        assertNothingAsked();
    }

    /** Also where the monitor is switched off, as it is in these tests. */
    @Test
    void theMonitorLeadsHere() throws Exception {
        ProfileUses.get().add("reader", Verb.UPLOAD, "job");
        check();
        ExtensionList.lookupSingleton(ProfileMonitor.class).disable(false);
        JenkinsRule.WebClient browser = jenkins.createWebClient().withBasicCredentials("admin");
        HtmlPage health = browser.goTo("manage").getAnchorByText("reader").click();
        assertTrue(health.getUrl().getPath().endsWith("/manage/backblaze-b2/health/"), health.getUrl()::toString);
        assertContains(page(health), "Error Jobs use the profile to upload");
    }

    @Test
    void whatPeopleAndB2NameIsEscaped() throws Exception {
        Profile odd = new Profile("<b>odd</b>", "ro", JenkinsWithB2.BUCKET);
        odd.setRealm(emulator.realm());
        odd.setPrefix("<i>x</i>/");
        BackblazeB2Configuration.get().setProfiles(List.of(odd));
        check();
        String html = users.text("admin", "health/");
        assertTrue(html.contains("&lt;b>odd&lt;/b>") && html.contains("&lt;i>x&lt;/i>/"), html);
        assertFalse(
                html.matches("(?s).*b2-health__state\"><svg[^<]*<title/><path d=\"M368 368L144 144.*"),
                "what Jenkins shows for a symbol that it does not have");
        assertFalse(html.contains("<b>odd") || html.contains("<i>x"), html);
    }
}
