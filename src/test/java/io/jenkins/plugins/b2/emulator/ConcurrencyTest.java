package io.jenkins.plugins.b2.emulator;

import static io.jenkins.plugins.b2.emulator.B2EmulatorExtension.BUCKET;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(B2EmulatorExtension.class)
class ConcurrencyTest {
    private static final int THREADS = 16;

    private static void everywhere(Callable<Void> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                all.add(pool.submit(work));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void manyPutGetAndDelete(B2Emulator emulator) throws Exception {
        everywhere(() -> {
            RawB2 b2 = RawB2.of(emulator);
            Random random = new Random();
            String name = "own-" + Thread.currentThread().getId();
            for (int i = 0; i < 20; i++) {
                byte[] bytes = new byte[random.nextInt(200_000)];
                random.nextBytes(bytes);
                String id = b2.put(BUCKET, name, bytes).text("fileId");
                b2.put(BUCKET, "shared", bytes);
                assertArrayEquals(bytes, b2.get(BUCKET, name).body());
                assertEquals(
                        200,
                        b2.call("b2_delete_file_version", "fileName", name, "fileId", id)
                                .status());
            }
            return null;
        });
        assertEquals(THREADS * 20, emulator.files(BUCKET).size());
        long timestamps = emulator.files(BUCKET).stream()
                .map(StoredFile::uploadTimestamp)
                .distinct()
                .count();
        assertEquals(THREADS * 20, timestamps);
    }

    @Test
    void onlyOneFinishWins(B2Emulator emulator) throws Exception {
        RawB2 b2 = RawB2.of(emulator);
        String id = b2.startLarge(BUCKET, "big");
        byte[] part = new byte[5_000_000];
        b2.putPart(id, 1, part);
        b2.putPart(id, 2, part);
        List<String> hashes = List.of(RawB2.sha1(part), RawB2.sha1(part));
        everywhere(() -> {
            b2.call("b2_finish_large_file", "fileId", id, "partSha1Array", hashes);
            return null;
        });
        assertEquals(1, emulator.calls().of("b2_finish_large_file").outcome("200"));
        assertEquals(THREADS - 1, emulator.calls().of("b2_finish_large_file").outcome("400"));
        assertEquals(10_000_000, b2.get(BUCKET, "big").body().length);
    }

    /** Bytes being read stay readable when their file is deleted. */
    @Test
    void aDownloadOutlivesItsFile(B2Emulator emulator) throws Exception {
        RawB2 b2 = RawB2.of(emulator);
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);
        String id = b2.put(BUCKET, "x", bytes).text("fileId");
        var response = java.net.http.HttpClient.newHttpClient()
                .send(b2.byName(BUCKET, "x").build(), java.net.http.HttpResponse.BodyHandlers.ofInputStream());
        b2.call("b2_delete_file_version", "fileName", "x", "fileId", id);
        try (var in = response.body()) {
            assertArrayEquals(bytes, in.readAllBytes());
        }
    }
}
