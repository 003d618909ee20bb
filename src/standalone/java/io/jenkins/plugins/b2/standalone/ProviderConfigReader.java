package io.jenkins.plugins.b2.standalone;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the HOMESERVER provider's JSON. Strict, because a setting that is misspelt and silently ignored shows only
 * when it is too late: unknown keys, repeated keys, wrong types and impossible values all fail, with the file and the
 * key named. Messages never repeat a value that may be secret.
 */
final class ProviderConfigReader {
    private static final String SECTION = "backblaze";

    /** The provider writes this region into every new configuration and never looks at it. */
    private static final String PROVIDERS_DEFAULT_REGION = "us-west-000";

    private final Path file;
    private final Map<String, Object> values = new HashMap<>();
    /** Knows what each setting may be. */
    private final ConnectionSettings.Builder limits = ConnectionSettings.builder("any");

    private ProviderConfigReader(Path file) {
        this.file = file;
    }

    /** @throws TransferException of the kind USAGE when the file can't be read or makes no sense */
    static ProviderConfig read(Path file) throws TransferException {
        return new ProviderConfigReader(file).parse(SmallFiles.read(file, "configuration"));
    }

    private ProviderConfig parse(String text) throws TransferException {
        try (Reader characters = new StringReader(text);
                JsonReader json = new JsonReader(characters)) {
            json.setStrictness(Strictness.STRICT);
            readFile(json);
        } catch (MalformedJsonException | EOFException | NumberFormatException | IllegalStateException e) {
            throw bad("is no valid JSON: " + StrictJson.firstLine(e.getMessage()));
        } catch (IOException e) {
            throw bad("can't be read: " + e.getMessage());
        }
        return config();
    }

    private void readFile(JsonReader json) throws IOException, TransferException {
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            throw bad("must hold an object {\"" + SECTION + "\": {...}}, not " + StrictJson.describe(json.peek()));
        }
        boolean found = false;
        json.beginObject();
        while (json.hasNext()) {
            // The file may configure other providers as well; they are none of our business.
            if (!json.nextName().equals(SECTION)) {
                json.skipValue();
            } else if (found) {
                throw bad("has '" + SECTION + "' twice");
            } else {
                found = true;
                readSection(json);
            }
        }
        json.endObject();
        if (json.peek() != JsonToken.END_DOCUMENT) {
            throw bad("goes on after the end of its object");
        }
        if (!found) {
            throw bad("has no object '" + SECTION + "'");
        }
    }

    private void readSection(JsonReader json) throws IOException, TransferException {
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            throw bad("'" + SECTION + "' must be an object, not " + StrictJson.describe(json.peek()));
        }
        Set<String> seen = new HashSet<>();
        json.beginObject();
        while (json.hasNext()) {
            String key = json.nextName();
            if (!seen.add(key)) {
                throw bad(key, "is there twice");
            }
            Object value = value(json, key);
            if (value != null) {
                values.put(key, value);
            }
        }
        json.endObject();
    }

    private Object value(JsonReader json, String key) throws IOException, TransferException {
        try {
            return switch (key) {
                case "enabled", "encryption_enabled" -> StrictJson.flag(json);
                case "application_key_id", "application_key", "bucket", "encryption_key", "encryption_salt" ->
                    StrictJson.text(json);
                case "region" -> region(StrictJson.text(json));
                case "max_retries" -> setting(StrictJson.integer(json), limits::maxRetries);
                case "connection_pool_size" -> setting(StrictJson.integer(json), limits::connections);
                case "retry_delay" -> setting(seconds(json), limits::retryDelay);
                case "timeout" -> setting(seconds(json), limits::timeout);
                case "upload_chunk_size" -> setting(bytes(json), limits::partSize);
                case "max_bandwidth" -> bytes(json);
                default ->
                    throw new IllegalArgumentException("is unknown; known are enabled, application_key_id,"
                            + " application_key, bucket, region, max_retries, retry_delay, timeout, max_bandwidth,"
                            + " upload_chunk_size, encryption_enabled, encryption_key, encryption_salt,"
                            + " connection_pool_size");
            };
        } catch (IllegalArgumentException e) {
            throw bad(key, e.getMessage());
        }
    }

    private static <T> T setting(T value, Consumer<T> limit) {
        if (value != null) {
            limit.accept(value);
        }
        return value;
    }

    private static Duration seconds(JsonReader json) throws IOException {
        BigDecimal number = StrictJson.number(json);
        return number == null ? null : Durations.ofSeconds(number);
    }

    /** A number of bytes, or as people write it. */
    private static Long bytes(JsonReader json) throws IOException {
        if (json.peek() == JsonToken.STRING) {
            return ByteSize.parse(json.nextString());
        }
        BigDecimal number = StrictJson.number(json);
        try {
            if (number != null && number.signum() < 0) {
                throw new IllegalArgumentException("is " + number + "; it must be 0 or more");
            }
            return number == null ? null : (Long) number.longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("must be a whole number of bytes, not " + number, e);
        }
    }

    private static String region(String region) {
        return region == null || region.isBlank() || region.equals(PROVIDERS_DEFAULT_REGION) ? null : region;
    }

    private ProviderConfig config() {
        return new ProviderConfig(
                file,
                (Boolean) values.getOrDefault("enabled", true),
                (String) values.get("application_key_id"),
                (String) values.get("application_key"),
                (String) values.get("bucket"),
                (String) values.get("region"),
                (Integer) values.get("max_retries"),
                (Duration) values.get("retry_delay"),
                (Duration) values.get("timeout"),
                (Long) values.get("max_bandwidth"),
                (Long) values.get("upload_chunk_size"),
                (Boolean) values.getOrDefault("encryption_enabled", false),
                (String) values.get("encryption_key"),
                (String) values.get("encryption_salt"),
                (Integer) values.get("connection_pool_size"));
    }

    private TransferException bad(String key, String what) {
        return bad("'" + SECTION + "." + key + "' " + lowerFirst(what));
    }

    private TransferException bad(String what) {
        return new TransferException(
                TransferException.Kind.USAGE, "The configuration file " + file + " can't be used: " + what);
    }

    private static String lowerFirst(String text) {
        return text.startsWith("The ") || text.startsWith("'") ? ": " + text : text;
    }
}
