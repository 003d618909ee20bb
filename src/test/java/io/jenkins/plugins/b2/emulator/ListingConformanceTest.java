package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static io.jenkins.plugins.b2.emulator.ConformanceTarget.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Order, pages, prefixes and folders: asked of the emulator or of the real Backblaze B2. */
class ListingConformanceTest {
    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.plain();

    private static final String NAMES = "b2_list_file_names";
    private static final String VERSIONS = "b2_list_file_versions";
    private static final String LIST = TARGET.name("list/");
    private static final int MAX_PAGES = 30;

    private final RawB2 b2 = TARGET.b2();

    @BeforeAll
    static void fill() throws Exception {
        for (String name : List.of("c", "b/2", "a", "b/1", "b!", "a", "d")) {
            assertEquals(200, TARGET.put(LIST + name, new byte[1]).status());
        }
        TARGET.call("b2_hide_file", "fileName", LIST + "c");
    }

    private static String describe(JsonElement row) {
        JsonObject file = row.getAsJsonObject();
        return file.get("action").getAsString()
                + " "
                + file.get("fileName").getAsString().substring(LIST.length());
    }

    private static List<String> describe(JsonObject page) {
        List<String> rows = new ArrayList<>();
        page.getAsJsonArray("files").forEach(row -> rows.add(describe(row)));
        return rows;
    }

    private static JsonObject page(String call, Object... arguments) throws Exception {
        return TARGET.call(call, arguments).json();
    }

    /** All pages of one row each. */
    private static List<String> oneByOne(String call, Object... arguments) throws Exception {
        List<String> rows = new ArrayList<>();
        Object[] start = {};
        for (int i = 0; i < MAX_PAGES; i++) {
            JsonObject page =
                    page(call, ConformanceTarget.with(arguments, ConformanceTarget.with(start, "maxFileCount", 1)));
            assertTrue(page.getAsJsonArray("files").size() <= 1, "rows of a page");
            rows.addAll(describe(page));
            if (page.get("nextFileName").isJsonNull()) {
                return rows;
            }
            String name = page.get("nextFileName").getAsString();
            JsonElement id = page.get("nextFileId");
            start = id == null || id.isJsonNull()
                    ? new Object[] {"startFileName", name}
                    : new Object[] {"startFileName", name, "startFileId", id.getAsString()};
        }
        throw new AssertionError("no end after " + MAX_PAGES + " pages: " + rows);
    }

    @Test
    void namesComeInOrderWithoutTheHidden() throws Exception {
        List<String> expected = List.of("upload a", "upload b!", "upload b/1", "upload b/2", "upload d");
        JsonObject all = page(NAMES, "prefix", LIST);
        assertEquals(expected, describe(all));
        assertTrue(all.get("nextFileName").isJsonNull());
        assertEquals(expected, oneByOne(NAMES, "prefix", LIST));
        assertEquals(expected, describe(page(NAMES, "prefix", LIST, "maxFileCount", 10_000)));
        TARGET.note(
                "nextFileName is the name of the next row",
                Boolean.toString(page(NAMES, "prefix", LIST, "maxFileCount", 1)
                        .get("nextFileName")
                        .getAsString()
                        .equals(LIST + "b!")));
    }

    @Test
    void versionsComeNewestFirst() throws Exception {
        List<String> expected = List.of(
                "upload a", "upload a", "upload b!", "upload b/1", "upload b/2", "hide c", "upload c", "upload d");
        JsonObject all = page(VERSIONS, "prefix", LIST);
        assertEquals(expected, describe(all));
        long newer = all.getAsJsonArray("files")
                .get(0)
                .getAsJsonObject()
                .get("uploadTimestamp")
                .getAsLong();
        long older = all.getAsJsonArray("files")
                .get(1)
                .getAsJsonObject()
                .get("uploadTimestamp")
                .getAsLong();
        assertTrue(newer > older, newer + " > " + older);
        assertEquals(expected, oneByOne(VERSIONS, "prefix", LIST));
    }

    @Test
    void foldersStandForWhatIsInThem() throws Exception {
        List<String> expected = List.of("upload a", "upload b!", "folder b/", "upload d");
        assertEquals(expected, describe(page(NAMES, "prefix", LIST, "delimiter", "/")));
        assertEquals(expected, oneByOne(NAMES, "prefix", LIST, "delimiter", "/"));
        JsonObject folder = page(NAMES, "prefix", LIST + "b/", "delimiter", "/");
        assertEquals(List.of("upload b/1", "upload b/2"), describe(folder));
    }

    @Test
    void aPrefixNeedsNoSlash() throws Exception {
        assertEquals(List.of("upload b!", "upload b/1", "upload b/2"), describe(page(NAMES, "prefix", LIST + "b")));
    }

    @Test
    void startsAreInclusiveAndMayNameWhatIsNotThere() throws Exception {
        assertEquals(
                List.of("upload b/2", "upload d"),
                describe(page(NAMES, "prefix", LIST, "startFileName", LIST + "b/2")));
        assertEquals(List.of("upload d"), describe(page(NAMES, "prefix", LIST, "startFileName", LIST + "b/3")));
    }

    @Test
    void aStartIdNeedsAName() throws Exception {
        String id = page(VERSIONS, "prefix", LIST, "maxFileCount", 1)
                .getAsJsonArray("files")
                .get(0)
                .getAsJsonObject()
                .get("fileId")
                .getAsString();
        assertRefused("400 bad_request", TARGET.call(VERSIONS, "prefix", LIST, "startFileId", id));
    }

    @Test
    void aStartIdThatIsGoneIsNoted() throws Exception {
        String name = TARGET.name("gone");
        TARGET.put(name, new byte[1]);
        String gone = TARGET.put(name, new byte[2]).text("fileId");
        TARGET.put(name, new byte[3]);
        b2.call("b2_delete_file_version", "fileName", name, "fileId", gone);
        RawB2.Answer answer = TARGET.call(VERSIONS, "prefix", name, "startFileName", name, "startFileId", gone);
        String noted = outcome(answer);
        if (answer.status() == 200) {
            List<String> lengths = new ArrayList<>();
            answer.json()
                    .getAsJsonArray("files")
                    .forEach(row -> lengths.add(
                            row.getAsJsonObject().get("contentLength").getAsString()));
            noted = "rows of length " + String.join(", ", lengths);
        }
        TARGET.note("Versions of 1, 2 and 3 bytes from the deleted one of 2 on", noted);
    }

    @Test
    void thereIsALargestPage() throws Exception {
        for (String call : List.of(NAMES, VERSIONS)) {
            TARGET.note(
                    call + " with a maxFileCount of 10,001",
                    outcome(TARGET.call(call, "prefix", LIST, "maxFileCount", 10_001)));
        }
        TARGET.note(
                "b2_list_file_names with a maxFileCount of 0",
                outcome(TARGET.call(NAMES, "prefix", LIST, "maxFileCount", 0)));
    }

    /** Where UTF-8 and UTF-16 disagree about the order. */
    @Test
    void theOrderBeyondTheBasicPlaneIsNoted() throws Exception {
        String prefix = TARGET.name("order/");
        TARGET.put(prefix + "\uD83D\uDE00", new byte[1]);
        TARGET.put(prefix + "\uFF5E", new byte[1]);
        JsonElement first =
                page(NAMES, "prefix", prefix).getAsJsonArray("files").get(0);
        boolean bytes = first.getAsJsonObject().get("fileName").getAsString().endsWith("\uFF5E");
        TARGET.note("Order of U+FF5E and U+1F600", bytes ? "as UTF-8 bytes" : "as UTF-16 units");
    }

    @Test
    void versionOneSpeaksOfSize() throws Exception {
        RawB2 old = RawB2.of(TARGET.realm(), 1, TARGET.keyId(), TARGET.key());
        JsonObject row = old.rows(NAMES, "bucketId", TARGET.bucketId(), "prefix", LIST)
                .get(0)
                .getAsJsonObject();
        assertEquals(1, row.get("size").getAsInt());
    }
}
