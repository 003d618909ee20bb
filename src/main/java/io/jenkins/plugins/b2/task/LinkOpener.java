package io.jenkins.plugins.b2.task;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Job;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.Redirects;
import io.jenkins.plugins.b2.report.FileOpener;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.Stapler;

/**
 * Makes links to files that steps moved. The job reaches them as its steps do, by its profile and nothing else; a step that
 * named credentials and a bucket has none. B2 gives out links to all names that begin with one, for the time of their life.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class LinkOpener implements FileOpener {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public URI open(Job<?, ?> job, String profile, String name, String fileId)
            throws IOException, InterruptedException {
        if (!Redirects.keepSecrets(Stapler.getCurrentRequest2())) {
            throw new AbortException(Messages.LinkOpener_passwordLeaves());
        }
        Connection connection = Connection.of(Connection.find(Util.fixEmpty(profile), job));
        connection.checkPrefix(name);
        String late = Messages.LinkOpener_late(connection.displayName(), LIMIT.toSeconds());
        return TimeLimit.within(LIMIT, late, () -> {
            try (B2Session session = B2Session.open(connection.settings(), connection.authorizer(), Throttle.NONE)) {
                return link(connection, session, name, fileId);
            } catch (TransferException e) {
                throw new AbortException(e.getMessage());
            }
        });
    }

    private static URI link(Connection connection, B2Session session, String name, String fileId)
            throws AbortException, TransferException, InterruptedException {
        RemoteFile file = session.find(name);
        if (file == null) {
            throw new AbortException(Messages.LinkOpener_gone(name, connection.displayName()));
        }
        if (!file.fileId().equals(fileId)) {
            throw new AbortException(Messages.LinkOpener_otherVersion(name));
        }
        AccountAuthorization account = connection.authorizer().authorize();
        if (!account.allows("shareFiles")) {
            throw new AbortException(Messages.LinkOpener_noShareFiles(connection.displayName()));
        }
        Secret token = session.authorizeDownloads(name, LIFE);
        return URI.create(
                account.downloadUrl(connection.settings().bucket(), name) + "?Authorization=" + token.reveal());
    }
}
