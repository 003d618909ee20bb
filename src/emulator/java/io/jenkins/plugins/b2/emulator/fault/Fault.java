package io.jenkins.plugins.b2.emulator.fault;

import java.time.Duration;
import java.util.Objects;

/**
 * One way to fail, as data: which call, when, what, how often. Immutable. Start with {@link #on} and refine:
 *
 * <pre>Fault.on("b2_upload_part").skip(2).times(3).status(503, "service_unavailable")
 * Fault.on("b2_upload_part").calls(3, 5).status(503, "service_unavailable")
 * Fault.on("*").lasting(Duration.ofMinutes(1)).status(503, "service_unavailable")
 * Fault.on("b2_upload_file").at(Moment.AFTER_COMMIT).reset()
 * Fault.on("*").probability(0.05, 42).afterBytes(100_000).at(Moment.REQUEST_BODY).stall()</pre>
 *
 * @param call a call's name such as {@code b2_upload_part}, or {@code *} for all
 * @param nameContains only for file names that contain this text; null for all
 * @param skip how many matching calls pass first, at least 0
 * @param times how many matching calls fail then, or {@link #UNLIMITED}
 * @param lastsMillis how long it goes on from its first failure, on the emulator's clock; 0 for no end in time
 * @param probability of a matching call to fail, above 0 and up to 1; drawn from {@code seed}, so that it repeats
 * @param afterBytes of the body, for the two body moments; a shorter body fails at its end
 * @param status HTTP status from 400 to 599, for {@link Action#STATUS}
 * @param retryAfterSeconds 0 for no such header
 */
public record Fault(
        String call,
        String nameContains,
        int skip,
        int times,
        long lastsMillis,
        double probability,
        long seed,
        Moment moment,
        long afterBytes,
        Action action,
        int status,
        String code,
        String message,
        int retryAfterSeconds) {

    /** The value of {@code times} that means: from now on always. */
    public static final int UNLIMITED = -1;

    /** When it happens. */
    public enum Moment {
        /** The request line, headers and JSON are read; nothing is done yet. */
        BEFORE,
        /** While bytes come in. */
        REQUEST_BODY,
        /** The change is stored; the client does not know. */
        AFTER_COMMIT,
        /** While bytes go out. */
        RESPONSE_BODY;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** What happens. */
    public enum Action {
        /** An error answer. */
        STATUS,
        /** The TCP connection ends with a reset. */
        RESET,
        /** No more bytes move, until the client goes. */
        STALL,
        /** The answer ends early, with its full length announced. */
        TRUNCATE,
        /** One bit of the answer's body is flipped. */
        CORRUPT;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Fault {
        Objects.requireNonNull(call, "call");
        check(skip >= 0, "skip", "must not be negative");
        check(times > 0 || times == UNLIMITED, "times", "must be positive, or -1 for always");
        check(lastsMillis >= 0, "lastsMillis", "must not be negative");
        check(probability > 0 && probability <= 1, "probability", "must be above 0 and at most 1");
        check(afterBytes >= 0, "afterBytes", "must not be negative");
        check(status >= 400 && status <= 599, "status", "must be from 400 to 599");
        check(retryAfterSeconds >= 0, "retryAfterSeconds", "must not be negative");
    }

    /** Refuses an action that cannot happen at its moment; not in the constructor, so that refining has no order. */
    public Fault checked() {
        boolean bodyOnly = action == Action.TRUNCATE || action == Action.CORRUPT;
        check(!bodyOnly || moment == Moment.RESPONSE_BODY, "moment", "must be response-body for this action");
        check(
                action != Action.STATUS || moment != Moment.RESPONSE_BODY,
                "moment",
                "cannot be response-body for a status: the status is already sent");
        return this;
    }

    private static void check(boolean good, String field, String problem) {
        if (!good) {
            throw new FieldException(field, problem);
        }
    }

    /** A single 503 before anything is done, to be refined. */
    public static Fault on(String call) {
        return new Fault(
                call, null, 0, 1, 0, 1, 0, Moment.BEFORE, 0, Action.STATUS, 503, "service_unavailable", null, 0);
    }

    public Fault nameContains(String text) {
        return copy(text, skip, times, lastsMillis, probability, seed, moment, afterBytes, action);
    }

    public Fault skip(int calls) {
        return copy(nameContains, calls, times, lastsMillis, probability, seed, moment, afterBytes, action);
    }

    public Fault times(int calls) {
        return copy(nameContains, skip, calls, lastsMillis, probability, seed, moment, afterBytes, action);
    }

    /** Fails the matching calls from the {@code first}-th to the {@code last}-th, counted from 1. */
    public Fault calls(int first, int last) {
        return skip(first - 1).times(last - first + 1);
    }

    /**
     * Fails all matching calls for that long, from the first failure on. The emulator's clock counts, so that a test may
     * end it by putting that forward.
     */
    public Fault lasting(Duration time) {
        return copy(nameContains, skip, UNLIMITED, time.toMillis(), probability, seed, moment, afterBytes, action);
    }

    /** Fails that share of the matching calls, without an end. */
    public Fault probability(double share, long newSeed) {
        return copy(nameContains, skip, UNLIMITED, lastsMillis, share, newSeed, moment, afterBytes, action);
    }

    public Fault at(Moment newMoment) {
        return copy(nameContains, skip, times, lastsMillis, probability, seed, newMoment, afterBytes, action);
    }

    public Fault afterBytes(long bytes) {
        return copy(nameContains, skip, times, lastsMillis, probability, seed, moment, bytes, action);
    }

    public Fault status(int newStatus, String newCode) {
        return status(newStatus, newCode, null, 0);
    }

    /** {@code newMessage} may be null; {@code newRetryAfterSeconds} of 0 sends no such header. */
    public Fault status(int newStatus, String newCode, String newMessage, int newRetryAfterSeconds) {
        return new Fault(
                call,
                nameContains,
                skip,
                times,
                lastsMillis,
                probability,
                seed,
                moment,
                afterBytes,
                Action.STATUS,
                newStatus,
                newCode,
                newMessage,
                newRetryAfterSeconds);
    }

    public Fault reset() {
        return copy(nameContains, skip, times, lastsMillis, probability, seed, moment, afterBytes, Action.RESET);
    }

    public Fault stall() {
        return copy(nameContains, skip, times, lastsMillis, probability, seed, moment, afterBytes, Action.STALL);
    }

    /** Cuts the answer's body after {@link #afterBytes(long)}. */
    public Fault truncate() {
        return copy(
                nameContains,
                skip,
                times,
                lastsMillis,
                probability,
                seed,
                Moment.RESPONSE_BODY,
                afterBytes,
                Action.TRUNCATE);
    }

    /** Flips a bit of the answer's byte at {@link #afterBytes(long)}, or of its last one. */
    public Fault corrupt() {
        return copy(
                nameContains,
                skip,
                times,
                lastsMillis,
                probability,
                seed,
                Moment.RESPONSE_BODY,
                afterBytes,
                Action.CORRUPT);
    }

    private Fault copy(
            String newName,
            int newSkip,
            int newTimes,
            long newLastsMillis,
            double newProbability,
            long newSeed,
            Moment newMoment,
            long newAfterBytes,
            Action newAction) {
        return new Fault(
                call,
                newName,
                newSkip,
                newTimes,
                newLastsMillis,
                newProbability,
                newSeed,
                newMoment,
                newAfterBytes,
                newAction,
                status,
                code,
                message,
                retryAfterSeconds);
    }
}
