package io.jenkins.plugins.b2.pipeline;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.EarlierPassphrase;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A profile's passphrase is changed: what was encrypted before is still read, with what is kept. */
@WithJenkins
class PassphraseRotationTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        for (String id : List.of("first", "second", "third")) {
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new StringCredentialsImpl(
                            CredentialsScope.SYSTEM, id, "", Secret.fromString("passphrase, the " + id)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private void passphrases(String format, String now, String... earlier) {
        ProfileEncryption encryption = new ProfileEncryption(now);
        encryption.setFormat(format);
        encryption.setSalt("salt");
        encryption.setEarlierPassphrases(
                Stream.of(earlier).map(EarlierPassphrase::new).toList());
        profile.setEncryption(encryption);
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
    }

    @ParameterizedTest
    @CsvSource({"AES256_GCM, false", "AES256_GCM, true", "FERNET, true"})
    void oldFilesAreStillOpened(String format, boolean onAgent) throws Exception {
        if (onAgent) {
            jenkins.createOnlineSlave(hudson.model.Label.get("away"));
        }
        String node = onAgent ? "node('away')" : "node('built-in')";
        passphrases(format, "first");
        WorkflowJob writes = JenkinsWithB2.job("writes", node + """
             {
                writeFile file: "${BUILD_NUMBER}.txt", text: "of build ${BUILD_NUMBER}"
                b2Upload file: "${BUILD_NUMBER}.txt", name: "${BUILD_NUMBER}.txt"
            }
            """);
        jenkins.buildAndAssertSuccess(writes);
        passphrases(format, "second", "first");
        jenkins.buildAndAssertSuccess(writes);
        WorkflowJob reads = JenkinsWithB2.job("reads", node + """
             {
                b2Download prefix: '', includes: '*', dir: 'back'
                echo readFile('back/1.txt') + ', ' + readFile('back/2.txt')
                deleteDir()
            }
            """);
        jenkins.assertLogContains("of build 1, of build 2", jenkins.buildAndAssertSuccess(reads));

        passphrases(format, "third", "second");
        WorkflowRun half = jenkins.buildAndAssertStatus(Result.FAILURE, reads);
        jenkins.assertLogContains("None of the 2 passphrases (third, second) is the one it was encrypted with", half);
        jenkins.assertLogNotContains("passphrase, the", half);
        passphrases(format, "third");
        WorkflowRun none = jenkins.buildAndAssertStatus(Result.FAILURE, reads);
        jenkins.assertLogContains("The passphrase (third) isn't the one it was encrypted with", none);
        passphrases(format, "third", "second", "first");
        jenkins.buildAndAssertSuccess(reads);
    }
}
