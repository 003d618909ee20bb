package io.jenkins.plugins.b2.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.jenkins.support.api.Component;
import com.cloudbees.jenkins.support.api.Container;
import com.cloudbees.jenkins.support.api.Content;
import com.cloudbees.jenkins.support.filter.ContentFilter;
import com.cloudbees.jenkins.support.filter.PrefilteredContent;
import com.cloudbees.jenkins.support.filter.SensitiveContentFilter;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.util.Secret;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What a support bundle has of the plugin. */
@WithJenkins
class B2ComponentTest {
    private static final String WRONG_ID = "005000000000abcdef0000042";
    private static final String WRONG_KEY = "K005abcdefghijklmnopqrstuvwxyz0";
    private static final String SALT = "the salt of FERNET keys";

    private static String bundled(ContentFilter filter) throws IOException {
        List<Content> contents = new ArrayList<>();
        ExtensionList.lookup(Component.class).get(B2Component.class).addContents(new Container() {
            @Override
            public void add(Content content) {
                contents.add(content);
            }
        });
        assertEquals(1, contents.size());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ((PrefilteredContent) contents.get(0)).writeTo(bytes, filter);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Of everything that there is: settings, encryption, and a problem whose message names the key. */
    private static void configure(B2Emulator emulator) throws Exception {
        Profile main = JenkinsWithB2.configure(emulator);
        ProfileEncryption encryption = new ProfileEncryption(JenkinsWithB2.PASSPHRASE_ID);
        encryption.setFormat("FERNET");
        encryption.setSalt(SALT);
        main.setEncryption(encryption);
        main.setPrefix("secret-project/");
        main.setAllowedJobs("secret-project");
        main.setMaxBandwidth("10 MB/s");
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new B2ApplicationKey(
                                CredentialsScope.SYSTEM, "wrong", "", WRONG_ID, Secret.fromString(WRONG_KEY)));
        Profile wrong = new Profile("wrong", "wrong", "bucket-of-the-wrong");
        wrong.setRealm(emulator.realm());
        BackblazeB2Configuration.get().setProfiles(List.of(main, wrong));
        ProfileCheck.get().checkAgain();
        Await.that("the check has ended", () -> !ProfileCheck.get().isChecking());
    }

    @Test
    void tellsOfSettingsAndProblemsAndOfNoSecret(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            configure(emulator);
            emulator.calls().reset();
            String told = bundled(ContentFilter.NONE);
            for (String line : List.of(
                    "## Profile `main`",
                    "- Bucket: `" + JenkinsWithB2.BUCKET + "`",
                    "- Prefix: `secret-project/`",
                    "- Bandwidth limit: 10 MB/s",
                    "- Connections: 5",
                    "- Encryption: FERNET",
                    "## Profile `wrong`",
                    "- Encryption: none",
                    "- Waiting: 0")) {
                assertTrue(told.lines().anyMatch(line::equals), line + " in:\n" + told);
            }
            assertTrue(told.contains("- Profile `wrong`: `B2 refused the application key '...'"), told);
            assertTrue(told.contains("- Configuration: `There are 2 profiles"), told);
            assertTrue(told.lines().anyMatch(line -> line.startsWith("- Version: ") && !line.endsWith("none")), told);
            for (String secret : List.of(
                    emulator.applicationKey(),
                    emulator.applicationKeyId(),
                    WRONG_ID,
                    WRONG_KEY,
                    JenkinsWithB2.PASSPHRASE,
                    SALT)) {
                assertFalse(told.contains(secret), told);
            }
            assertEquals(0, emulator.calls().of("b2_authorize_account").count(), "B2 is not asked");
        }
    }

    @Test
    void whatPeopleHaveNamedIsFiltered(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            configure(emulator);
            String blacked = bundled(text -> "#");
            for (String name : List.of(
                    "`main`", JenkinsWithB2.BUCKET, "secret-project", "bucket-of-the-wrong", emulator.realm())) {
                assertFalse(blacked.contains(name), blacked);
            }
            // The bundle's own filter knows the names of jobs.
            jenkins.createFreeStyleProject("secret-project");
            ContentFilter anonymizing = SensitiveContentFilter.get();
            anonymizing.reload();
            String anonymous = bundled(anonymizing);
            assertFalse(anonymous.contains("secret-project"), anonymous);
            assertTrue(anonymous.contains("- Prefix: `item_"), anonymous);
        }
    }
}
