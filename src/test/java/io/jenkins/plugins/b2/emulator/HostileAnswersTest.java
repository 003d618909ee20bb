package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.fault.HostileAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class HostileAnswersTest {
    private static final String NAMES = "b2_list_file_names";

    private B2Emulator emulator;
    private HostileAnswers hostile;
    private RawB2 b2;
    private String id;

    @BeforeEach
    void open(B2Emulator running) throws Exception {
        emulator = running;
        hostile = emulator.hostileAnswers();
        b2 = RawB2.of(emulator);
        id = b2.bucketId(BUCKET);
        for (String name : List.of("a", "b", "c")) {
            emulator.put(BUCKET, name, name.getBytes());
        }
    }

    private List<String> names(Object... arguments) throws Exception {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("bucketId", id));
        List<String> names = new ArrayList<>();
        b2.rows(NAMES, all.toArray())
                .forEach(row -> names.add(row.getAsJsonObject().get("fileName").getAsString()));
        return names;
    }

    @Test
    void aListingStaysWhereItIs() throws Exception {
        String large = b2.startLarge(BUCKET, "large");
        b2.putPart(large, 1, new byte[1]);
        UnaryOperator<JsonObject> stays = HostileAnswers::withoutProgress;
        for (String call : List.of(NAMES, "b2_list_file_versions", "b2_list_parts", "b2_list_unfinished_large_files")) {
            hostile.change(call, stays);
        }
        assertEquals("b", b2.call(NAMES, "bucketId", id, "startFileName", "b").text("nextFileName"));
        JsonObject versions = b2.call("b2_list_file_versions", "bucketId", id).json();
        assertEquals("a", versions.get("nextFileName").getAsString());
        assertEquals(
                emulator.files(BUCKET).get(0).fileId(),
                versions.get("nextFileId").getAsString());
        assertEquals("1", b2.call("b2_list_parts", "fileId", large).text("nextPartNumber"));
        assertEquals(
                large, b2.call("b2_list_unfinished_large_files", "bucketId", id).text("nextFileId"));
    }

    @Test
    void rowsComeInTheWrongOrderTwiceAndUnderOtherNames() throws Exception {
        hostile.change(NAMES, HostileAnswers::reversed);
        assertEquals(List.of("c", "b", "a"), names());
        hostile.change(NAMES, HostileAnswers::repeated);
        assertEquals(List.of("b", "b", "a", "a"), names("maxFileCount", 2));
        hostile.change(NAMES, HostileAnswers.renamed(name -> "../" + name));
        assertEquals(List.of("../c", "../c"), names("prefix", "c"));
        hostile.clear();
        assertEquals(List.of("a", "b", "c"), names());
    }

    @Test
    void anotherFileIsSent() throws Exception {
        emulator.createBucket("other-bucket");
        String given = emulator.put("other-bucket", "secret", new byte[] {7});
        String asked = emulator.files(BUCKET).get(0).fileId();
        hostile.swap(asked, given);
        List<RawB2.Answer> answers = List.of(b2.get(BUCKET, "a"), b2.call("b2_download_file_by_id", "fileId", asked));
        for (RawB2.Answer answer : answers) {
            assertArrayEquals(new byte[] {7}, answer.body());
            assertEquals(given, answer.header("X-Bz-File-Id"));
            assertEquals("secret", answer.header("X-Bz-File-Name"));
        }
        assertArrayEquals("b".getBytes(), b2.get(BUCKET, "b").body());
    }

    @Test
    void headersLie() throws Exception {
        hostile.changeDownloadHeaders(headers -> {
            headers.computeIfPresent("Content-Range", (name, value) -> "bytes 0-9/-5");
            headers.remove("X-Bz-Content-Sha1");
            return headers;
        });
        assertEquals("bytes 0-9/-5", b2.range(BUCKET, "a", "bytes=0-0").header("Content-Range"));
        assertTrue(b2.get(BUCKET, "a")
                .response()
                .headers()
                .firstValue("X-Bz-Content-Sha1")
                .isEmpty());
    }
}
