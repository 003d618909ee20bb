package io.jenkins.plugins.b2.emulator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DataFolderTest {
    private static final String BUCKET = "kept-bucket";

    @TempDir
    Path folder;

    private B2Emulator start() throws IOException {
        return B2Emulator.builder().dataFolder(folder).bucket(BUCKET).start();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private List<String> bodies() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("bodies"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everythingSurvivesARestart() throws Exception {
        byte[] part = random(5_000_000);
        String unfinished;
        String keyId;
        String secret;
        String small;
        List<StoredFile> before;
        try (B2Emulator e = start()) {
            keyId = e.applicationKeyId();
            secret = e.applicationKey();
            RawB2 b2 = RawB2.of(e);
            small = b2.put(BUCKET, "small ü", random(10)).text("fileId");
            b2.put(BUCKET, "gone", random(11));
            var gone = e.files(BUCKET).get(0);
            b2.call("b2_delete_file_version", "fileName", gone.fileName(), "fileId", gone.fileId());
            b2.call("b2_hide_file", "bucketId", b2.bucketId(BUCKET), "fileName", "small ü");
            String finished = b2.startLarge(BUCKET, "big");
            b2.putPart(finished, 1, part);
            b2.putPart(finished, 2, random(3));
            List<String> hashes = List.of(RawB2.sha1(part), RawB2.sha1(random(3)));
            b2.call("b2_finish_large_file", "fileId", finished, "partSha1Array", hashes);
            unfinished = b2.startLarge(BUCKET, "later");
            b2.putPart(unfinished, 1, part);
            b2.call("b2_update_bucket", "bucketId", b2.bucketId(BUCKET), "bucketInfo", Map.of("k", "v"));
            before = e.files(BUCKET);
        }
        try (B2Emulator e = start()) {
            assertEquals(keyId, e.applicationKeyId());
            assertEquals(secret, e.applicationKey());
            assertEquals(before, e.files(BUCKET));
            assertArrayEquals(random(10), e.content(small));
            RawB2 b2 = RawB2.of(e);
            assertEquals(5_000_003, b2.get(BUCKET, "big").body().length);
            assertEquals(
                    1,
                    b2.call("b2_list_parts", "fileId", unfinished)
                            .json()
                            .getAsJsonArray("parts")
                            .size());
            b2.putPart(unfinished, 2, random(4));
            List<String> hashes = List.of(RawB2.sha1(part), RawB2.sha1(random(4)));
            var done = b2.call("b2_finish_large_file", "fileId", unfinished, "partSha1Array", hashes);
            assertEquals(5_000_004, done.json().get("contentLength").getAsInt());
            assertEquals(
                    "v",
                    b2.call("b2_list_buckets")
                            .json()
                            .getAsJsonArray("buckets")
                            .get(0)
                            .getAsJsonObject()
                            .getAsJsonObject("bucketInfo")
                            .get("k")
                            .getAsString());
        }
    }

    @Test
    void oldTokensAreExpiredAndNonsenseIsNot() throws Exception {
        String token;
        try (B2Emulator e = start()) {
            token = RawB2.of(e).token;
        }
        try (B2Emulator e = start()) {
            RawB2 b2 = RawB2.of(e);
            b2.token = token;
            assertEquals("401 expired_auth_token", b2.call("b2_list_buckets").code());
            b2.token = "4_000000000000_rubbish_acct";
            assertEquals("401 bad_auth_token", b2.call("b2_list_buckets").code());
        }
    }

    /** What a killed process can leave: half a line, and bytes that no line speaks of. */
    @Test
    void aTornLastLineIsForgotten() throws Exception {
        try (B2Emulator e = start()) {
            e.put(BUCKET, "whole", random(100_000));
            e.put(BUCKET, "torn", random(100_001));
        }
        byte[] journal = Files.readAllBytes(journal());
        for (int cut : new int[] {1, 20, 200}) {
            Files.write(journal(), java.util.Arrays.copyOf(journal, journal.length - cut));
            Files.write(folder.resolve("bodies/body-77"), new byte[5], StandardOpenOption.CREATE);
            try (B2Emulator e = start()) {
                assertEquals(
                        List.of("whole"),
                        e.files(BUCKET).stream().map(StoredFile::fileName).toList());
                e.put(BUCKET, "zz after", random(5));
                assertFalse(bodies().contains("body-77"));
            }
            try (B2Emulator e = start()) {
                assertEquals(2, e.files(BUCKET).size());
            }
        }
    }

    @Test
    void theJournalOfManyChangesIsRewritten() throws Exception {
        try (B2Emulator e = start()) {
            RawB2 b2 = RawB2.of(e);
            e.put(BUCKET, "stays", random(9));
            for (int i = 0; i < 700; i++) {
                String id = e.put(BUCKET, "x", random(70_000));
                b2.call("b2_delete_file_version", "fileName", "x", "fileId", id);
            }
            assertEquals(1, bodies().size());
        }
        long long1 = Files.size(journal());
        try (B2Emulator e = start()) {
            assertTrue(Files.size(journal()) < long1 / 50);
            assertEquals(1, e.files(BUCKET).size());
        }
        try (B2Emulator e = start()) {
            assertArrayEquals(random(9), e.content(e.files(BUCKET).get(0).fileId()));
        }
    }

    @Test
    void withoutADataFolderNothingIsLeft() throws Exception {
        Path probe = Files.createTempFile("where", "");
        Files.delete(probe);
        Path tmp = probe.getParent();
        B2Emulator e = B2Emulator.builder().bucket(BUCKET).start();
        e.put(BUCKET, "x", random(100_000));
        List<Path> during = folders(tmp);
        e.close();
        assertTrue(folders(tmp).size() < during.size());
    }

    private static List<Path> folders(Path tmp) throws IOException {
        try (Stream<Path> files = Files.list(tmp)) {
            return files.filter(f -> f.getFileName().toString().startsWith("b2-emulator-"))
                    .toList();
        }
    }
}
