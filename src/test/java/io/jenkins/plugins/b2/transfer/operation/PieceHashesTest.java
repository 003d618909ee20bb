package io.jenkins.plugins.b2.transfer.operation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.files.SourceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/reference/encryption-format.md says of the digest; files that were stored are known by it. */
class PieceHashesTest {
    private static final int PIECE = 16 * 1024 * 1024;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "5, 1, 1", "16777216, 1, 2", "16777217, 2, 2", "40000000, 3, 3", "40000000, 3, 1"})
    void areHashedAgainInOrderHoweverManyThreadsThereAre(int length, int count, int threads) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        for (int start = 0; start == 0 || start < length; start += PIECE) {
            expected.update(MessageDigest.getInstance("SHA-256")
                    .digest(Arrays.copyOfRange(bytes, start, Math.min(length, start + PIECE))));
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (SourceFile source = SourceFile.open(Files.write(folder.resolve("file"), bytes))) {
            PieceHashes pieces = new PieceHashes(source);
            assertEquals(count, pieces.count());
            List<Callable<Void>> work = Stream.<Callable<Void>>generate(() -> () -> {
                        pieces.hashSome(new Cancellation());
                        return null;
                    })
                    .limit(threads)
                    .toList();
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get();
            }
            assertArrayEquals(expected.digest(), pieces.digest());
        } finally {
            pool.shutdownNow();
        }
    }
}
