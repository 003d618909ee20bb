package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.ConformanceTarget.assertRefused;
import static io.jenkins.plugins.b2.emulator.ConformanceTarget.outcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Large files, finished and unfinished: asked of the emulator or of the real Backblaze B2. */
class LargeFileConformanceTest {
    @RegisterExtension
    static final ConformanceTarget TARGET = ConformanceTarget.plain();

    private static final int MINIMUM = 5_000_000;
    private static final String NO_SHA1 = "0".repeat(40);

    private final RawB2 b2 = TARGET.b2();

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private RawB2.Answer start(String name) throws Exception {
        return TARGET.call(
                "b2_start_large_file",
                "fileName",
                name,
                "contentType",
                "application/octet-stream",
                "fileInfo",
                Map.of("large_file_sha1", NO_SHA1));
    }

    /** Sends a part, and like every client takes a new URL where B2 is busy. */
    private String part(String fileId, int number, byte[] bytes) throws Exception {
        RawB2.Answer answer = b2.putPart(fileId, number, bytes);
        for (int i = 0; i < 4 && answer.status() >= 500; i++) {
            answer = b2.putPart(fileId, number, bytes);
        }
        assertEquals(200, answer.status());
        return answer.text("contentSha1");
    }

    private RawB2.Answer finish(String fileId, String... sha1s) throws Exception {
        return b2.call("b2_finish_large_file", "fileId", fileId, "partSha1Array", sha1s);
    }

    private RawB2.Answer info(String fileId) throws Exception {
        return b2.call("b2_get_file_info", "fileId", fileId);
    }

    private RawB2.Answer cancel(String fileId) throws Exception {
        return b2.call("b2_cancel_large_file", "fileId", fileId);
    }

    private int unfinished(String prefix) throws Exception {
        return TARGET.call("b2_list_unfinished_large_files", "namePrefix", prefix)
                .json()
                .getAsJsonArray("files")
                .size();
    }

    private JsonArray rows(String call, String prefix) throws Exception {
        return TARGET.call(call, "prefix", prefix).json().getAsJsonArray("files");
    }

    private JsonObject parts(String fileId, Object... arguments) throws Exception {
        return b2.call("b2_list_parts", ConformanceTarget.with(arguments, "fileId", fileId))
                .json();
    }

    @Test
    void anUnfinishedFileIsSeenUntilItIsCancelled() throws Exception {
        String name = TARGET.name("unfinished");
        TARGET.put(name, text("older"));
        JsonObject started = start(name).json();
        String fileId = started.get("fileId").getAsString();
        assertEquals("start", started.get("action").getAsString());
        assertEquals(0, started.get("contentLength").getAsLong());
        assertEquals("none", started.get("contentSha1").getAsString());
        assertEquals("start", info(fileId).text("action"));
        assertEquals(1, unfinished(name));
        assertEquals(2, rows("b2_list_file_versions", name).size());
        TARGET.note(
                "A name with a finished file and a newer unfinished one, in b2_list_file_names",
                rows("b2_list_file_names", name).size() + " row");
        TARGET.note(
                "A name with a finished file and a newer unfinished one, downloaded",
                outcome(b2.get(TARGET.bucketName(), name)));
        TARGET.note(
                "An unfinished file, downloaded by id",
                outcome(RawB2.send(b2.request("b2_download_file_by_id?fileId=" + fileId))));
        assertEquals(fileId, cancel(fileId).text("fileId"));
        assertEquals(0, unfinished(name));
        assertEquals(1, rows("b2_list_file_versions", name).size());
        assertRefused("404 not_found", info(fileId));
        assertRefused("400 bad_request", cancel(fileId));
        assertRefused("400 bad_request", b2.call("b2_get_upload_part_url", "fileId", fileId));
    }

    @Test
    void partsAreReplacedListedAndJudgedAtTheEnd() throws Exception {
        String fileId = start(TARGET.name("parts")).text("fileId");
        RawB2.Answer url = b2.call("b2_get_upload_part_url", "fileId", fileId);
        part(fileId, 1, text("one"));
        part(fileId, 2, text("two"));
        String third = part(fileId, 3, text("three"));
        String second = part(fileId, 2, text("two, again"));
        String first = RawB2.sha1(text("one"));
        JsonObject page = parts(fileId, "maxPartCount", 2);
        assertEquals(2, page.getAsJsonArray("parts").size());
        assertEquals(3, page.get("nextPartNumber").getAsInt());
        JsonObject listed = page.getAsJsonArray("parts").get(1).getAsJsonObject();
        assertEquals(second, listed.get("contentSha1").getAsString());
        assertEquals(10, listed.get("contentLength").getAsInt());
        JsonObject rest = parts(fileId, "startPartNumber", 3);
        assertEquals(1, rest.getAsJsonArray("parts").size());
        assertTrue(rest.get("nextPartNumber").isJsonNull());
        TARGET.note(
                "b2_list_parts with a maxPartCount of 10,000",
                outcome(b2.call("b2_list_parts", "fileId", fileId, "maxPartCount", 10_000)));
        TARGET.note(
                "b2_list_parts with a maxPartCount of 10,001",
                outcome(b2.call("b2_list_parts", "fileId", fileId, "maxPartCount", 10_001)));
        HttpRequest.Builder number = RawB2.part(url, 10_001, first).POST(BodyPublishers.ofByteArray(text("one")));
        TARGET.note("A part with the number 10,001", outcome(RawB2.send(number)));
        TARGET.note("Finishing with a part below the minimum", outcome(finish(fileId, first, second, third)));
        assertRefused("400 bad_request", finish(fileId, first));
        assertEquals("start", info(fileId).text("action"));
        RawB2.Answer late = b2.call("b2_get_upload_part_url", "fileId", fileId);
        cancel(fileId);
        assertRefused(
                "400 bad_request",
                RawB2.send(RawB2.part(late, 1, first).POST(BodyPublishers.ofByteArray(text("one")))));
    }

    /** Sends ten megabytes. */
    @Test
    void finishingWorksOnceAndWhole() throws Exception {
        String name = TARGET.name("finished");
        JsonObject started = start(name).json();
        String fileId = started.get("fileId").getAsString();
        byte[] bytes = new byte[MINIMUM];
        new Random(1).nextBytes(bytes);
        String first = part(fileId, 1, bytes);
        assertRefused("400 missing_part", finish(fileId, first, NO_SHA1));
        String second = part(fileId, 2, bytes);
        assertRefused("400 part_sha1_mismatch", finish(fileId, first, NO_SHA1));
        String third = part(fileId, 3, text("x"));
        RawB2.Answer surplus = finish(fileId, first, second);
        TARGET.note(
                "Finishing with a part more than there are hashes",
                outcome(surplus) + (surplus.status() == 200 ? ", " + surplus.text("contentLength") + " bytes" : ""));
        RawB2.Answer finished = surplus.status() == 200 ? surplus : finish(fileId, first, second, third);
        assertEquals("upload", finished.text("action"));
        assertEquals(fileId, finished.text("fileId"));
        assertEquals("none", finished.text("contentSha1"));
        assertEquals(started.get("uploadTimestamp"), finished.json().get("uploadTimestamp"));
        // What a client sees whose answer was lost, and that asks again.
        assertRefused("400 bad_request", finish(fileId, first, second));
        assertEquals("upload", info(fileId).text("action"));
        assertRefused("400 bad_request", cancel(fileId));
        TARGET.note("b2_list_parts of a finished file", outcome(b2.call("b2_list_parts", "fileId", fileId)));
        RawB2.Answer border = b2.range(TARGET.bucketName(), name, "bytes=4999999-5000000");
        assertEquals(206, border.status());
        assertEquals(bytes[MINIMUM - 1], border.body()[0]);
        assertEquals(bytes[0], border.body()[1]);
        assertEquals("none", border.header("X-Bz-Content-Sha1"));
        assertEquals(NO_SHA1, border.header("X-Bz-Info-large_file_sha1"));
    }

    @Test
    void unfinishedFilesAreListedInPages() throws Exception {
        String prefix = TARGET.name("many/");
        TreeSet<String> started = new TreeSet<>();
        for (String name : List.of("b", "a", "c")) {
            started.add(start(prefix + name).text("fileId"));
        }
        List<String> seen = new ArrayList<>();
        JsonObject page = TARGET.call("b2_list_unfinished_large_files", "namePrefix", prefix, "maxFileCount", 1)
                .json();
        while (seen.size() < 10) {
            page.getAsJsonArray("files")
                    .forEach(row -> seen.add(row.getAsJsonObject().get("fileId").getAsString()));
            if (page.get("nextFileId").isJsonNull()) {
                break;
            }
            String next = page.get("nextFileId").getAsString();
            page = TARGET.call(
                            "b2_list_unfinished_large_files",
                            "namePrefix",
                            prefix,
                            "maxFileCount",
                            1,
                            "startFileId",
                            next)
                    .json();
        }
        assertEquals(3, seen.size());
        assertEquals(started, new TreeSet<>(seen));
        TARGET.note(
                "b2_list_unfinished_large_files with a maxFileCount of 101",
                outcome(TARGET.call("b2_list_unfinished_large_files", "namePrefix", prefix, "maxFileCount", 101)));
    }

    @Test
    void deletingAnUnfinishedFileCancelsIt() throws Exception {
        String name = TARGET.name("deleted");
        String fileId = start(name).text("fileId");
        assertEquals(
                200,
                b2.call("b2_delete_file_version", "fileName", name, "fileId", fileId)
                        .status());
        assertEquals(0, unfinished(name));
    }
}
