package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.client.exceptions.B2ConnectFailedException;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2LocalException;
import com.backblaze.b2.client.exceptions.B2NetworkBaseException;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferException.Scope;
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
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Set<String> CAPS =
            Set.of("storage_cap_exceeded", "transaction_cap_exceeded", "download_cap_exceeded", "cap_exceeded");
    private static final Set<String> NO_BUCKET = Set.of("bad_bucket_id", "invalid_bucket_id");
    private static final Set<String> NO_FILE =
            Set.of("file_not_present", "no_such_file", "invalid_file_id", "already_hidden");
    private static final String NO_LOCK = "bucket_missing_file_lock";
    /** Object Lock, or a wrong customer's key; the core never sends one. */
    private static final String ACCESS_DENIED = "access_denied";

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
        if (status == TOO_MANY_REQUESTS) {
            return RetryDecision.WAIT;
        }
        if (kind == CallKind.UPLOAD) {
            return status == REQUEST_TIMEOUT || status >= 500 || isUploadUrlRefused(e) || isWrongHash(e)
                    ? RetryDecision.FRESH_UPLOAD_URL
                    : RetryDecision.GIVE_UP;
        }
        if (status == REQUEST_TIMEOUT || status >= 500) {
            return RetryDecision.WAIT;
        }
        return status == 401 && kind != CallKind.AUTHORIZE && isStaleToken(e)
                ? RetryDecision.AUTHORISE_AGAIN
                : RetryDecision.GIVE_UP;
    }

    /**
     * Whether this is how B2 steers traffic every day, and no failure: it asks to come back later, or for uploads, where
     * it also just breaks the connection, elsewhere.
     */
    static boolean isBusy(B2Exception e, CallKind kind) {
        if (e instanceof B2NetworkBaseException) {
            boolean garbled = e instanceof LostAnswerException answer && answer.isGarbled();
            return kind == CallKind.UPLOAD && !garbled && !(e instanceof UntrustedServerException);
        }
        if (e instanceof B2LocalException) {
            return false;
        }
        return switch (e.getStatus()) {
            case REQUEST_TIMEOUT, TOO_MANY_REQUESTS, UNAVAILABLE -> true;
            case 401 -> kind != CallKind.AUTHORIZE && "expired_auth_token".equals(e.getCode());
            default -> false;
        };
    }

    private static boolean isStaleToken(B2Exception e) {
        // HEAD has no body, so its 401 has no code; trying once with a new token tells.
        return STALE_TOKEN.contains(e.getCode()) || e.getCode().isEmpty();
    }

    private static boolean isUploadUrlInUse(B2Exception e) {
        return e.getStatus() == 400 && "auth_token_limit".equals(e.getCode());
    }

    /** Whether it is the upload URL that B2 refuses, and neither the upload nor a moment in which it is busy. */
    static boolean isUploadUrlRefused(B2Exception e) {
        return e.getStatus() == 401 || isUploadUrlInUse(e) || NO_BUCKET.contains(e.getCode());
    }

    /** The bytes changed on their way, or in the file since it was hashed; B2 has thrown them away. */
    private static boolean isWrongHash(B2Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.getStatus() == 400 && (message.contains("sha1 did not match") || message.contains("checksum did not"));
    }

    /**
     * Whether what failed like this may have been done all the same; null for nothing that failed. Of the server's errors, 503
     * is how B2 turns uploads away every day, and says that nothing was stored.
     */
    static boolean mayHaveWorked(B2Exception e) {
        boolean answered = !(e instanceof B2NetworkBaseException || e instanceof B2LocalException);
        return e instanceof LostAnswerException
                || e != null && answered && e.getStatus() >= 500 && e.getStatus() != UNAVAILABLE;
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
    public static TransferException describe(String what, B2Exception e, CallKind call, int tries) {
        String tried = tries > 1 ? " (tried " + tries + " times)" : "";
        Kind kind = kindOf(e);
        String advice = advice(e, kind, call);
        return new TransferException(
                kind,
                "Could not " + what + ": " + full(e) + tried + (advice.isEmpty() ? "" : ". " + advice),
                e,
                kind == Kind.REMOTE && !(e instanceof UntrustedServerException) && !isRedirect(e),
                scopeOf(e));
    }

    /** What else would fail for the same reason. Of the network's errors only those that stay. */
    private static Scope scopeOf(B2Exception e) {
        if (e instanceof B2NetworkBaseException || e instanceof B2LocalException) {
            return e instanceof UntrustedServerException ? Scope.ACCOUNT : Scope.FILE;
        }
        String code = e.getCode();
        boolean ofKey = e.getStatus() == 401 && !ACCESS_DENIED.equals(code);
        boolean ofBucket = NO_BUCKET.contains(code) || NO_LOCK.equals(code) || isBucketMissing(e);
        return ofKey || ofBucket || CAPS.contains(code) || isOfProxy(e) ? Scope.ACCOUNT : Scope.FILE;
    }

    /** A download by name tells by its text alone which of the two is missing. */
    private static boolean isBucketMissing(B2Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.getStatus() == 404 && message.startsWith("bucket") && message.contains("does not exist");
    }

    /** B2 knows no bucket of the id that it was given. */
    public static boolean isBucketUnknown(TransferException e) {
        return e.getCause() instanceof B2Exception cause && NO_BUCKET.contains(cause.getCode());
    }

    static boolean isRedirect(B2Exception e) {
        return e.getStatus() / 100 == 3;
    }

    static String full(B2Exception e) {
        if (e instanceof B2NetworkBaseException || e instanceof B2LocalException) {
            return e.getMessage();
        }
        String message =
                e.getMessage() == null || e.getMessage().isBlank() ? "" : ": " + PrintableText.of(e.getMessage());
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
            case 400 -> kindOfBadRequest(e);
            case 416 -> Kind.USAGE;
            default -> Kind.REMOTE;
        };
    }

    private static Kind kindOfBadRequest(B2Exception e) {
        if (isWrongHash(e)) {
            return Kind.INTEGRITY;
        }
        if (isOfCustomerKey(e)) {
            return Kind.PERMISSION;
        }
        return NO_FILE.contains(e.getCode()) || NO_BUCKET.contains(e.getCode()) ? Kind.NOT_FOUND : Kind.USAGE;
    }

    /** B2 has no code of its own for a file that it can't read without its owner's key. */
    private static boolean isOfCustomerKey(B2Exception e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e.getStatus() == 400
                && (message.contains("stored using a form of server side encryption") || message.contains("sse-c"));
    }

    private static String advice(B2Exception e, Kind kind, CallKind call) {
        String ofCode = adviceForCode(e, call);
        if (ofCode != null) {
            return ofCode;
        }
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
        if (isRedirect(e)) {
            return "A redirect is not followed, because the token would go along. Check the API endpoint and the"
                    + " proxy settings";
        }
        if (kind == Kind.PERMISSION) {
            return "Check that the application key exists, has not expired, and may do this in this bucket and prefix";
        }
        if (e instanceof UntrustedServerException server) {
            return server.advice();
        }
        if (e instanceof B2ConnectFailedException) {
            return "Check the network, the proxy settings and the API endpoint";
        }
        return kind == Kind.REMOTE ? "Trying again later may help" : "";
    }

    /** Null where the code alone tells too little. */
    private static String adviceForCode(B2Exception e, CallKind call) {
        if (isOfCustomerKey(e)) {
            return "The file is encrypted with a customer's key (SSE-C), and only who has that key can read it: fetch"
                    + " it with the program that stored it";
        }
        if (isBucketMissing(e) || NO_BUCKET.contains(e.getCode())) {
            return "The bucket is gone: check its name, and whether somebody deleted it";
        }
        return switch (e.getCode()) {
            case ACCESS_DENIED ->
                call == CallKind.CALL
                        ? "If Object Lock protects this version, it can be deleted when its retention has ended and no"
                                + " legal hold is on it. If not, check what the application key may do"
                        : null;
            case "already_hidden" -> "The file is hidden already, so there is nothing to do";
            case "no_such_file" -> "There is no file of this name that is not hidden";
            case "file_not_present" ->
                "This version is gone: somebody deleted it meanwhile, or the file id is of another file";
            case NO_LOCK ->
                "The bucket has no Object Lock: switch it on for the bucket, or ask for no retention and no legal hold";
            case "retain_until_timestamp_must_be_in_future" -> "Name a later end of the retention";
            default -> null;
        };
    }
}
