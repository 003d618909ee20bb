package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The core's values as fields of a JSON object. The names are part of the command's interface. */
final class JsonParts {
    private JsonParts() {}

    /** A result, a row: whatever tells its own fields. */
    static void fields(JsonWriter json, Map<String, Object> fields) throws IOException {
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            json.name(field.getKey());
            value(json, field.getValue());
        }
    }

    private static void value(JsonWriter json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.beginObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.name(entry.getKey().toString());
                value(json, entry.getValue());
            }
            json.endObject();
        } else if (value instanceof Number number) {
            json.value(number);
        } else if (value instanceof Boolean bool) {
            json.value(bool);
        } else if (value == null) {
            json.nullValue();
        } else {
            json.value(value.toString());
        }
    }

    static void pairs(JsonWriter json, Map<String, String> pairs) throws IOException {
        json.beginObject();
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            json.name(pair.getKey()).value(pair.getValue());
        }
        json.endObject();
    }

    static void failures(JsonWriter json, List<Failure> failures) throws IOException {
        json.name("failures").beginArray();
        for (Failure failure : failures) {
            json.beginObject();
            json.name("name").value(failure.name());
            json.name("kind").value(failure.kind().name());
            json.name("message").value(failure.message());
            json.endObject();
        }
        json.endArray();
    }

    static void summary(JsonWriter json, TransferSummary summary) throws IOException {
        json.name("summary").beginObject();
        json.name("files").value(summary.files());
        json.name("skipped").value(summary.skipped());
        json.name("failed").value(summary.failed());
        json.name("bytes").value(summary.bytes());
        json.name("resumedBytes").value(summary.resumedBytes());
        json.name("retries").value(summary.retries());
        json.name("seconds").value(seconds(summary.elapsed()));
        json.name("bytesPerSecond").value(Math.round(summary.bytesPerSecond()));
        json.endObject();
    }

    static void error(JsonWriter json, String kind, String message) throws IOException {
        json.name("error").beginObject();
        json.name("kind").value(kind);
        json.name("message").value(message);
        json.endObject();
    }

    private static String name(Enum<?> value) {
        return value == null ? null : value.name();
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
