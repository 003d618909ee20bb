package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The calls that typical work takes, each of them: Backblaze bills by the call. The table of docs/performance.md has them. */
@Tag("slow")
class CallCountTest {
    private static final int CONNECTIONS = 5;
    private static final byte[] SMALL = EmulatorFixture.bytes(1, 100);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private B2Session open() {
        return bench.open(EmulatorFixture.settings(bench.emulator()).connections(CONNECTIONS));
    }

    /** All calls since the last time, by name. */
    private Map<String, Long> calls() throws InterruptedException {
        assertTrue(bench.emulator().awaitIdle(10_000), "calls are still running");
        Map<String, Long> calls = new TreeMap<>();
        bench.emulator().calls().all().forEach((name, count) -> calls.put(name, count.count()));
        bench.emulator().calls().reset();
        return calls;
    }

    /** A file of zeros, which takes no space. */
    private Path sparse(String name, long length) throws IOException {
        Path path = bench.folder().resolve(name);
        Files.createDirectories(path.getParent());
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
        }
        return path;
    }

    private Path smallFiles(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            bench.file("tree/" + i % 10 + "/" + i, SMALL);
        }
        return bench.folder().resolve("tree");
    }

    private static void assertCalls(String expected, Map<String, Long> calls) {
        assertEquals(expected, calls.toString());
    }

    @Test
    void eightFilesOfFortyMegabytes() throws Exception {
        for (int i = 0; i < 8; i++) {
            sparse("tree/" + i, 40_000_000);
        }
        open().upload(UploadRequest.tree(bench.folder().resolve("tree")).build(), TransferListener.SILENT);
        Map<String, Long> calls = calls();
        assertTrue(calls.remove("b2_get_upload_url") <= CONNECTIONS);
        assertCalls("{b2_authorize_account=1, b2_list_buckets=1, b2_upload_file=8}", calls);
    }

    /** Each would keep one connection busy while the others have nothing to do. */
    @Test
    void threeFilesThatAreNotEnoughForFiveConnections() throws Exception {
        for (int i = 0; i < 3; i++) {
            sparse("tree/" + i, 150_000_000);
        }
        open().upload(UploadRequest.tree(bench.folder().resolve("tree")).build(), TransferListener.SILENT);
        Map<String, Long> calls = calls();
        assertTrue(calls.remove("b2_get_upload_part_url") <= 3 * CONNECTIONS);
        assertCalls(
                "{b2_authorize_account=1, b2_finish_large_file=3, b2_list_buckets=1, b2_list_unfinished_large_files=1,"
                        + " b2_start_large_file=3, b2_upload_part=27}",
                calls);
    }

    @Test
    void oneLargeFile() throws Exception {
        Path file = sparse("large", 400_000_000);
        open().upload(UploadRequest.file(file, "large").build(), TransferListener.SILENT);
        Map<String, Long> calls = calls();
        assertTrue(calls.remove("b2_get_upload_part_url") <= CONNECTIONS);
        assertCalls(
                "{b2_authorize_account=1, b2_finish_large_file=1, b2_list_buckets=1, b2_list_unfinished_large_files=1,"
                        + " b2_start_large_file=1, b2_upload_part=20}",
                calls);
    }

    @Test
    void aThousandSmallFilesUpAndDown() throws Exception {
        Path tree = smallFiles(1000);
        open().upload(UploadRequest.tree(tree).prefix("a/").build(), TransferListener.SILENT);
        Map<String, Long> up = calls();
        assertTrue(up.remove("b2_get_upload_url") <= CONNECTIONS);
        assertCalls("{b2_authorize_account=1, b2_list_buckets=1, b2_upload_file=1000}", up);
        open().download(
                        DownloadRequest.tree("a/", bench.folder().resolve("back"))
                                .build(),
                        TransferListener.SILENT);
        assertCalls(
                "{b2_authorize_account=1, b2_download_file_by_id=1000, b2_list_buckets=1, b2_list_file_names=1}",
                calls());
    }

    private static final String ONE_LISTING = "{b2_authorize_account=1, b2_list_buckets=1, b2_list_file_names=1}";

    @Test
    void oneNameOrAFewAmongAHundredThousand() throws Exception {
        bench.emulator().putMany(EmulatorFixture.BUCKET, "p/many/", 100_000, SMALL);
        for (String name : List.of("p/some/one-file", "p/some/two-files.txt", "q/x/1.txt")) {
            bench.put(name, SMALL, null);
        }
        assertEquals(1, list("p/some/one-file"));
        assertCalls(ONE_LISTING, calls());
        assertEquals(1, list("p/some/t*.txt"));
        assertCalls(ONE_LISTING, calls());
        assertEquals(2, list("p/many/00000005", "q/**"));
        assertCalls(ONE_LISTING.replace("names=1", "names=2"), calls());
        open().download(
                        DownloadRequest.builder()
                                .includes(List.of("p/some/*"))
                                .dir(bench.folder().resolve("back").toString())
                                .build(),
                        TransferListener.SILENT);
        assertCalls(ONE_LISTING.replace("b2_list_buckets", "b2_download_file_by_id=2, b2_list_buckets"), calls());
        open().delete(
                        DeleteRequest.builder()
                                .includes(List.of("q/x/1.txt"))
                                .hide(true)
                                .build(),
                        TransferListener.SILENT);
        assertCalls(ONE_LISTING.replace("b2_list_buckets", "b2_hide_file=1, b2_list_buckets"), calls());
        open().change(UnhideRequest.builder().includes(List.of("q/x/1.txt")).build(), TransferListener.SILENT);
        assertCalls(
                ONE_LISTING
                        .replace("b2_list_buckets", "b2_delete_file_version=1, b2_list_buckets")
                        .replace("names", "versions"),
                calls());
    }

    private long list(String... includes) throws Exception {
        ListRequest request = ListRequest.below("").includes(List.of(includes)).build();
        return open().list(request, row -> {}, TransferListener.SILENT).files();
    }

    /** A thousand at first, then ten thousand at a time, which cost as much as ten calls for a thousand. */
    @Test
    void aListOfAHundredThousand() throws Exception {
        bench.emulator().putMany(EmulatorFixture.BUCKET, "p/many/", 100_000, SMALL);
        assertEquals(100_000, list());
        assertCalls(ONE_LISTING.replace("names=1", "names=11"), calls());
    }

    @Test
    void unchangedFilesBesideTwoHundredThousand() throws Exception {
        bench.emulator().putMany(EmulatorFixture.BUCKET, "a/b/", 200_000, SMALL);
        for (int i = 0; i < 21; i++) {
            bench.file("tree/" + (i % 2 == 0 ? "a" : "z") + "/" + i, SMALL);
        }
        UploadRequest request = UploadRequest.tree(bench.folder().resolve("tree"))
                .skipUnchanged(true)
                .build();
        open().upload(request, TransferListener.SILENT);
        calls();
        assertEquals(21, open().upload(request, TransferListener.SILENT).skipped());
        assertCalls(ONE_LISTING.replace("names=1", "names=2"), calls());
    }

    @Test
    void unchangedFilesScatteredAmongTwoHundredThousand() throws Exception {
        bench.emulator().putMany(EmulatorFixture.BUCKET, "a/", 200_000, SMALL);
        for (int i = 0; i < 21; i++) {
            bench.file("tree/" + String.format("%08d", i * 9_000), SMALL);
        }
        UploadRequest request = UploadRequest.tree(bench.folder().resolve("tree"))
                .prefix("a/")
                .skipUnchanged(true)
                .build();
        assertEquals(21, open().upload(request, TransferListener.SILENT).skipped());
        assertCalls(ONE_LISTING.replace("names=1", "names=21"), calls());
    }

    @Test
    void tenThousandUnchangedFiles() throws Exception {
        bench.emulator().putMany(EmulatorFixture.BUCKET, "a/", 10_000, SMALL);
        for (int i = 0; i < 10_000; i++) {
            bench.file("tree/" + String.format("%08d", i), SMALL);
        }
        UploadRequest request = UploadRequest.tree(bench.folder().resolve("tree"))
                .prefix("a/")
                .skipUnchanged(true)
                .build();
        assertEquals(10_000, open().upload(request, TransferListener.SILENT).skipped());
        assertCalls(ONE_LISTING.replace("names=1", "names=2"), calls());
    }

    /** As many as are wanted, in no more calls than those take. */
    @Test
    void aLimitedList() throws Exception {
        bench.emulator().putMany(EmulatorFixture.BUCKET, "p/", 5000, SMALL);
        ListRequest request = ListRequest.below("").maxFiles(3000).build();
        assertEquals(
                3000, open().list(request, row -> {}, TransferListener.SILENT).files());
        assertCalls(ONE_LISTING.replace("names=1", "names=2"), calls());
    }
}
