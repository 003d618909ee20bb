package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.Redirects;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kohsuke.stapler.Stapler;

/**
 * Links to artifacts that B2 itself serves. Each opens what lies below the artifacts of its build, and nothing else, for the
 * time that is configured. What a link was given out for is kept for others of the same build.
 */
final class ArtifactLinks {
    /**
     * Pages, and what they fetch: a page that came from elsewhere would look there for what it names by relative links, where
     * each needs a link of its own; and Jenkins' content security policy lets a page show nothing from elsewhere.
     */
    private static final Set<String> PARTS_OF_PAGES = Set.of(
            "html", "htm", "xhtml", "css", "js", "mjs", "json", "map", "xml", "xsl", "wasm", // text
            "svg", "png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp", // pictures
            "woff", "woff2", "ttf", "otf", "eot"); // fonts

    /**
     * While B2 is down, a link leads nowhere, and nobody says why; asked for another token, B2 would show it. So one is given
     * out for no longer than this: a call a minute and build.
     */
    private static final Duration SHARED = Duration.ofMinutes(1);

    private static final Map<StoredPlace, Token> TOKENS = new ConcurrentHashMap<>();

    private ArtifactLinks() {}

    /**
     * @param account by whose authorization it was given out
     */
    record Token(Secret text, AccountAuthorization account, Duration life, long nanos) {
        /** Whether it can still be given out. */
        boolean isFresh(long now) {
            return now - nanos < Math.min(life.toNanos() / 2, SHARED.toNanos());
        }
    }

    /** Null when the file has to come through Jenkins. */
    @CheckForNull
    static URL find(Run<?, ?> run, StoredPlace place, StoredEntry entry) throws IOException {
        B2ArtifactManagerFactory settings = B2ArtifactManagerFactory.settingsFor(run.getParent());
        if (!settings.isDirectDownloads()
                || entry.isEncrypted()
                || isPartOfPage(entry.path())
                || !Redirects.keepSecrets(Stapler.getCurrentRequest2())) {
            return null;
        }
        try {
            Connection connection = place.connect(run);
            AccountAuthorization account = connection.authorizer().authorize();
            if (!account.allows("shareFiles")) {
                return null;
            }
            String url = account.downloadUrl(place.bucket(), entry.nameBelow(place));
            Secret token = token(connection, account, place, settings.linkLife());
            return URI.create(url + "?Authorization=" + token.reveal()).toURL();
        } catch (AbortException | TransferException e) {
            throw new ArtifactUnavailableException(entry, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        }
    }

    private static boolean isPartOfPage(String path) {
        String extension = path.substring(path.lastIndexOf('.') + 1);
        return PARTS_OF_PAGES.contains(extension.toLowerCase(Locale.ROOT));
    }

    /** At least half of its life is left to who gets it now, and all but a minute where it is a long one. */
    private static Secret token(Connection connection, AccountAuthorization account, StoredPlace place, Duration life)
            throws TransferException, InterruptedException {
        Token known = TOKENS.get(place);
        if (known != null
                && known.isFresh(System.nanoTime())
                && known.life().equals(life)
                && known.account().equals(account)) {
            return known.text();
        }
        TOKENS.values().removeIf(token -> !token.isFresh(System.nanoTime()));
        try (B2Session session = B2Session.open(connection.settings(), connection.authorizer(), Throttle.NONE)) {
            Secret text = session.authorizeDownloads(place.prefix(), life);
            TOKENS.put(place, new Token(text, account, life, System.nanoTime()));
            return text;
        }
    }
}
