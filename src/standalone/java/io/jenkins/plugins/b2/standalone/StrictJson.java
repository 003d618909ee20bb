package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Values of JSON that people write by hand. A null is as good as nothing; a value of another type is an
 * {@link IllegalArgumentException}, whose message goes on behind the name of the field.
 */
final class StrictJson {
    private StrictJson() {}

    static Boolean flag(JsonReader json) throws IOException {
        return isNull(json, JsonToken.BOOLEAN, "true or false") ? null : (Boolean) json.nextBoolean();
    }

    static String text(JsonReader json) throws IOException {
        return isNull(json, JsonToken.STRING, "a string") ? null : json.nextString();
    }

    static Integer integer(JsonReader json) throws IOException {
        BigDecimal number = number(json);
        try {
            return number == null ? null : (Integer) number.intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("must be a whole number, not " + number, e);
        }
    }

    static BigDecimal number(JsonReader json) throws IOException {
        if (isNull(json, JsonToken.NUMBER, "a number")) {
            return null;
        }
        String digits = json.nextString();
        // A number such as 1e999999999 would take all memory once it is written out.
        if (digits.length() > 30 || new BigDecimal(digits).scale() < -30) {
            throw new IllegalArgumentException("is no sensible number");
        }
        return new BigDecimal(digits);
    }

    /** A null leaves the field out. */
    private static boolean isNull(JsonReader json, JsonToken wanted, String words) throws IOException {
        JsonToken found = json.peek();
        if (found == JsonToken.NULL) {
            json.nextNull();
            return true;
        }
        if (found != wanted) {
            throw new IllegalArgumentException("must be " + words + ", not " + describe(found));
        }
        return false;
    }

    static String describe(JsonToken token) {
        return switch (token) {
            case BEGIN_OBJECT -> "an object";
            case BEGIN_ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            default -> "nothing";
        };
    }

    /** Gson adds a line with the address of its manual. */
    static String firstLine(String message) {
        return message == null
                ? "it ends too early"
                : message.lines().findFirst().orElse("");
    }
}
