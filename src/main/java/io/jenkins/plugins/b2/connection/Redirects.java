package io.jenkins.plugins.b2.connection;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import java.util.List;
import org.kohsuke.stapler.StaplerRequest2;

/** What has to be known of who is to be redirected to B2. */
public final class Redirects {
    /**
     * Beginnings of the User-Agent of clients that keep the header Authorization from another host that they are redirected to.
     * Wget, Python's urllib and Java's HttpClient send it there, too.
     */
    private static final List<String> DISCREET = List.of("Mozilla/", "curl/", "python-requests/", "Go-http-client/");

    private Redirects() {}

    /**
     * Whether a redirection takes no API token or password of Jenkins along. B2 is not to see it, and may refuse a download that
     * comes with it.
     *
     * @param request null where nobody asks by HTTP
     */
    public static boolean keepSecrets(@CheckForNull StaplerRequest2 request) {
        if (request == null || request.getHeader("Authorization") == null) {
            return true;
        }
        String client = Util.fixNull(request.getHeader("User-Agent"));
        return DISCREET.stream().anyMatch(client::startsWith);
    }
}
