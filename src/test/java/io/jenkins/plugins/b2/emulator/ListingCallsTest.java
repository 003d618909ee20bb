package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class ListingCallsTest {
    private B2Emulator emulator;
    private RawB2 b2;
    private String id;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        b2 = RawB2.of(emulator);
        id = b2.bucketId(BUCKET);
    }

    private void put(String... names) throws Exception {
        for (String name : names) {
            emulator.put(BUCKET, name, new byte[1]);
        }
    }

    private static String row(JsonElement e) {
        JsonObject o = e.getAsJsonObject();
        return o.get("action").getAsString() + " " + o.get("fileName").getAsString();
    }

    private List<String> names(Object... arguments) throws Exception {
        return list("b2_list_file_names", arguments);
    }

    private List<String> list(String call, Object... arguments) throws Exception {
        List<String> rows = new ArrayList<>();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("bucketId", id));
        b2.rows(call, all.toArray()).forEach(e -> rows.add(row(e)));
        return rows;
    }

    @Test
    void namesComeInTheOrderOfTheirBytes() throws Exception {
        put("b", "a", "B", "ü", "a/b", "a-b", "\uFFFD", "😀");
        assertEquals(
                List.of(
                        "upload B",
                        "upload a",
                        "upload a-b",
                        "upload a/b",
                        "upload b",
                        "upload ü",
                        "upload \uFFFD",
                        "upload 😀"),
                names());
    }

    @Test
    void foldersStandForWhatIsInThem() throws Exception {
        put("st/a", "st/list/1", "st/list/2", "st/other/2", "sta");
        assertEquals(
                List.of("upload st/a", "folder st/list/", "folder st/other/"),
                names("prefix", "st/", "delimiter", "/"));
        assertEquals(List.of("folder st/", "upload sta"), names("delimiter", "/"));
    }

    @Test
    void onlyVisibleNamesAreListedButAllVersions() throws Exception {
        put("a", "a", "b");
        b2.call("b2_hide_file", "bucketId", id, "fileName", "b");
        b2.startLarge(BUCKET, "a");
        b2.startLarge(BUCKET, "c");
        assertEquals(List.of("upload a"), names());
        assertEquals(
                List.of("start a", "upload a", "upload a", "hide b", "upload b", "start c"),
                list("b2_list_file_versions"));
    }

    @Test
    void startsAreInclusiveAndMayNameWhatIsNotThere() throws Exception {
        put("a", "b", "d");
        assertEquals(List.of("upload b", "upload d"), names("startFileName", "b"));
        assertEquals(List.of("upload d"), names("startFileName", "c"));
        assertEquals(List.of("upload d"), names("startFileName", "a", "prefix", "d"));
    }

    @Test
    void sizesOfPagesAreChecked() throws Exception {
        emulator.putMany(BUCKET, "n", 101, new byte[0]);
        assertEquals(100, names().size());
        assertEquals(100, names("maxFileCount", 0).size());
        assertEquals(101, names("maxFileCount", 10_000).size());
        assertEquals(
                "400 out_of_range",
                b2.call("b2_list_file_names", "bucketId", id, "maxFileCount", 10_001)
                        .code());
        assertEquals(
                "400 bad_request",
                b2.call("b2_list_file_versions", "bucketId", id, "startFileId", "x")
                        .code());
    }

    @Test
    void versionOneSpeaksOfSize() throws Exception {
        put("a");
        RawB2 v1 = RawB2.of(emulator, 1, emulator.applicationKeyId(), emulator.applicationKey());
        JsonObject row = v1.rows("b2_list_file_names", "bucketId", id).get(0).getAsJsonObject();
        assertEquals(1, row.get("size").getAsInt());
        assertEquals(1, row.get("contentLength").getAsInt());
    }

    /** Walks a bucket in pages of random sizes and compares with a plain model of it. */
    @Test
    void pagesOfAnySizeAddUpToTheWhole() throws Exception {
        Random random = new Random(7);
        TreeMap<String, Integer> versions = new TreeMap<>();
        TreeSet<String> visible = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            String name = "d" + random.nextInt(4) + "/e" + random.nextInt(4) + "/f" + random.nextInt(5);
            if (visible.contains(name) && random.nextInt(3) == 0) {
                b2.call("b2_hide_file", "bucketId", id, "fileName", name);
                visible.remove(name);
            } else {
                put(name);
                visible.add(name);
            }
            versions.merge(name, 1, Integer::sum);
        }
        for (int size : new int[] {1, 2, 3, 7, 50, 1000}) {
            assertEquals(List.copyOf(visible), walk("b2_list_file_names", size, ""), "page size " + size);
            List<String> rows = walk("b2_list_file_versions", size, "");
            assertEquals(300, rows.size());
            assertEquals(
                    List.copyOf(versions.keySet()), rows.stream().distinct().toList());
            TreeSet<String> folders = new TreeSet<>();
            visible.forEach(n -> folders.add(n.substring(0, 3)));
            assertEquals(List.copyOf(folders), walk("b2_list_file_names", size, "/"));
        }
    }

    private List<String> walk(String call, int size, String delimiter) throws Exception {
        List<String> rows = new ArrayList<>();
        JsonObject next = new JsonObject();
        next.addProperty("nextFileName", "");
        while (!next.get("nextFileName").isJsonNull()) {
            JsonElement fileId = next.get("nextFileId");
            next = b2.call(
                            call,
                            "bucketId",
                            id,
                            "maxFileCount",
                            size,
                            "delimiter",
                            delimiter,
                            "startFileName",
                            next.get("nextFileName").getAsString(),
                            "startFileId",
                            fileId == null || fileId.isJsonNull() ? null : fileId.getAsString())
                    .json();
            assertTrue(next.getAsJsonArray("files").size() <= size);
            next.getAsJsonArray("files")
                    .forEach(f -> rows.add(f.getAsJsonObject().get("fileName").getAsString()));
        }
        return rows;
    }
}
