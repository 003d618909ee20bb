package io.jenkins.plugins.b2.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.TaskListener;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.transfer.Verb;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlPage;
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

            ProfileUses.get().add("reader", Verb.UPLOAD);
            ProfileUses.get().add("reader", Verb.DOWNLOAD);
            ProfileCheck.get().check();
            assertEquals(List.of("wrong", "reader", "old"), profiles(monitor));
            assertEquals(
                    "jobs use it to upload: the key may download, list, but not upload (lacks writeFiles), delete"
                        + " (lacks deleteFiles), hide (lacks writeFiles), unhide (lacks deleteFiles). Make a key with"
                        + " these capabilities and put it into the credentials",
                    monitor.getProblems().get(1).message());

            HtmlPage page = jenkins.createWebClient().goTo("manage");
            assertTrue(page.asNormalizedText().contains("Backblaze B2 profiles need attention"));
            assertTrue(page.getAnchors().stream()
                    .anyMatch(link -> link.getHrefAttribute().endsWith("/manage/backblaze-b2/")
                            && link.getTextContent().equals("reader")));

            emulator.calls().reset();
            monitor.disable(true);
            ProfileCheck.get().execute(TaskListener.NULL);
            assertEquals(0, emulator.calls().of("b2_authorize_account").count(), "switched off, it asks nobody");

            BackblazeB2Configuration.get().setProfiles(List.of(main));
            assertFalse(monitor.isActivated(), "profiles that are gone are no problem");
        }
    }

    private static List<String> profiles(ProfileMonitor monitor) {
        return monitor.getProblems().stream().map(Problem::profile).collect(Collectors.toList());
    }

    private Profile profile(String name, String keyId, String key) throws Exception {
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.GLOBAL, name + "-key", "", keyId, Secret.fromString(key)));
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
