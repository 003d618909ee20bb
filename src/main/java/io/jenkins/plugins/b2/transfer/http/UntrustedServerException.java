package io.jenkins.plugins.b2.transfer.http;

import com.backblaze.b2.client.exceptions.B2ConnectFailedException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Whoever answers there can't show that it is who it should be. It will show the same the next time. */
public final class UntrustedServerException extends B2ConnectFailedException {
    private static final long serialVersionUID = 1L;

    private final String advice;

    private UntrustedServerException(String message, String advice, Throwable cause) {
        super("untrusted_server", null, message, cause);
        this.advice = advice;
    }

    /** What to do about it, as a sentence without its end. */
    public String advice() {
        return advice;
    }

    /**
     * Reads what TLS objected to.
     *
     * @param host whom the request was for
     * @return null when it is no objection to the server, such as a broken connection
     */
    static UntrustedServerException of(IOException e, String host) {
        if (!(e instanceof SSLException)) {
            return null;
        }
        String certificate = "the certificate that " + host + " shows";
        if (has(e, CertificateExpiredException.class::isInstance)) {
            return new UntrustedServerException(
                    certificate + " has expired",
                    "Check the clock of this machine; if it is right, whoever runs " + host
                            + " has to renew the certificate",
                    e);
        }
        if (has(e, CertificateNotYetValidException.class::isInstance)) {
            return new UntrustedServerException(
                    certificate + " is not valid yet", "Check the clock of this machine: it may be slow", e);
        }
        if (has(e, UntrustedServerException::isOtherName)) {
            return new UntrustedServerException(
                    certificate + " is for another host",
                    "Check the API endpoint, the proxy settings and the name service: somebody else answers for "
                            + host,
                    e);
        }
        if (has(e, UntrustedServerException::isOfCertificate)) {
            return new UntrustedServerException(
                    certificate + " comes from nobody whom the Java here trusts",
                    "If a company's proxy reads along, import its CA's certificate into the trust store of the Java"
                            + " that runs this (keytool -importcert -cacerts), or name a trust store that has it with"
                            + " -Djavax.net.ssl.trustStore=FILE. If none should, somebody is listening in",
                    e);
        }
        if (has(e, UntrustedServerException::isNoTls)) {
            return new UntrustedServerException(
                    host + " speaks no TLS there",
                    "Check the port of the API endpoint and the proxy settings; only a test server is reached with"
                            + " http://",
                    e);
        }
        return null;
    }

    private static boolean isOtherName(Throwable e) {
        return e instanceof SSLPeerUnverifiedException
                || e instanceof CertificateException && says(e, "No subject alternative", "No name matching");
    }

    private static boolean isOfCertificate(Throwable e) {
        return e instanceof CertificateException
                || e instanceof CertPathBuilderException
                || e instanceof CertPathValidatorException;
    }

    private static boolean isNoTls(Throwable e) {
        return e instanceof SSLException && says(e, "Unsupported or unrecognized SSL message");
    }

    private static boolean says(Throwable e, String... beginnings) {
        for (String beginning : beginnings) {
            if (e.getMessage() != null && e.getMessage().startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Throwable e, Predicate<Throwable> test) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (test.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
