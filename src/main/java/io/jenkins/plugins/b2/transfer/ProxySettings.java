package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The HTTP proxy to go through.
 *
 * @param host name or address of the proxy
 * @param port 1 to 65535
 * @param userName for a proxy that asks for one, else null
 * @param password belongs to the user name, else null
 * @param noProxyHosts regular expressions of host names that are reached directly
 */
public record ProxySettings(
        String host,
        int port,
        String userName,
        // Goes to agents with the settings, since they connect to the proxy; never to the disk.
        @SuppressWarnings("lgtm[jenkins/plaintext-storage]") String password,
        List<String> noProxyHosts)
        implements Serializable {
    private static final Pattern HOST = Pattern.compile("[^\\s/:@]+|\\[?[0-9A-Fa-f:.]+]?");
    private static final int MAX_PORT = 65_535;

    public ProxySettings {
        Objects.requireNonNull(host, "host");
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("The proxy '" + host.substring(host.lastIndexOf('@') + 1)
                    + "' is no host: write its name or address alone, without http:// and without the port");
        }
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "The port of the proxy is " + port + "; it must be between 1 and " + MAX_PORT);
        }
        noProxyHosts = noProxyHosts == null ? List.of() : List.copyOf(noProxyHosts);
    }

    /** Whether requests to this host are to go through the proxy. */
    public boolean appliesTo(String target) {
        return noProxyHosts.stream().noneMatch(expression -> matches(expression, target));
    }

    private static boolean matches(String expression, String target) {
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE)
                    .matcher(target)
                    .matches();
        } catch (PatternSyntaxException e) {
            return expression.equalsIgnoreCase(target);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
