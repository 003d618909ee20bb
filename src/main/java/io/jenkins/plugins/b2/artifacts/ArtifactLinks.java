package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.b2.connection.Connection;
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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

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
     * Beginnings of the User-Agent of clients that keep the header Authorization from another host that they are redirected to.
     * Wget, Python's urllib and Java's HttpClient send it there, too.
     */
    private static final List<String> DISCREET = List.of("Mozilla/", "curl/", "python-requests/", "Go-http-client/");

    private static final Map<StoredPlace, Token> TOKENS = new ConcurrentHashMap<>();

    private ArtifactLinks() {}

    /**
     * @param account by whose authorization it was given out
     */
    private record Token(Secret text, AccountAuthorization account, Duration life, long nanos) {
        boolean isFresh() {
            return System.nanoTime() - nanos < life.toNanos() / 2;
        }
    }

    /** Null when the file has to come through Jenkins. */
    @CheckForNull
    static URL find(Run<?, ?> run, StoredPlace place, StoredEntry entry) throws IOException {
        B2ArtifactManagerFactory settings = B2ArtifactManagerFactory.settingsFor(run.getParent());
        if (!settings.isDirectDownloads()
                || entry.isEncrypted()
                || isPartOfPage(entry.path())
                || wouldPassItsPasswordOn(Stapler.getCurrentRequest2())) {
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

    /** Of whoever asks Jenkins now. B2 is not to see it, and may refuse a download that comes with it. */
    private static boolean wouldPassItsPasswordOn(@CheckForNull StaplerRequest2 request) {
        if (request == null || request.getHeader("Authorization") == null) {
            return false;
        }
        String client = Util.fixNull(request.getHeader("User-Agent"));
        return DISCREET.stream().noneMatch(client::startsWith);
    }

    /** At least half of its life is left to who gets it now. */
    private static Secret token(Connection connection, AccountAuthorization account, StoredPlace place, Duration life)
            throws TransferException, InterruptedException {
        Token known = TOKENS.get(place);
        if (known != null
                && known.isFresh()
                && known.life().equals(life)
                && known.account().equals(account)) {
            return known.text();
        }
        TOKENS.values().removeIf(token -> !token.isFresh());
        try (B2Session session = B2Session.open(connection.settings(), connection.authorizer(), Throttle.NONE)) {
            Secret text = session.authorizeDownloads(place.prefix(), life);
            TOKENS.put(place, new Token(text, account, life, System.nanoTime()));
            return text;
        }
    }
}
