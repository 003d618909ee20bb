package io.jenkins.plugins.b2.connection;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.ProxySettings;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * A way to a bucket with the secrets that open it. Exists on the controller only and is not serialisable; nodes get
 * what {@link ControllerServices} gives out.
 */
public final class Connection {
    private final Profile profile;
    private final ConnectionSettings settings;
    private final StandardUsernamePasswordCredentials key;
    private final StringCredentials passphrase;

    private Connection(
            Profile profile,
            ConnectionSettings settings,
            StandardUsernamePasswordCredentials key,
            StringCredentials passphrase) {
        this.profile = profile;
        this.settings = settings;
        this.key = key;
        this.passphrase = passphrase;
    }

    /**
     * Looks up what a build asked for.
     *
     * @throws AbortException naming what to change and where
     */
    public static Connection of(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        Connection connection = target.credentialsId() != null ? direct(target, run) : profiled(target, run);
        CredentialsProvider.track(run, connection.key);
        if (connection.passphrase != null) {
            CredentialsProvider.track(run, connection.passphrase);
        }
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
        return new Connection(null, complete(ConnectionSettings.builder(target.bucket())), key, null);
    }

    private static Connection profiled(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        Profile profile = find(target.profile(), run.getParent().getFullName());
        if (target.bucket() != null && !target.bucket().equals(profile.getBucket())) {
            throw new AbortException(
                    Messages.Connection_otherBucket(profile.getName(), profile.getBucket(), target.bucket()));
        }
        return of(profile);
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

    /** By a profile, whoever asks: for the configuration page. */
    public static Connection of(Profile profile) throws AbortException {
        StandardUsernamePasswordCredentials key = global(
                profile,
                profile.getCredentialsId(),
                StandardUsernamePasswordCredentials.class,
                Messages.Connection_applicationKey());
        ProfileEncryption encryption = profile.getEncryption();
        StringCredentials passphrase = encryption == null
                ? null
                : global(
                        profile,
                        encryption.getPassphraseCredentialsId(),
                        StringCredentials.class,
                        Messages.Connection_secretText());
        try {
            return new Connection(profile, complete(profile.settings()), key, passphrase);
        } catch (IllegalArgumentException e) {
            throw new AbortException(Messages.Connection_badProfile(profile.getName(), e.getMessage()));
        }
    }

    private static <C extends StandardCredentials> C global(Profile profile, String id, Class<C> type, String kind)
            throws AbortException {
        if (Util.fixEmptyAndTrim(id) == null) {
            throw new AbortException(Messages.Connection_profileWithoutCredentials(profile.getName()));
        }
        C found = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(type, Jenkins.get(), ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(id));
        if (found == null) {
            throw new AbortException(Messages.Connection_profileCredentialsGone(profile.getName(), id, kind));
        }
        return found;
    }

    private static ConnectionSettings complete(ConnectionSettings.Builder settings) {
        return settings.proxy(proxy())
                .userAgent("jenkins-backblaze-b2/" + Jenkins.VERSION)
                .build();
    }

    @CheckForNull
    private static ProxySettings proxy() {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        if (proxy == null) {
            return null;
        }
        List<String> direct = proxy.getNoProxyHostPatterns().stream()
                .map(pattern -> pattern.pattern())
                .toList();
        return new ProxySettings(
                proxy.name,
                proxy.port,
                Util.fixEmpty(proxy.getUserName()),
                hudson.util.Secret.toString(proxy.getSecretPassword()),
                direct);
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

    /** Tries it from here, and changes nothing in B2. */
    public ConnectionReport test() throws TransferException, InterruptedException {
        try (B2Session session = B2Session.open(settings, authorizer(), Throttle.NONE)) {
            return session.testConnection(ConnectionReport.Probe.NONE, Util.fixNull(prefix()));
        }
    }

    public AccountAuthorizer authorizer() {
        return B2Session.keyAuthorizer(
                settings, key.getUsername(), Secret.of(key.getPassword().getPlainText()));
    }

    /** What to encrypt with; null when the profile does not encrypt. The caller closes it. */
    @CheckForNull
    public Passphrase passphrase() {
        return passphrase == null
                ? null
                : Passphrase.of(passphrase.getSecret().getPlainText().toCharArray());
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
