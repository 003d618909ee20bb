package io.jenkins.plugins.b2.emulator;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.jenkins.plugins.b2.emulator.fault.FieldException;
import java.math.BigDecimal;
import java.util.List;

/** The fields of an admin call's JSON. Everything unknown or of a wrong type is refused by its name. */
final class Fields {
    private final JsonObject values;

    Fields(String json, String... known) {
        this(parse(json), known);
    }

    Fields(JsonObject values, String... known) {
        this.values = values;
        for (String field : values.keySet()) {
            if (!List.of(known).contains(field)) {
                throw new FieldException(field, "is not known here; there are " + String.join(", ", known));
            }
        }
    }

    static JsonObject parse(String json) {
        try {
            JsonElement parsed = JsonParser.parseString(json);
            if (parsed.isJsonObject()) {
                return parsed.getAsJsonObject();
            }
        } catch (JsonParseException e) {
            throw new FieldException("body", "is no JSON: " + e.getMessage());
        }
        throw new FieldException("body", "must be a JSON object");
    }

    private JsonPrimitive get(String field) {
        JsonElement value = values.get(field);
        if (value == null || value.isJsonNull()) {
            return null;
        }
        if (!value.isJsonPrimitive()) {
            throw new FieldException(field, "must be a plain value");
        }
        return value.getAsJsonPrimitive();
    }

    boolean has(String field) {
        return get(field) != null;
    }

    String text(String field, String fallback) {
        JsonPrimitive value = get(field);
        if (value != null && !value.isString()) {
            throw new FieldException(field, "must be a string");
        }
        return value == null ? fallback : value.getAsString();
    }

    long number(String field, long fallback) {
        JsonPrimitive value = get(field);
        if (value == null) {
            return fallback;
        }
        try {
            if (value.isNumber()) {
                return new BigDecimal(value.getAsString()).longValueExact();
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new FieldException(field, "must be a whole number: " + value);
        }
        throw new FieldException(field, "must be a whole number: " + value);
    }

    int integer(String field, int fallback) {
        long value = number(field, fallback);
        if (value != (int) value) {
            throw new FieldException(field, "is too large: " + value);
        }
        return (int) value;
    }

    double real(String field, double fallback) {
        JsonPrimitive value = get(field);
        if (value != null && !value.isNumber()) {
            throw new FieldException(field, "must be a number: " + value);
        }
        return value == null ? fallback : value.getAsDouble();
    }
}
