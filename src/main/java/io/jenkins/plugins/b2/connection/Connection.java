package io.jenkins.plugins.b2.connection;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.b2.config.ProfileAccess;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.config.ProfileLookup;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * A way to a bucket with the secrets that open it. Exists on the controller only and is not serialisable; nodes get
 * what {@link ControllerServices} gives out.
 */
public final class Connection {
    private final ScopedProfile profile;
    private final ConnectionSettings settings;
    private final StandardUsernamePasswordCredentials key;
    private final Run<?, ?> run;
    private final boolean afresh;

    private Connection(
            ScopedProfile profile,
            ConnectionSettings settings,
            StandardUsernamePasswordCredentials key,
            Run<?, ?> run,
            boolean afresh) {
        this.profile = profile;
        this.settings = settings;
        this.key = key;
        this.run = run;
        this.afresh = afresh;
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

    /**
     * By a profile, for no build in particular.
     *
     * @throws AbortException naming what to change and where
     */
    public static Connection of(ScopedProfile profile) throws AbortException {
        ProfileAccess access = new ProfileAccess(profile);
        return new Connection(profile, access.settings(), access.key(), null, false);
    }

    private static Connection direct(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        if (target.profile() != null) {
            throw new AbortException(Messages.Connection_both(target.profile(), target.credentialsId()));
        }
        if (target.bucket() == null) {
            throw new AbortException(Messages.Connection_noBucket(target.credentialsId()));
        }
        StandardUsernamePasswordCredentials key = CredentialsProvider.findCredentialById(
                target.credentialsId(),
                StandardUsernamePasswordCredentials.class,
                run,
                ProfileAccess.requirements(null));
        if (key == null) {
            throw new AbortException(Messages.Connection_noCredentials(target.credentialsId()));
        }
        return new Connection(null, settings(target), key, run, false);
    }

    private static Connection profiled(ConnectionSpec target, Run<?, ?> run) throws AbortException {
        ScopedProfile profile = find(target.profile(), run.getParent());
        String bucket = profile.profile().getBucket();
        if (target.bucket() != null && !target.bucket().equals(bucket)) {
            throw new AbortException(Messages.Connection_otherBucket(profile.name(), bucket, target.bucket()));
        }
        ProfileAccess access = new ProfileAccess(profile);
        return new Connection(profile, access.settings(target.connections()), access.key(), run, false);
    }

    /**
     * The profile that a job means.
     *
     * @param name null for the default one
     * @param item the job; or a folder or null, where the job is not known yet
     * @throws AbortException when there is none that it may use
     */
    public static ScopedProfile find(@CheckForNull String name, @CheckForNull Item item) throws AbortException {
        ScopedProfile found = name == null
                ? ProfileLookup.standard(item)
                : ProfileLookup.visible(item).stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            throw new AbortException(notFound(name, item));
        }
        if (!found.profile().isEnabled()) {
            throw new AbortException(Messages.Connection_disabled(found.name(), found.place()));
        }
        if (!ProfileLookup.mayUse(item, found)) {
            throw new AbortException(Messages.Connection_notAllowed(item.getFullName(), found.name(), found.place()));
        }
        return found;
    }

    /** Names only what the job may use. */
    private static String notFound(@CheckForNull String name, @CheckForNull Item item) {
        String known =
                ProfileLookup.usable(item).stream().map(ScopedProfile::name).collect(Collectors.joining(", "));
        if (known.isEmpty()) {
            return name == null ? Messages.Connection_noProfiles() : Messages.Connection_noneOfThem(name);
        }
        return name == null ? Messages.Connection_whichProfile(known) : Messages.Connection_noProfile(name, known);
    }

    private static ConnectionSettings settings(ConnectionSpec target) throws AbortException {
        try {
            return ProfileAccess.complete(ConnectionSettings.builder(target.bucket())
                    .connections(Objects.requireNonNullElse(target.connections(), Connections.DEFAULT)));
        } catch (IllegalArgumentException e) {
            throw new AbortException(e.getMessage());
        }
    }

    public ConnectionSettings settings() {
        return settings;
    }

    /** Null where credentials and a bucket are given instead. */
    @CheckForNull
    public ScopedProfile profile() {
        return profile;
    }

    /** What names must begin with; null for anything. */
    @CheckForNull
    public String prefix() {
        return profile == null ? null : profile.profile().getPrefix();
    }

    /** How files are encrypted; null when they go as they are. */
    @CheckForNull
    public ProfileEncryption encryption() {
        return profile == null ? null : profile.profile().getEncryption();
    }

    /** The same connection, which authorizes by itself, because that is to be tested. */
    public Connection afresh() {
        return new Connection(profile, settings, key, run, true);
    }

    /** For one operation, see {@link AccountCache}. */
    public AccountAuthorizer authorizer() {
        return AccountCache.get()
                .authorizer(
                        settings,
                        key.getUsername(),
                        key.getPassword().getPlainText(),
                        () -> ProfileAccess.authorizer(settings, key),
                        afresh);
    }

    /**
     * The id of the bucket, shared as authorizations are.
     *
     * @param listener hears of retries
     * @return null where this is a test, which is to look from where it runs
     */
    @CheckForNull
    String bucketId(TransferListener listener) throws TransferException, InterruptedException {
        if (afresh) {
            return null;
        }
        try (B2Session session = B2Session.open(settings, authorizer(), Throttle.NONE)) {
            return session.bucketId(listener);
        }
    }

    /**
     * An upload URL that no other operation has: one that was used before and returned, or a fresh one.
     *
     * @param listener hears of retries
     * @return null where this is a test, which is to ask from where it runs
     */
    @CheckForNull
    AccountCache.Loan borrowUploadUrl(TransferListener listener) throws TransferException, InterruptedException {
        if (afresh) {
            return null;
        }
        return AccountCache.get()
                .borrowUploadUrl(settings, key.getUsername(), key.getPassword().getPlainText(), () -> {
                    try (B2Session session = B2Session.open(settings, authorizer(), Throttle.NONE)) {
                        return session.uploadUrl(listener);
                    }
                });
    }

    /**
     * What to encrypt or decrypt with; null when the profile has none of this number. Asked for, it counts as used by the
     * build. The caller closes it.
     *
     * @param index 0 for that of new files, 1 and on for earlier ones
     * @throws AbortException when it is not there
     */
    @CheckForNull
    public Passphrase passphrase(int index) throws AbortException {
        StringCredentials passphrase = passphraseCredentials(index);
        if (passphrase == null) {
            return null;
        }
        if (run != null) {
            CredentialsProvider.track(run, passphrase);
        }
        return Passphrase.of(passphrase.getSecret().getPlainText().toCharArray());
    }

    /** What {@link #passphrase} gives, as Jenkins holds it, to tell one passphrase from another. */
    @CheckForNull
    public Secret passphraseSecret(int index) throws AbortException {
        StringCredentials passphrase = passphraseCredentials(index);
        return passphrase == null ? null : passphrase.getSecret();
    }

    private StringCredentials passphraseCredentials(int index) throws AbortException {
        ProfileEncryption encryption = encryption();
        if (encryption == null
                || index < 0
                || index >= encryption.allPassphrases().size()) {
            return null;
        }
        return new ProfileAccess(profile).passphrase(encryption.allPassphrases().get(index));
    }

    /** Fails when the passphrase is not there. */
    public void requirePassphrase() throws AbortException {
        ProfileEncryption encryption = encryption();
        if (encryption != null) {
            new ProfileAccess(profile).passphrase(encryption.getPassphraseCredentialsId());
        }
    }

    /** As {@link #displayName()}, of what may not be there; empty when it can't be told. */
    public static String displayName(ConnectionSpec target, @CheckForNull Item item) {
        if (target.profile() != null) {
            return target.profile();
        }
        if (target.credentialsId() != null) {
            return Util.fixNull(target.bucket());
        }
        ScopedProfile standard = ProfileLookup.standard(item);
        return standard == null ? "" : standard.name();
    }

    /** Whether it is by a global profile. */
    public boolean isGlobal() {
        return profile != null && profile.isGlobal();
    }

    public ActiveTransfer.Target target() {
        return new ActiveTransfer.Target(displayName(), isGlobal(), settings.bucket());
    }

    /** The name for messages: of the profile, or the bucket. */
    public String displayName() {
        return profile == null ? settings.bucket() : profile.name();
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
