package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ProxySettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The proxy that {@code https_proxy} and its relatives name, read as curl reads them. There is no option for it: it would
 * show the password to everybody on the machine.
 */
final class ProxyEnvironment {
    /** What curl takes where none is named. */
    private static final int DEFAULT_PORT = 1080;

    private final CommandContext invocation;

    ProxyEnvironment(CommandContext invocation) {
        this.invocation = invocation;
    }

    /** Null for none. */
    ProxySettings forRealm(URI realm) throws TransferException {
        String scheme = realm.getScheme().toLowerCase(Locale.ROOT);
        for (String variable : List.of(scheme + "_proxy", "all_proxy")) {
            for (String name : List.of(variable, variable.toUpperCase(Locale.ROOT))) {
                String value = invocation.variable(name);
                if (value != null) {
                    return parse(name, value.strip());
                }
            }
        }
        return null;
    }

    private ProxySettings parse(String variable, String value) throws TransferException {
        int mark = value.indexOf("://");
        if (mark >= 0 && !value.substring(0, mark).equalsIgnoreCase("http")) {
            throw bad(
                    variable, "begins with " + value.substring(0, mark) + "://, and only http:// proxies can be used");
        }
        String rest = value.substring(mark < 0 ? 0 : mark + 3);
        int at = rest.lastIndexOf('@');
        String user = at < 0 ? null : rest.substring(0, at);
        String address = rest.substring(at + 1).replaceFirst("/.*$", "");
        int colon = address.endsWith("]") ? -1 : address.lastIndexOf(':');
        try {
            return new ProxySettings(
                    colon < 0 ? address : address.substring(0, colon),
                    colon < 0 ? DEFAULT_PORT : Integer.parseInt(address.substring(colon + 1)),
                    user == null ? null : decoded(user.replaceFirst("(?s):.*", "")),
                    user == null || user.indexOf(':') < 0 ? null : decoded(user.substring(user.indexOf(':') + 1)),
                    direct());
        } catch (IllegalArgumentException e) {
            throw bad(variable, "is no address of a proxy");
        }
    }

    /** Never repeats the value: it may hold a password. */
    private static TransferException bad(String variable, String problem) {
        return new TransferException(
                Kind.USAGE,
                "The environment variable " + variable + " " + problem
                        + ". Write it as http://host:port or http://user:password@host:port, or unset it");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private List<String> direct() {
        String hosts = invocation.variable("no_proxy");
        if (hosts == null) {
            hosts = invocation.variable("NO_PROXY");
        }
        return hosts == null
                ? List.of()
                : Arrays.stream(hosts.split("[,\\s]+"))
                        .filter(host -> !host.isEmpty())
                        .map(ProxyEnvironment::pattern)
                        .toList();
    }

    /** {@code *} is every host; else the host of that name, and those in the domain of that name. */
    private static String pattern(String host) {
        return host.equals("*") ? ".*" : "(.*\\.)?" + Pattern.quote(host.replaceFirst("^\\.", ""));
    }
}
