package io.jenkins.plugins.b2.standalone;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads lifecycle rules from JSON in B2's own form. Strict: a misspelt field that is passed over would keep files for ever,
 * or not long enough.
 */
final class LifecycleRulesReader {
    private static final String WHAT = "lifecycle rules";

    private final Path file;

    private LifecycleRulesReader(Path file) {
        this.file = file;
    }

    /**
     * @param file an array of rules; {@code -} for standard input
     * @throws TransferException of the kind USAGE when it can't be read or is something else
     */
    static List<LifecycleRule> read(Path file, InputStream input) throws TransferException {
        return new LifecycleRulesReader(file).parse(SmallFiles.readOrInput(file, WHAT, input));
    }

    private List<LifecycleRule> parse(String text) throws TransferException {
        List<LifecycleRule> rules = new ArrayList<>();
        try (JsonReader json = new JsonReader(new StringReader(text))) {
            json.setStrictness(Strictness.STRICT);
            if (json.peek() != JsonToken.BEGIN_ARRAY) {
                throw bad("there must be an array of rules, not " + StrictJson.describe(json.peek()));
            }
            json.beginArray();
            while (json.hasNext()) {
                rules.add(rule(json, rules.size() + 1));
            }
            json.endArray();
            // Objects to anything that follows.
            json.peek();
            return rules;
        } catch (MalformedJsonException | EOFException | NumberFormatException | IllegalStateException e) {
            throw bad("it is no valid JSON: " + StrictJson.firstLine(e.getMessage()));
        } catch (IOException e) {
            throw bad(e.getMessage());
        }
    }

    private LifecycleRule rule(JsonReader json, int number) throws IOException, TransferException {
        if (json.peek() != JsonToken.BEGIN_OBJECT) {
            throw bad("rule " + number + " must be an object, not " + StrictJson.describe(json.peek()));
        }
        String prefix = null;
        Map<String, Integer> days = new HashMap<>();
        List<String> known =
                List.copyOf(new LifecycleRule(null, null, null, null).fields().keySet());
        List<String> seen = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            String field = json.nextName();
            if (!known.contains(field) || seen.contains(field)) {
                throw bad("rule " + number + " has '" + field + "' "
                        + (seen.contains(field) ? "twice" : "which is unknown; known are " + String.join(", ", known)));
            }
            seen.add(field);
            try {
                if (field.equals("fileNamePrefix")) {
                    prefix = StrictJson.text(json);
                } else {
                    days.put(field, StrictJson.integer(json));
                }
            } catch (IllegalArgumentException e) {
                throw bad("'" + field + "' of rule " + number + " " + e.getMessage());
            }
        }
        json.endObject();
        return new LifecycleRule(
                prefix,
                days.get("daysFromUploadingToHiding"),
                days.get("daysFromHidingToDeleting"),
                days.get("daysFromStartingToCancelingUnfinishedLargeFiles"));
    }

    private TransferException bad(String what) {
        return new TransferException(
                TransferException.Kind.USAGE, "Could not read the " + WHAT + " file " + file + ": " + what);
    }
}
