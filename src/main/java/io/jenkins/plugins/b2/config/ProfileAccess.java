package io.jenkins.plugins.b2.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.security.ACL;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.ProxySettings;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * What opens a profile's bucket: settings, application key and passphrase. Exists on the controller only and is not
 * serialisable. Credentials are looked up when they are asked for, so that nothing fails for want of what it doesn't need.
 */
public final class ProfileAccess {
    /** Of a test, from its first byte to its last. */
    private static final Duration TEST_LIMIT = Duration.ofSeconds(30);

    private final ScopedProfile scoped;
    private final Profile profile;

    public ProfileAccess(ScopedProfile scoped) {
        this.scoped = scoped;
        this.profile = scoped.profile();
    }

    /**
     * How to reach the bucket, by Jenkins' own proxy.
     *
     * @throws AbortException naming what to change and where
     */
    public ConnectionSettings settings() throws AbortException {
        return settings(null);
    }

    /**
     * As {@link #settings()}.
     *
     * @param asked how many connections a job wants, which gets no more than the profile has; null for these
     */
    public ConnectionSettings settings(@CheckForNull Connections asked) throws AbortException {
        try {
            ConnectionSettings.Builder settings = profile.settings();
            return complete(asked == null ? settings : settings.connections(asked.within(profile.connections())));
        } catch (IllegalArgumentException e) {
            throw new AbortException(
                    Messages.ProfileAccess_badProfile(profile.getName(), e.getMessage(), scoped.place()));
        }
    }

    /** The application key. */
    public StandardUsernamePasswordCredentials key() throws AbortException {
        return find(
                profile.getCredentialsId(),
                StandardUsernamePasswordCredentials.class,
                Messages.ProfileAccess_applicationKey());
    }

    /** One of the profile's passphrases, by the id of its credentials. */
    public StringCredentials passphrase(@CheckForNull String id) throws AbortException {
        return find(id, StringCredentials.class, Messages.ProfileAccess_secretText());
    }

    private <C extends StandardCredentials> C find(String id, Class<C> type, String kind) throws AbortException {
        if (Util.fixEmptyAndTrim(id) == null) {
            throw new AbortException(Messages.ProfileAccess_noCredentials(profile.getName(), scoped.place()));
        }
        C found = CredentialsProvider.findCredentialByIdInItemGroup(
                id, type, scoped.owner(), ACL.SYSTEM2, requirements(profile.getRealm()));
        if (found == null) {
            String store = scoped.isGlobal() ? Messages.ProfileAccess_system() : Messages.ProfileAccess_folder();
            throw new AbortException(
                    Messages.ProfileAccess_credentialsGone(profile.getName(), id, store, kind, scoped.place()));
        }
        return found;
    }

    /**
     * What credentials must be for, where their domain says so.
     *
     * @param realm null for Backblaze itself
     */
    public static List<DomainRequirement> requirements(@CheckForNull String realm) {
        return URIRequirementBuilder.fromUri(realm == null ? ConnectionSettings.BACKBLAZE.toString() : realm)
                .build();
    }

    /**
     * Tries it from here, and changes nothing in B2. The passphrases must be there, too. It ends within
     * 30 seconds, since a server that answers a byte a second keeps every other limit.
     *
     * @throws AbortException when credentials are missing, a setting can't work, or the time is over
     */
    public ConnectionReport test() throws AbortException, TransferException, InterruptedException {
        ProfileEncryption encryption = profile.getEncryption();
        if (encryption != null) {
            for (String id : encryption.allPassphrases()) {
                passphrase(id);
            }
        }
        ConnectionSettings settings = settings();
        try (B2Session session = B2Session.open(settings, authorizer(settings, key()), Throttle.NONE)) {
            AtomicBoolean late = new AtomicBoolean();
            Runnable end = () -> {
                late.set(true);
                session.close();
            };
            ScheduledFuture<?> limit = Timer.get().schedule(end, TEST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            ConnectionReport report = null;
            try {
                report = session.testConnection(ConnectionReport.Probe.NONE, Util.fixNull(profile.getPrefix()));
            } catch (InterruptedException e) {
                // The closed session says so.
                if (!late.get()) {
                    throw e;
                }
            } finally {
                limit.cancel(false);
            }
            if (report == null || late.get()) {
                throw new AbortException(Messages.ProfileAccess_late(settings.realm(), TEST_LIMIT.toSeconds()));
            }
            return report;
        }
    }

    public static AccountAuthorizer authorizer(ConnectionSettings settings, StandardUsernamePasswordCredentials key) {
        return B2Session.keyAuthorizer(
                settings, key.getUsername(), Secret.of(key.getPassword().getPlainText()));
    }

    /** Adds what is the same for all connections of a Jenkins. */
    public static ConnectionSettings complete(ConnectionSettings.Builder settings) {
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
}
