package io.jenkins.plugins.b2.connection;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileAccess;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * A way to a bucket with the secrets that open it. Exists on the controller only and is not serialisable; nodes get
 * what {@link ControllerServices} gives out.
 */
public final class Connection {
    private final Profile profile;
    private final ConnectionSettings settings;
    private final StandardUsernamePasswordCredentials key;
    private final Run<?, ?> run;

    private Connection(
            Profile profile, ConnectionSettings settings, StandardUsernamePasswordCredentials key, Run<?, ?> run) {
        this.profile = profile;
        this.settings = settings;
        this.key = key;
        this.run = run;
    }

    /**
     * Looks up what a build asked for.
     *
     * @throws AbortException naming what to change and where
     */
    public static Connection of(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        Connection connection = target.credentialsId() != null ? direct(target, run) : profiled(target, run);
        CredentialsProvider.track(run, connection.key);
        return connection;
    }

    private static Connection direct(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        if (target.profile() != null) {
            throw new AbortException(Messages.Connection_both(target.profile(), target.credentialsId()));
        }
        if (target.bucket() == null) {
            throw new AbortException(Messages.Connection_noBucket(target.credentialsId()));
        }
        StandardUsernamePasswordCredentials key = CredentialsProvider.findCredentialById(
                target.credentialsId(), StandardUsernamePasswordCredentials.class, run);
        if (key == null) {
            throw new AbortException(Messages.Connection_noCredentials(target.credentialsId()));
        }
        return new Connection(null, settings(target.bucket()), key, run);
    }

    private static Connection profiled(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        Profile profile = find(target.profile(), run.getParent().getFullName());
        if (target.bucket() != null && !target.bucket().equals(profile.getBucket())) {
            throw new AbortException(
                    Messages.Connection_otherBucket(profile.getName(), profile.getBucket(), target.bucket()));
        }
        ProfileAccess access = new ProfileAccess(profile);
        return new Connection(profile, access.settings(), access.key(), run);
    }

    /**
     * The profile that a job means.
     *
     * @param name null for the default one
     * @param job its full name; null when it is not known yet, and then every job's profile will do
     * @throws AbortException when there is none that it may use
     */
    public static Profile find(@CheckForNull String name, @CheckForNull String job) throws AbortException {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        String wanted = name == null ? configuration.getDefaultProfile() : name;
        Profile profile = wanted == null ? configuration.findDefault() : configuration.profile(wanted);
        if (profile == null) {
            String known = configuration.getProfiles().stream()
                    .filter(other -> job == null || other.allows(job))
                    .map(Profile::getName)
                    .collect(Collectors.joining(", "));
            if (known.isEmpty()) {
                throw new AbortException(
                        wanted == null ? Messages.Connection_noProfiles() : Messages.Connection_noneOfThem(wanted));
            }
            throw new AbortException(
                    wanted == null
                            ? Messages.Connection_whichProfile(known)
                            : Messages.Connection_noProfile(wanted, known));
        }
        if (!profile.isEnabled()) {
            throw new AbortException(Messages.Connection_disabled(profile.getName()));
        }
        if (job != null && !profile.allows(job)) {
            throw new AbortException(Messages.Connection_notAllowed(job, profile.getName()));
        }
        return profile;
    }

    private static ConnectionSettings settings(String bucket) throws AbortException {
        try {
            return ProfileAccess.complete(ConnectionSettings.builder(bucket));
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /** The name of the profile; null without one. */
    @CheckForNull
    public String profileName() {
        return profile == null ? null : profile.getName();
    }

    /** What names must begin with; null for anything. */
    @CheckForNull
    public String prefix() {
        return profile == null ? null : profile.getPrefix();
    }

    /** How files are encrypted; null when they go as they are. */
    @CheckForNull
    public ProfileEncryption encryption() {
        return profile == null ? null : profile.getEncryption();
    }

    public AccountAuthorizer authorizer() {
        return ProfileAccess.authorizer(settings, key);
    }

    /**
     * What to encrypt with; null when the profile does not encrypt. Asked for, it counts as used by the build. The caller
     * closes it.
     *
     * @throws AbortException when it is not there
     */
    @CheckForNull
    public Passphrase passphrase() throws AbortException {
        StringCredentials passphrase = profile == null ? null : new ProfileAccess(profile).passphrase();
        if (passphrase == null) {
            return null;
        }
        CredentialsProvider.track(run, passphrase);
        return Passphrase.of(passphrase.getSecret().getPlainText().toCharArray());
    }

    /** Fails when the passphrase is not there. */
    public void requirePassphrase() throws AbortException {
        new ProfileAccess(profile).passphrase();
    }

    /** The name for messages: of the profile, or the bucket. */
    public String displayName() {
        return profile == null ? settings.bucket() : profile.getName();
    }

    /**
     * Fails when a name lies outside of what the profile reaches.
     */
    public void checkPrefix(String name) throws AbortException {
        String prefix = prefix();
        if (prefix != null && !name.startsWith(prefix)) {
            throw new AbortException(Messages.Connection_prefix(displayName(), prefix, name));
        }
    }
}
