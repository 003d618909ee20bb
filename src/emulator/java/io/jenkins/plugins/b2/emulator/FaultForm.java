package io.jenkins.plugins.b2.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import io.jenkins.plugins.b2.emulator.api.CallNames;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Action;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.emulator.fault.Faults;
import io.jenkins.plugins.b2.emulator.fault.FieldException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Faults as JSON. */
final class FaultForm {
    private static final String[] FIELDS = {
        "call",
        "nameContains",
        "skip",
        "times",
        "lastsMillis",
        "probability",
        "seed",
        "moment",
        "afterBytes",
        "action",
        "status",
        "code",
        "message",
        "retryAfterSeconds"
    };

    private FaultForm() {}

    /** One fault, or an array of them; all are good or none is taken. */
    static List<Fault> read(String json) {
        List<Fault> faults = new ArrayList<>();
        if (json.stripLeading().startsWith("[")) {
            for (JsonElement e : array(json)) {
                if (!e.isJsonObject()) {
                    throw new FieldException("body", "must hold JSON objects");
                }
                faults.add(read(new Fields(e.getAsJsonObject(), FIELDS)));
            }
        } else {
            faults.add(read(new Fields(json, FIELDS)));
        }
        return faults;
    }

    private static Iterable<JsonElement> array(String json) {
        try {
            return JsonParser.parseString(json).getAsJsonArray();
        } catch (JsonSyntaxException e) {
            throw new FieldException("body", "is no JSON: " + e.getMessage());
        }
    }

    private static Fault read(Fields f) {
        String call = f.text("call", null);
        if (call == null) {
            throw new FieldException("call", "is missing");
        }
        if (!call.equals("*") && !CallNames.ALL.contains(call)) {
            throw new FieldException("call", "is not a call's name: " + call);
        }
        Action action = choice("action", f.text("action", "status"), Action.values(), Action::wireName);
        boolean answerOnly = action == Action.TRUNCATE || action == Action.CORRUPT;
        String moment = f.text("moment", (answerOnly ? Moment.RESPONSE_BODY : Moment.BEFORE).wireName());
        int status = f.integer("status", 503);
        Fault fault = new Fault(
                call,
                f.text("nameContains", null),
                f.integer("skip", 0),
                f.integer("times", f.has("probability") || f.has("lastsMillis") ? Fault.UNLIMITED : 1),
                f.number("lastsMillis", 0),
                f.real("probability", 1),
                f.number("seed", 0),
                choice("moment", moment, Moment.values(), Moment::wireName),
                f.number("afterBytes", 0),
                action,
                status,
                f.text("code", usualCode(status)),
                f.text("message", null),
                f.integer("retryAfterSeconds", 0));
        return fault.checked();
    }

    private static <E> E choice(String field, String text, E[] values, Function<E, String> wireName) {
        for (E value : values) {
            if (wireName.apply(value).equals(text)) {
                return value;
            }
        }
        throw new FieldException(
                field, "must be one of " + Arrays.stream(values).map(wireName).toList() + ": " + text);
    }

    /** The code that goes with a status when the fault names none. */
    private static String usualCode(int status) {
        return switch (status) {
            case 401 -> "expired_auth_token";
            case 403 -> "cap_exceeded";
            case 404 -> "not_found";
            case 408 -> "request_timeout";
            case 409 -> "conflict";
            case 416 -> "range_not_satisfiable";
            case 429 -> "too_many_requests";
            case 503 -> "service_unavailable";
            default -> status < 500 ? "bad_request" : "internal_error";
        };
    }

    static JsonObject write(Faults.Status s) {
        Fault f = s.fault();
        JsonObject o = new JsonObject();
        o.addProperty("call", f.call());
        o.addProperty("nameContains", f.nameContains());
        o.addProperty("skip", f.skip());
        o.addProperty("times", f.times());
        o.addProperty("lastsMillis", f.lastsMillis());
        o.addProperty("probability", f.probability());
        o.addProperty("seed", f.seed());
        o.addProperty("moment", f.moment().wireName());
        o.addProperty("afterBytes", f.afterBytes());
        o.addProperty("action", f.action().wireName());
        o.addProperty("status", f.status());
        o.addProperty("code", f.code());
        o.addProperty("message", f.message());
        o.addProperty("retryAfterSeconds", f.retryAfterSeconds());
        o.addProperty("seen", s.seen());
        o.addProperty("fired", s.fired());
        return o;
    }
}
