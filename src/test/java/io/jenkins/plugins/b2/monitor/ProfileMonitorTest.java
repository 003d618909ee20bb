package io.jenkins.plugins.b2.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileUses;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.Verb;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ProfileMonitorTest {
    private B2Emulator emulator;

    @Test
    void tellsOfKeysThatDontWork(JenkinsRule jenkins) throws Exception {
        try (B2Emulator started =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            emulator = started;
            Profile main = JenkinsWithB2.configure(emulator);
            var readOnly = emulator.addKey("ro", List.of("listBuckets", "listFiles", "readFiles"), null, null);
            BackblazeB2Configuration.get()
                    .setProfiles(List.of(
                            main,
                            profile("wrong", emulator.applicationKeyId(), "K000wrong"),
                            profile("reader", readOnly.keyId(), readOnly.secret()),
                            expiring("old")));
            BackblazeB2Configuration.get().setDefaultProfile("main");
            ProfileMonitor monitor = ExtensionList.lookupSingleton(ProfileMonitor.class);
            assertFalse(monitor.isActivated());

            ProfileCheck.get().check();
            assertEquals(List.of("wrong", "old"), profiles(monitor));
            assertTrue(
                    monitor.getProblems().get(0).message().startsWith("B2 refused the application key"),
                    monitor.getProblems().toString());
            assertTrue(
                    monitor.getProblems().get(1).message().startsWith("The application key expires on"),
                    monitor.getProblems().toString());

            ProfileUses.get().add("reader", Verb.UPLOAD, "job");
            ProfileUses.get().add("reader", Verb.DOWNLOAD, "job");
            ProfileCheck.get().check();
            assertEquals(List.of("wrong", "reader", "old"), profiles(monitor));
            assertEquals(
                    "jobs use it to upload: the key may download, list, read lifecycle rules, but not upload (lacks"
                            + " writeFiles), delete (lacks deleteFiles), hide (lacks writeFiles), unhide (lacks"
                            + " deleteFiles). Create a key with these capabilities and enter it in the credentials.",
                    monitor.getProblems().get(1).message());

            monitor.disable(false);
            HtmlPage page = jenkins.createWebClient().goTo("manage");
            assertTrue(page.asNormalizedText().contains("Backblaze B2 profiles need attention"));
            assertTrue(page.getAnchors().stream()
                    .anyMatch(link -> link.getHrefAttribute().endsWith("/manage/backblaze-b2/health/")
                            && link.getTextContent().equals("reader")));

            emulator.calls().reset();
            monitor.disable(true);
            ProfileCheck.get().execute(TaskListener.NULL);
            assertEquals(0, emulator.calls().of("b2_authorize_account").count(), "switched off, it asks nobody");

            BackblazeB2Configuration.get().setProfiles(List.of(main));
            assertEquals(List.of(), monitor.getProblems(), "profiles that are gone have none");
        }
    }

    @Test
    void checksAtOnceAndInTheBackgroundAfterASave(JenkinsRule jenkins) throws Exception {
        try (B2Emulator started =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            emulator = started;
            Profile main = JenkinsWithB2.configure(emulator);
            ProfileMonitor monitor = ExtensionList.lookupSingleton(ProfileMonitor.class);
            monitor.disable(false);
            assertFalse(monitor.isActivated());
            Profile wrong = profile("wrong", emulator.applicationKeyId(), "K000wrong");
            emulator.faults()
                    .add(Fault.on("b2_authorize_account").times(Fault.UNLIMITED).stall());
            BackblazeB2Configuration.get().setProfiles(List.of(main, wrong));
            assertTrue(monitor.isChecking(), "a save is not held up");
            String page = jenkins.createWebClient().goTo("manage").asNormalizedText();
            assertTrue(page.contains("Backblaze B2 profiles are being checked."), page);
            emulator.faults().clear();
            Await.that("the check has ended", () -> !monitor.isChecking());
            assertEquals(List.of("wrong"), profiles(monitor));
            assertEquals(1, monitor.getWarnings().size(), "two profiles and no default");
            BackblazeB2Configuration.get().setDefaultProfile("main");

            // The key is corrected: what was found before does not stand any more.
            store().updateCredentials(
                            Domain.global(),
                            store().getCredentials(Domain.global()).stream()
                                    .filter(key -> ((IdCredentials) key).getId().equals("wrong-key"))
                                    .findFirst()
                                    .orElseThrow(),
                            key("wrong-key", emulator.applicationKeyId(), emulator.applicationKey()));
            Await.that("the check has ended", () -> !monitor.isChecking());
            assertFalse(monitor.isActivated(), () -> monitor.getProblems().toString());

            HtmlPage manage = jenkins.createWebClient().goTo("manage");
            assertFalse(manage.asNormalizedText().contains("need attention"));
        }
    }

    @Test
    void namesTheJobsThatMissAProfile(JenkinsRule jenkins) throws Exception {
        try (B2Emulator started =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            emulator = started;
            Profile main = JenkinsWithB2.configure(emulator);
            Profile other = new Profile("other", JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
            other.setRealm(emulator.realm());
            BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
            configuration.setProfiles(List.of(main, other));
            WorkflowJob job = JenkinsWithB2.job("nightly", "b2List profile: 'other'");
            jenkins.buildAndAssertSuccess(job);
            jenkins.buildAndAssertSuccess(JenkinsWithB2.job("daily", "b2List profile: 'main'"));
            ProfileMonitor monitor = ExtensionList.lookupSingleton(ProfileMonitor.class);

            HtmlPage page = jenkins.createWebClient().goTo("manage/backblaze-b2");
            assertTrue(page.asNormalizedText().contains("1 job in 30 days"), page::asNormalizedText);
            configuration.setProfiles(List.of(main));
            assertEquals(1, monitor.getWarnings().size());
            String warning = monitor.getWarnings().get(0);
            assertTrue(
                    warning.startsWith("The profile 'other' is gone, and in the last 30 days 1 job used it: nightly."),
                    warning);
            page = jenkins.createWebClient().goTo("manage/backblaze-b2");
            assertTrue(page.asNormalizedText().contains(warning), page::asNormalizedText);

            job.setDefinition(new CpsFlowDefinition("b2List profile: 'main'", true));
            jenkins.buildAndAssertSuccess(job);
            assertEquals(List.of(), monitor.getWarnings(), "it does without");
        }
    }

    private static CredentialsStore store() {
        return CredentialsProvider.lookupStores(Jenkins.get()).iterator().next();
    }

    private static B2ApplicationKey key(String id, String keyId, String key) throws Exception {
        return new B2ApplicationKey(CredentialsScope.GLOBAL, id, "", keyId, Secret.fromString(key));
    }

    private static List<String> profiles(ProfileMonitor monitor) {
        return monitor.getProblems().stream().map(Problem::profile).collect(Collectors.toList());
    }

    private Profile profile(String name, String keyId, String key) throws Exception {
        store().addCredentials(Domain.global(), key(name + "-key", keyId, key));
        Profile profile = new Profile(name, name + "-key", JenkinsWithB2.BUCKET);
        profile.setRealm(emulator.realm());
        profile.setMaxRetries(0);
        return profile;
    }

    /** With a key that lives for a day. */
    private Profile expiring(String name) throws Exception {
        var key = emulator.addExpiringKey(
                name, List.of("listBuckets", "listFiles", "readFiles", "writeFiles"), Duration.ofDays(1));
        return profile(name, key.keyId(), key.secret());
    }
}
