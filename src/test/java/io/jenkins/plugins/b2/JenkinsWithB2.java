package io.jenkins.plugins.b2;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.util.Secret;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** A Jenkins whose default profile leads to the emulator. */
public final class JenkinsWithB2 {
    public static final String BUCKET = "jenkins-bucket";
    public static final String KEY_ID = "b2-key";
    public static final String PASSPHRASE_ID = "b2-passphrase";
    public static final String PASSPHRASE = "a passphrase that nobody guesses";

    private JenkinsWithB2() {}

    /** Credentials and one profile, called main. */
    public static Profile configure(B2Emulator emulator) throws Exception {
        Jenkins jenkins = Jenkins.get();
        var store = CredentialsProvider.lookupStores(jenkins).iterator().next();
        store.addCredentials(
                Domain.global(),
                new B2ApplicationKey(
                        CredentialsScope.GLOBAL,
                        KEY_ID,
                        "",
                        emulator.applicationKeyId(),
                        Secret.fromString(emulator.applicationKey())));
        store.addCredentials(
                Domain.global(),
                new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, PASSPHRASE_ID, "", Secret.fromString(PASSPHRASE)));
        Profile profile = new Profile("main", KEY_ID, BUCKET);
        profile.setRealm(emulator.realm());
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        return profile;
    }

    /** Has a profile encrypt what goes out. */
    public static void encrypt(Profile profile) {
        profile.setEncryption(new ProfileEncryption(PASSPHRASE_ID));
    }
}
