package io.jenkins.plugins.b2.emulator.store;

/** An answer other than success, with B2's own status, code and a message for people. */
public final class B2Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final int retryAfterSeconds;

    public B2Failure(int status, String code, String message) {
        this(status, code, message, 0);
    }

    /** {@code retryAfterSeconds} of 0 means that no {@code Retry-After} header is sent. */
    public B2Failure(int status, String code, String message, int retryAfterSeconds) {
        // An expected answer, often thousands of them in a test: a stack trace would only cost.
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static B2Failure badRequest(String message) {
        return new B2Failure(400, "bad_request", message);
    }

    public static B2Failure badRequest(String code, String message) {
        return new B2Failure(400, code, message);
    }

    public static B2Failure unauthorized(String message) {
        return new B2Failure(401, "unauthorized", message);
    }

    /** A refusal by Object Lock, which B2 answers with 401 to deletions and with 403 to changes of a lock. */
    public static B2Failure accessDenied(int status) {
        return new B2Failure(status, "access_denied", "Access Denied");
    }

    /** Retention or legal hold where the bucket has no Object Lock. */
    public static B2Failure noFileLock() {
        return badRequest("bucket_missing_file_lock", "The bucket is not file lock enabled");
    }

    public static B2Failure notFound(String message) {
        return new B2Failure(404, "not_found", message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
