package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.exceptions.B2ConnectFailedException;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2LocalException;
import com.backblaze.b2.client.exceptions.B2NetworkBaseException;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.http.LostAnswerException;
import io.jenkins.plugins.b2.transfer.http.UntrustedServerException;
import java.util.Locale;
import java.util.Set;

/**
 * Reads B2's errors: what to do about them, and what to tell people. The table is that of Backblaze's integration
 * checklist and of its calls' pages.
 */
public final class ErrorClassifier {
    private static final Set<String> STALE_TOKEN = Set.of("expired_auth_token", "bad_auth_token");
    private static final int PROXY_AUTHENTICATION = 407;
    private static final Set<String> CAPS =
            Set.of("storage_cap_exceeded", "transaction_cap_exceeded", "download_cap_exceeded", "cap_exceeded");

    private ErrorClassifier() {}

    static RetryDecision reactionTo(B2Exception e, CallKind kind) {
        if (e instanceof UntrustedServerException) {
            return RetryDecision.GIVE_UP;
        }
        if (e instanceof B2NetworkBaseException) {
            return kind == CallKind.UPLOAD ? RetryDecision.FRESH_UPLOAD_URL : RetryDecision.WAIT;
        }
        if (e instanceof B2LocalException) {
            return RetryDecision.GIVE_UP;
        }
        int status = e.getStatus();
        if (status == 429) {
            return RetryDecision.WAIT;
        }
        if (kind == CallKind.UPLOAD) {
            return status == 401 || status == 408 || status >= 500 || isUploadUrlInUse(e) || isWrongHash(e)
                    ? RetryDecision.FRESH_UPLOAD_URL
                    : RetryDecision.GIVE_UP;
        }
        if (status == 408 || status >= 500) {
            return RetryDecision.WAIT;
        }
        return status == 401 && kind != CallKind.AUTHORIZE && isStaleToken(e)
                ? RetryDecision.AUTHORISE_AGAIN
                : RetryDecision.GIVE_UP;
    }

    private static boolean isStaleToken(B2Exception e) {
        // HEAD has no body, so its 401 has no code; trying once with a new token tells.
        return STALE_TOKEN.contains(e.getCode()) || e.getCode().isEmpty();
    }

    private static boolean isUploadUrlInUse(B2Exception e) {
        return e.getStatus() == 400 && "auth_token_limit".equals(e.getCode());
    }

    /** The bytes changed on their way, or in the file since it was hashed; B2 has thrown them away. */
    private static boolean isWrongHash(B2Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.getStatus() == 400 && (message.contains("sha1 did not match") || message.contains("checksum did not"));
    }

    /**
     * Whether an upload that failed like this may be stored all the same. Of the server's errors, 503 is how B2 turns
     * uploads away every day, and says that nothing was stored.
     */
    static boolean mayHaveWorked(B2Exception e) {
        boolean answered = !(e instanceof B2NetworkBaseException || e instanceof B2LocalException);
        return e instanceof LostAnswerException || answered && e.getStatus() >= 500 && e.getStatus() != 503;
    }

    /** A short cause for a retry line, such as {@code 503 service_unavailable}. */
    static String cause(B2Exception e) {
        if (e instanceof B2NetworkBaseException || e instanceof B2LocalException) {
            return e.getMessage();
        }
        return (e.getStatus() + " " + e.getCode()).strip();
    }

    /**
     * What to tell people.
     *
     * @param what the action that failed, such as {@code upload app.tgz}
     * @param tries how many tries there were
     */
    public static TransferException describe(String what, B2Exception e, int tries) {
        String tried = tries > 1 ? " (tried " + tries + " times)" : "";
        Kind kind = kindOf(e);
        String advice = advice(e, kind);
        return new TransferException(
                kind,
                "Could not " + what + ": " + full(e) + tried + (advice.isEmpty() ? "" : ". " + advice),
                e,
                kind == Kind.REMOTE && !(e instanceof UntrustedServerException));
    }

    private static String full(B2Exception e) {
        if (e instanceof B2NetworkBaseException || e instanceof B2LocalException) {
            return e.getMessage();
        }
        String message = e.getMessage() == null || e.getMessage().isBlank() ? "" : ": " + e.getMessage();
        return (isOfProxy(e) ? "the proxy answered " : "B2 answered ") + cause(e) + message;
    }

    /** The proxy wants a user name and a password, or others than these. */
    public static boolean isOfProxy(B2Exception e) {
        return e.getStatus() == PROXY_AUTHENTICATION;
    }

    private static Kind kindOf(B2Exception e) {
        if (e instanceof B2NetworkBaseException) {
            return Kind.REMOTE;
        }
        if (e instanceof B2LocalException) {
            return Kind.LOCAL;
        }
        return switch (e.getStatus()) {
            case 401, 403, PROXY_AUTHENTICATION -> Kind.PERMISSION;
            case 404 -> Kind.NOT_FOUND;
            case 400 -> isWrongHash(e) ? Kind.INTEGRITY : isMissing(e.getCode()) ? Kind.NOT_FOUND : Kind.USAGE;
            case 416 -> Kind.USAGE;
            default -> Kind.REMOTE;
        };
    }

    private static boolean isMissing(String code) {
        return Set.of("file_not_present", "no_such_file", "invalid_file_id").contains(code);
    }

    private static String advice(B2Exception e, Kind kind) {
        if (CAPS.contains(e.getCode())) {
            return "The account's spending cap is reached; raise it on Backblaze's page \"Caps & Alerts\"";
        }
        if ("unsupported".equals(e.getCode())) {
            return "B2 does not accept this kind of key here";
        }
        if (isOfProxy(e)) {
            return "Check the user name and password in the proxy settings";
        }
        if (kind == Kind.INTEGRITY) {
            return "Either the file is written to meanwhile, or it is damaged on its way. Upload it again when nobody"
                    + " writes to it";
        }
        if (kind == Kind.PERMISSION) {
            return "Check that the application key exists, has not expired, and may do this in this bucket and prefix";
        }
        if (e instanceof UntrustedServerException server) {
            return server.advice();
        }
        if (e instanceof B2ConnectFailedException) {
            return "Check the network, the proxy settings and the realm";
        }
        return kind == Kind.REMOTE ? "Trying again later may help" : "";
    }
}
