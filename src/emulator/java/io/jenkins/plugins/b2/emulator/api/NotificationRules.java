package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rules for event notifications: checked as B2 checks them, and completed with what the client leaves out. */
final class NotificationRules {
    private static final int MAX_RULES = 25;
    private static final int MIN_NAME = 6;
    private static final int MAX_NAME = 63;
    private static final String ALL_OF_KIND = ":*";
    private static final Set<String> EVENT_TYPES = Set.of(
            "b2:ObjectCreated:*",
            "b2:ObjectCreated:Upload",
            "b2:ObjectCreated:MultipartUpload",
            "b2:ObjectCreated:Copy",
            "b2:ObjectCreated:Replica",
            "b2:ObjectCreated:MultipartReplica",
            "b2:ObjectDeleted:*",
            "b2:ObjectDeleted:Delete",
            "b2:ObjectDeleted:LifecycleRule",
            "b2:HideMarkerCreated:*",
            "b2:HideMarkerCreated:Hide",
            "b2:HideMarkerCreated:LifecycleRule",
            "b2:MultipartUploadCreated:*",
            "b2:MultipartUploadCreated:LiveRead");

    private NotificationRules() {}

    /** The rules as B2 hands them back; answers 400 when one is wrong. */
    static JsonArray check(JsonArray rules) {
        if (rules.size() > MAX_RULES) {
            throw B2Failure.badRequest("eventNotificationRules must not have more than " + MAX_RULES + " entries");
        }
        JsonArray checked = new JsonArray();
        List<String> names = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        for (JsonElement element : rules) {
            JsonObject rule = object(element).deepCopy();
            Params fields = Params.of(rule);
            checkName(fields.string("name"), names);
            checkPrefix(fields.string("objectNamePrefix", ""), prefixes);
            checkEventTypes(fields.strings("eventTypes"));
            complete(rule, "isSuspended", new JsonPrimitive(false));
            complete(rule, "suspensionReason", new JsonPrimitive(""));
            rule.add("targetConfiguration", target(fields.objectOrNull("targetConfiguration")));
            checked.add(rule);
        }
        return checked;
    }

    private static JsonObject object(JsonElement element) {
        if (!element.isJsonObject()) {
            throw B2Failure.badRequest("An event notification rule must be an object");
        }
        return element.getAsJsonObject();
    }

    private static void complete(JsonObject object, String field, JsonElement value) {
        if (!Params.of(object).has(field)) {
            object.add(field, value);
        }
    }

    private static void checkName(String name, List<String> earlier) {
        if (name.length() < MIN_NAME || name.length() > MAX_NAME) {
            throw B2Failure.badRequest(
                    "The name of a rule must have from " + MIN_NAME + " to " + MAX_NAME + " characters: " + name);
        }
        if (earlier.contains(name)) {
            throw B2Failure.badRequest("Two rules have the name " + name);
        }
        earlier.add(name);
    }

    private static void checkPrefix(String prefix, List<String> earlier) {
        if (earlier.stream().anyMatch(p -> p.startsWith(prefix) || prefix.startsWith(p))) {
            throw B2Failure.badRequest("Two rules overlap at the prefix '" + prefix + "'");
        }
        earlier.add(prefix);
    }

    private static void checkEventTypes(List<String> types) {
        if (types.isEmpty()) {
            throw B2Failure.badRequest("event_types_empty", "A rule needs at least one event type");
        }
        List<String> earlier = new ArrayList<>();
        for (String type : types) {
            if (!EVENT_TYPES.contains(type)) {
                throw B2Failure.badRequest("event_type_invalid", "There is no event type " + type);
            }
            if (earlier.stream().anyMatch(other -> overlap(type, other))) {
                throw B2Failure.badRequest("event_type_overlap", "The event type " + type + " overlaps another one");
            }
            earlier.add(type);
        }
    }

    private static boolean overlap(String a, String b) {
        String kind = a.substring(0, a.lastIndexOf(':'));
        boolean sameKind = kind.equals(b.substring(0, b.lastIndexOf(':')));
        return a.equals(b) || sameKind && (a.endsWith(ALL_OF_KIND) || b.endsWith(ALL_OF_KIND));
    }

    private static JsonObject target(JsonObject target) {
        if (target == null) {
            throw B2Failure.badRequest("required field targetConfiguration is missing");
        }
        Params fields = Params.of(target);
        if (!fields.string("targetType").equals("webhook")) {
            throw B2Failure.badRequest("Bad targetType: " + fields.string("targetType"));
        }
        if (!isHttps(fields.string("url"))) {
            throw B2Failure.badRequest("The url of a webhook must be an HTTPS URL: " + fields.string("url"));
        }
        JsonElement headers = target.get("customHeaders");
        // The documents show a list of names and values; the vendor's own command sends an object.
        if (fields.has("customHeaders") && !headers.isJsonArray() && !headers.isJsonObject()) {
            throw B2Failure.badRequest("customHeaders must be a list of names and values");
        }
        complete(target, "customHeaders", JsonNull.INSTANCE);
        complete(target, "hmacSha256SigningSecret", JsonNull.INSTANCE);
        return target;
    }

    private static boolean isHttps(String url) {
        try {
            URI parsed = URI.create(url);
            return "https".equalsIgnoreCase(parsed.getScheme()) && parsed.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
