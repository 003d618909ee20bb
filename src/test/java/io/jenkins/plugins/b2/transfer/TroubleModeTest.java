package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** About every twentieth call fails, in mixed ways: files go up and come down identical, each of them exactly once. */
@Tag("slow")
class TroubleModeTest {
    private static final int FILES = 1000;
    private static final int MIB = 1024 * 1024;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    @Test
    void aThousandFilesAndALargeOne() throws Exception {
        goUpAndComeDown(64, null);
    }

    @Test
    void encrypted() throws Exception {
        goUpAndComeDown(40, EncryptionFormat.AES256_GCM);
    }

    /** {@code -Db2.test.slow=true}; takes some 4 GiB of disk and a minute. */
    @Test
    @EnabledIfSystemProperty(named = "b2.test.slow", matches = "true")
    void aThousandFilesAndAGibibyte() throws Exception {
        goUpAndComeDown(1024, null);
    }

    private void goUpAndComeDown(int largeMib, EncryptionFormat format) throws Exception {
        Path tree = bench.folder().resolve("tree");
        makeFiles(tree, largeMib);
        Encryption encryption = EmulatorFixture.encryption(format);
        failOften();
        B2Session session =
                bench.open(bench.settings().connections(5).partSize(16 * MIB).timeout(Duration.ofMillis(1500)));
        RecordingListener up = new RecordingListener();
        TransferSummary sent =
                session.upload(UploadRequest.tree(tree).prefix("t/").build(), LocalEnvironment.with(encryption), up);
        Path back = bench.folder().resolve("back");
        RecordingListener down = new RecordingListener();
        TransferSummary fetched =
                session.download(DownloadRequest.tree("t/", back).build(), LocalEnvironment.with(encryption), down);

        assertEquals(FILES + 1, sent.files());
        assertEquals(FILES + 1, fetched.files());
        assertTrue(sent.retries() > 20, () -> "retries of the upload: " + sent.retries());
        assertTrue(fetched.retries() > 15, () -> "retries of the download: " + fetched.retries());
        up.assertContract();
        down.assertContract();
        assertEquals(up.last().bytesTotal(), up.last().bytes());
        assertEachOnce();
        assertIdentical(tree, back);
    }

    private static void makeFiles(Path tree, int largeMib) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < FILES; i++) {
            Path file = tree.resolve("d" + i % 10 + "/file-" + i);
            Files.createDirectories(file.getParent());
            Files.write(file, EmulatorFixture.bytes(i, random.nextInt(20_000)));
        }
        try (var out = Files.newOutputStream(tree.resolve("large"))) {
            for (int i = 0; i < largeMib; i++) {
                out.write(EmulatorFixture.bytes(i, MIB));
            }
            out.write(new byte[12345]);
        }
    }

    /** Each with a seed of its own; together about 5 per cent of the calls. */
    private void failOften() {
        long seed = 0;
        for (Fault fault : List.of(
                Fault.on("*"),
                Fault.on("*").status(500, "internal_error"),
                Fault.on("*").status(504, "gateway_timeout"),
                Fault.on("*").status(408, "request_timeout"),
                Fault.on("*").reset(),
                Fault.on("*").at(Moment.AFTER_COMMIT).status(500, "internal_error"),
                Fault.on("*").at(Moment.AFTER_COMMIT).reset(),
                Fault.on("*").afterBytes(5).truncate(),
                Fault.on("*").reset().at(Moment.RESPONSE_BODY).afterBytes(40))) {
            bench.fault(fault.probability(0.004, ++seed));
        }
        bench.fault(Fault.on("*").stall().probability(0.001, ++seed));
        bench.fault(Fault.on("*").at(Moment.AFTER_COMMIT).stall().probability(0.001, ++seed));
        for (String upload : List.of("b2_upload_file", "b2_upload_part")) {
            bench.fault(Fault.on(upload).status(400, "auth_token_limit").probability(0.01, ++seed));
            bench.fault(Fault.on(upload)
                    .reset()
                    .at(Moment.REQUEST_BODY)
                    .afterBytes(5000)
                    .probability(0.01, ++seed));
        }
        for (String download : List.of("b2_download_file_by_name", "b2_download_file_by_id")) {
            bench.fault(Fault.on(download).status(401, "expired_auth_token").probability(0.004, ++seed));
            bench.fault(Fault.on(download).afterBytes(9000).truncate().probability(0.01, ++seed));
        }
    }

    private void assertEachOnce() {
        Map<String, Long> rows =
                bench.rows().stream().collect(Collectors.groupingBy(StoredFile::fileName, Collectors.counting()));
        assertEquals(FILES + 1, rows.size());
        assertTrue(rows.values().stream().allMatch(count -> count == 1), "a file has two versions");
        assertTrue(bench.rows().stream().allMatch(row -> row.action().equals("upload")), "something is unfinished");
        assertEquals(0, bench.emulator().state().unfinishedLargeFiles());
    }

    private static void assertIdentical(Path tree, Path back) throws IOException {
        try (Stream<Path> all = Files.walk(back)) {
            assertEquals(FILES + 1, all.filter(Files::isRegularFile).count());
        }
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                assertEquals(-1, Files.mismatch(file, back.resolve(tree.relativize(file))), file::toString);
            }
        }
    }
}
