package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A call's arguments, from a JSON body or from a query. A null is the same as an absent field, unknown fields are
 * ignored, numbers may be written as text; anything else of a wrong type is answered with 400 {@code bad_json}.
 */
final class Params {
    private final JsonObject values;

    private Params(JsonObject values) {
        this.values = values;
    }

    /** An empty text is an empty object. */
    static Params ofJson(String text) {
        if (text.isBlank()) {
            return new Params(new JsonObject());
        }
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement parsed = JsonReply.GSON.getAdapter(JsonElement.class).read(reader);
            if (!parsed.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
                throw badJson("not a JSON object");
            }
            return new Params(parsed.getAsJsonObject());
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw badJson(e.getMessage());
        }
    }

    static Params ofQuery(Map<String, String> query) {
        JsonObject values = new JsonObject();
        query.forEach(values::addProperty);
        return new Params(values);
    }

    static Params of(JsonObject values) {
        return new Params(values);
    }

    private static B2Failure badJson(String problem) {
        return B2Failure.badRequest("bad_json", "Bad JSON: " + problem);
    }

    private static B2Failure wrongType(String name, String wanted) {
        return badJson("field " + name + " must be " + wanted);
    }

    private JsonElement get(String name) {
        JsonElement value = values.get(name);
        return value == null || value.isJsonNull() ? null : value;
    }

    boolean has(String name) {
        return get(name) != null;
    }

    JsonObject values() {
        return values;
    }

    private static <T> T required(String name, T value) {
        if (value == null) {
            throw B2Failure.badRequest("required field " + name + " is missing");
        }
        return value;
    }

    String string(String name) {
        return required(name, stringOrNull(name));
    }

    String stringOrNull(String name) {
        JsonElement value = get(name);
        if (value == null) {
            return null;
        }
        if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw wrongType(name, "a string");
        }
        return value.getAsString();
    }

    String string(String name, String fallback) {
        String value = stringOrNull(name);
        return value == null ? fallback : value;
    }

    long number(String name) {
        return required(name, numberOrNull(name));
    }

    Long numberOrNull(String name) {
        JsonElement value = get(name);
        if (value == null) {
            return null;
        }
        try {
            return new BigDecimal(value.getAsJsonPrimitive().getAsString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException | IllegalStateException e) {
            throw wrongType(name, "a whole number");
        }
    }

    /** Between 1 and {@code max}; absent and 0 mean {@code fallback}. */
    int count(String name, int fallback, int max) {
        Long value = numberOrNull(name);
        if (value == null || value == 0) {
            return fallback;
        }
        if (value < 0 || value > max) {
            throw B2Failure.badRequest("out_of_range", name + " out of range: " + value + " (0 to " + max + ")");
        }
        return value.intValue();
    }

    boolean flag(String name) {
        JsonElement value = get(name);
        if (value == null) {
            return false;
        }
        String text = value instanceof JsonPrimitive p ? p.getAsString() : "";
        if (!text.equals("true") && !text.equals("false")) {
            throw wrongType(name, "true or false");
        }
        return text.equals("true");
    }

    JsonObject objectOrNull(String name) {
        JsonElement value = get(name);
        if (value != null && !value.isJsonObject()) {
            throw wrongType(name, "an object");
        }
        return value == null ? null : value.getAsJsonObject();
    }

    JsonArray arrayOrNull(String name) {
        JsonElement value = get(name);
        if (value != null && !value.isJsonArray()) {
            throw wrongType(name, "an array");
        }
        return value == null ? null : value.getAsJsonArray();
    }

    /** A list of texts; in a query written with commas. */
    List<String> stringsOrNull(String name) {
        JsonElement value = get(name);
        if (value == null) {
            return null;
        }
        if (value.isJsonPrimitive()) {
            return List.of(value.getAsString().split(","));
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement e : arrayOrNull(name)) {
            if (!e.isJsonPrimitive()) {
                throw wrongType(name, "an array of strings");
            }
            texts.add(e.getAsString());
        }
        return texts;
    }

    List<String> strings(String name) {
        return required(name, stringsOrNull(name));
    }
}
