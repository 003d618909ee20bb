package io.jenkins.plugins.b2.emulator.fault;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What a server answers that is broken or means harm: well-formed, with status 200, and untrue. Calls do what they always
 * do, only their answers are changed before they are sent. The static methods are changes that tests often want:
 *
 * <pre>emulator.hostileAnswers().change("b2_list_file_names", HostileAnswers::withoutProgress)
 * emulator.hostileAnswers().change("b2_list_file_versions", HostileAnswers.renamed(name -> "../" + name))
 * emulator.hostileAnswers().swap(askedFileId, givenFileId)</pre>
 *
 * Thread-safe.
 */
public final class HostileAnswers {
    private final Map<String, List<UnaryOperator<JsonObject>>> changes = new HashMap<>();
    private final Map<String, String> swaps = new HashMap<>();
    private final List<UnaryOperator<Map<String, String>>> headerChanges = new ArrayList<>();

    /** Changes all successful JSON answers of that call; several changes follow one another. */
    public synchronized void change(String call, UnaryOperator<JsonObject> change) {
        changes.computeIfAbsent(call, c -> new ArrayList<>()).add(change);
    }

    /** Sends the bytes and headers of {@code given} to whoever downloads {@code asked}, by id or by name. */
    public synchronized void swap(String asked, String given) {
        swaps.put(asked, given);
    }

    /** Changes the headers of all successful downloads, {@code Content-Length} apart. */
    public synchronized void changeDownloadHeaders(UnaryOperator<Map<String, String>> change) {
        headerChanges.add(change);
    }

    /** Makes all further answers honest. */
    public synchronized void clear() {
        changes.clear();
        swaps.clear();
        headerChanges.clear();
    }

    /** What changes the answers of that call, or null. */
    public synchronized UnaryOperator<JsonObject> changeOf(String call) {
        List<UnaryOperator<JsonObject>> all = changes.get(call);
        if (all == null) {
            return null;
        }
        List<UnaryOperator<JsonObject>> now = List.copyOf(all);
        return answer -> {
            JsonObject changed = answer;
            for (UnaryOperator<JsonObject> change : now) {
                changed = change.apply(changed);
            }
            return changed;
        };
    }

    /** The id of the file that is sent instead of this one; mostly itself. */
    public synchronized String given(String asked) {
        return swaps.getOrDefault(asked, asked);
    }

    /** The headers of a download as they are to be sent. */
    public synchronized Map<String, String> headers(Map<String, String> honest) {
        Map<String, String> headers = honest;
        for (UnaryOperator<Map<String, String>> change : headerChanges) {
            headers = change.apply(new LinkedHashMap<>(headers));
        }
        return headers;
    }

    /** A page whose next position is its own first row: names, versions, unfinished large files, parts or keys. */
    public static JsonObject withoutProgress(JsonObject page) {
        JsonArray rows = rows(page);
        if (!rows.isEmpty()) {
            JsonObject first = rows.get(0).getAsJsonObject();
            stay(page, "nextFileName", first, "fileName");
            stay(page, "nextFileId", first, "fileId");
            stay(page, "nextPartNumber", first, "partNumber");
            stay(page, "nextApplicationKeyId", first, "applicationKeyId");
        }
        return page;
    }

    private static void stay(JsonObject page, String next, JsonObject first, String field) {
        if (page.has(next)) {
            page.add(next, first.get(field));
        }
    }

    /** A page in reverse order. */
    public static JsonObject reversed(JsonObject page) {
        JsonArray rows = rows(page);
        List<JsonElement> all = new ArrayList<>(rows.asList());
        Collections.reverse(all);
        for (int i = 0; i < all.size(); i++) {
            rows.set(i, all.get(i));
        }
        return page;
    }

    /** A page with each row twice, one behind the other. */
    public static JsonObject repeated(JsonObject page) {
        JsonArray rows = rows(page);
        for (int i = rows.size() - 1; i >= 0; i--) {
            JsonArray twice = new JsonArray();
            twice.add(rows.get(i));
            twice.add(rows.get(i).deepCopy());
            rows.asList().remove(i);
            rows.asList().addAll(i, twice.asList());
        }
        return page;
    }

    /** Makes pages with other file names, such as names outside of the prefix. */
    public static UnaryOperator<JsonObject> renamed(UnaryOperator<String> rename) {
        return page -> {
            rows(page).forEach(row -> {
                String name = row.getAsJsonObject().get("fileName").getAsString();
                row.getAsJsonObject().add("fileName", new JsonPrimitive(rename.apply(name)));
            });
            return page;
        };
    }

    /** The rows of a page, of whatever kind; none when the answer is no page. */
    private static JsonArray rows(JsonObject page) {
        for (String field : new String[] {"files", "parts", "keys"}) {
            if (page.has(field)) {
                return page.getAsJsonArray(field);
            }
        }
        return new JsonArray();
    }
}
