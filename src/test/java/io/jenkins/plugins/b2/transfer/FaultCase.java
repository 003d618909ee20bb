package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import java.util.function.UnaryOperator;

/** One way in which a call fails and may go well the next time, and what the core makes of it. */
enum FaultCase {
    INTERNAL_ERROR(Where.ANY, "500 internal_error", fault -> fault.status(500, "internal_error")),
    BAD_GATEWAY(Where.ANY, "502 bad_gateway", fault -> fault.status(502, "bad_gateway")),
    UNAVAILABLE(Where.ANY, "503 service_unavailable", fault -> fault.status(503, "service_unavailable")),
    GATEWAY_TIMEOUT(Where.ANY, "504 gateway_timeout", fault -> fault.status(504, "gateway_timeout")),
    REQUEST_TIMEOUT(Where.ANY, "408 request_timeout", fault -> fault.status(408, "request_timeout")),
    TOO_MANY_REQUESTS(Where.ANY, "429 too_many_requests", fault -> fault.status(429, "too_many_requests")),
    EXPIRED_TOKEN(Where.NOT_AUTHORIZE, "401 expired_auth_token", fault -> fault.status(401, "expired_auth_token")),
    BAD_TOKEN(Where.NOT_AUTHORIZE, "401 bad_auth_token", fault -> fault.status(401, "bad_auth_token")),
    RESET(Where.ANY, null, Fault::reset),
    STALL(Where.ANY, "no byte moved", Fault::stall),
    UPLOAD_URL_IN_USE(Where.UPLOAD, "400 auth_token_limit", fault -> fault.status(400, "auth_token_limit")),
    WRONG_HASH(
            Where.UPLOAD,
            "400 bad_request",
            fault -> fault.at(Moment.REQUEST_BODY)
                    .afterBytes(Long.MAX_VALUE)
                    .status(400, "bad_request", "Sha1 did not match data received", 0)),
    UNAVAILABLE_IN_BODY(
            Where.UPLOAD,
            "503 service_unavailable",
            fault -> fault.at(Moment.REQUEST_BODY).afterBytes(50_000)),
    RESET_IN_BODY(
            Where.UPLOAD,
            null,
            fault -> fault.at(Moment.REQUEST_BODY).afterBytes(50_000).reset()),
    STALL_IN_BODY(
            Where.UPLOAD,
            "no byte moved",
            fault -> fault.at(Moment.REQUEST_BODY).afterBytes(50_000).stall()),
    INTERNAL_ERROR_AFTER_COMMIT(
            Where.ANY,
            "500 internal_error",
            fault -> fault.at(Moment.AFTER_COMMIT).status(500, "internal_error")),
    GATEWAY_TIMEOUT_AFTER_COMMIT(
            Where.ANY,
            "504 gateway_timeout",
            fault -> fault.at(Moment.AFTER_COMMIT).status(504, "gateway_timeout")),
    RESET_AFTER_COMMIT(Where.ANY, null, fault -> fault.at(Moment.AFTER_COMMIT).reset()),
    STALL_AFTER_COMMIT(
            Where.ANY, "no byte moved", fault -> fault.at(Moment.AFTER_COMMIT).stall()),
    RESET_IN_ANSWER(
            Where.ANY, null, fault -> fault.reset().at(Moment.RESPONSE_BODY).afterBytes(20)),
    STALL_IN_ANSWER(
            Where.ANY,
            "no byte moved",
            fault -> fault.stall().at(Moment.RESPONSE_BODY).afterBytes(20)),
    SHORT_ANSWER(Where.ANY, null, fault -> fault.afterBytes(20).truncate()),
    GARBLED_ANSWER(
            Where.JSON, "not what B2 would say", fault -> fault.afterBytes(0).corrupt()),
    RESET_IN_CONTENT(
            Where.DOWNLOAD,
            null,
            fault -> fault.reset().at(Moment.RESPONSE_BODY).afterBytes(150_000)),
    STALL_IN_CONTENT(
            Where.DOWNLOAD,
            "no byte moved",
            fault -> fault.stall().at(Moment.RESPONSE_BODY).afterBytes(150_000)),
    SHORT_CONTENT(Where.DOWNLOAD, null, fault -> fault.afterBytes(150_000).truncate());

    /** Which calls can fail like this. */
    private enum Where {
        ANY,
        NOT_AUTHORIZE,
        JSON,
        UPLOAD,
        DOWNLOAD
    }

    private final Where where;
    private final String cause;
    private final UnaryOperator<Fault> fault;

    /** A null cause is that of the operating system, in its own words. */
    FaultCase(Where where, String cause, UnaryOperator<Fault> fault) {
        this.where = where;
        this.cause = cause;
        this.fault = fault;
    }

    boolean canHappenTo(String call) {
        boolean download = call.startsWith("b2_download");
        return switch (where) {
            case ANY -> true;
            case NOT_AUTHORIZE -> !call.equals("b2_authorize_account");
            case JSON -> !download;
            case UPLOAD -> isUpload(call);
            case DOWNLOAD -> download;
        };
    }

    private static boolean isUpload(String call) {
        return call.equals("b2_upload_file") || call.equals("b2_upload_part");
    }

    /** Whether it matters how the bytes come to be or where they go, and not only which call it is. */
    boolean concernsContent() {
        return this == UNAVAILABLE
                || name().contains("RESET")
                || name().contains("CONTENT")
                || name().contains("IN_BODY");
    }

    boolean takesTheTimeout() {
        return name().startsWith("STALL");
    }

    /** To happen once. */
    Fault on(String call) {
        return fault.apply(Fault.on(call));
    }

    /** Part of the retry event's cause; empty when that is the operating system's. */
    String cause() {
        return cause == null ? "" : cause;
    }

    /** The retry event's reaction. */
    String reactionOf(String call) {
        if (this == TOO_MANY_REQUESTS) {
            return "";
        }
        if (isUpload(call)) {
            return "fresh upload URL";
        }
        return name().endsWith("_TOKEN") ? "new authorization" : "";
    }
}
