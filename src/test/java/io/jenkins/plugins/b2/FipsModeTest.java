package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import jenkins.security.FIPS140;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins in FIPS mode, whose cryptography is that of Bouncy Castle's FIPS provider, encrypts in both formats. */
class FipsModeTest {
    /** Without plugins that other tests need and that refuse this mode. */
    @RegisterExtension
    final RealJenkinsExtension controller =
            new RealJenkinsExtension().withFIPSEnabled().omitPlugins("ssh-slaves", "trilead-api", "eddsa-api");

    @Test
    void encryptsAndDecrypts() throws Throwable {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            controller.startJenkins();
            controller.runRemotely(
                    FipsModeTest::roundTrips, emulator.realm(), emulator.applicationKeyId(), emulator.applicationKey());
            controller.stopJenkins();
        }
    }

    private static void roundTrips(JenkinsRule jenkins, String realm, String keyId, String key) throws Throwable {
        assertTrue(FIPS140.useCompliantAlgorithms());
        assertEquals("BCFIPS", Security.getProviders()[0].getName());
        Profile profile = JenkinsWithB2.configure(realm, keyId, key);
        for (EncryptionFormat format : EncryptionFormat.values()) {
            ProfileEncryption encryption = new ProfileEncryption(JenkinsWithB2.PASSPHRASE_ID);
            encryption.setFormat(format.name());
            encryption.setSalt("a salt for Fernet");
            profile.setEncryption(encryption);
            BackblazeB2Configuration.get().setProfiles(List.of(profile));
            String name = format.name().toLowerCase(Locale.ROOT);
            var run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job(name, """
                node {
                    writeFile file: 'a.txt', text: 'alpha'
                    def up = b2Upload file: 'a.txt', name: '%1$s/a.txt'
                    b2Download name: up[0].name, file: 'back.txt'
                    echo "${up[0].encryption}: ${readFile('back.txt')}"
                }
                """.formatted(name)));
            jenkins.assertLogContains(format.name() + ": alpha", run);
        }
    }
}
