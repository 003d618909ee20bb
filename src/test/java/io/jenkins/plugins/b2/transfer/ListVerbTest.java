package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static io.jenkins.plugins.b2.transfer.EmulatorFixture.list;
import static io.jenkins.plugins.b2.transfer.EmulatorFixture.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listings: what is in them, and how little is asked for them. */
class ListVerbTest {
    private static final byte[] SMALL = {1, 2, 3};

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;
    private B2Session session;

    @BeforeEach
    void open() {
        emulator = extension.emulator();
        session = EmulatorFixture.open(emulator);
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        EmulatorFixture.nothingIsLeft(emulator, folder);
    }

    private long pages() throws InterruptedException {
        return EmulatorFixture.calls(emulator, "b2_list_file_names");
    }

    private void put(String... names) throws Exception {
        for (String name : names) {
            emulator.put(BUCKET, name, SMALL);
        }
    }

    private void hide(String... names) throws Exception {
        session.delete(DeleteRequest.names(List.of(names)).hide(true).build(), TransferListener.SILENT);
    }

    /** Two large files that never got further than their first part. */
    private void leaveUnfinished(String... names) throws Exception {
        Path file = EmulatorFixture.file(folder.resolve("large"), EmulatorFixture.bytes(1, 6_000_000));
        ConnectionSettings settings = EmulatorFixture.settings(emulator)
                .partSize(5_000_000)
                .maxRetries(0)
                .build();
        try (B2Session small = EmulatorFixture.open(emulator, settings)) {
            for (String name : names) {
                emulator.faults().add(Fault.on("b2_finish_large_file").status(400, "bad_request"));
                assertThrows(
                        TransferException.class,
                        () -> small.upload(UploadRequest.file(file, name).build(), TransferListener.SILENT));
            }
        }
    }

    @Test
    void everyRowOfSeveralPagesComesInOrder() throws Exception {
        emulator.putMany(BUCKET, "many/", 12_345, SMALL);
        List<String> expected = IntStream.range(0, 12_345)
                .mapToObj(i -> String.format("many/%08d", i))
                .toList();
        assertEquals(expected, names(list(session, ListRequest.below("").build())));
        assertEquals(3, pages());
    }

    /** Rows without much file info let expect that a page of thousands is no longer than what is read of one answer. */
    @Test
    void aPageThatIsTooLongIsAskedForInSmallerOnes() throws Exception {
        emulator.putMany(BUCKET, "a/", 1000, SMALL);
        for (int i = 0; i < 2500; i++) {
            emulator.bucket(BUCKET)
                    .file("b/" + i)
                    .info("note", "x".repeat(6900))
                    .put(SMALL);
        }
        assertEquals(3500, list(session, ListRequest.below("").build()).size());
        assertEquals(
                3500,
                list(session, ListRequest.below("").versions(true).build()).size());
    }

    @Test
    void aListingThatFailsBreaksOffThePageThatComesNext() throws Exception {
        emulator.putMany(BUCKET, "a/", 2500, SMALL);
        emulator.faults().add(Fault.on("b2_list_file_names").skip(1).stall());
        ListRequest request = ListRequest.below("").build();
        assertThrows(
                IllegalStateException.class,
                () -> session.list(
                        request,
                        row -> {
                            while (emulator.state().requestsStalled() == 0) {
                                Thread.onSpinWait();
                            }
                            throw new IllegalStateException("enough");
                        },
                        TransferListener.SILENT));
    }

    @Test
    void aRowTellsWhatB2Knows() throws Exception {
        String id = emulator.put(BUCKET, "dir/a b+c.txt", SMALL);
        RemoteFile row = list(session, ListRequest.below("dir/").build()).get(0);
        assertEquals("dir/a b+c.txt", row.name());
        assertEquals(id, row.fileId());
        assertEquals(3, row.size());
        assertEquals("upload", row.action());
        assertEquals("7037807198c22a7d2b0807371d763779a84fdfcf", row.sha1());
        assertTrue(row.uploadTimestamp() > 0);
        assertNull(row.sourceModified());
    }

    @Test
    void onlyPagesThatAreNeededAreFetched() throws Exception {
        emulator.putMany(BUCKET, "many/", 3500, SMALL);
        List<RemoteFile> rows = new ArrayList<>();
        ListResult result =
                session.list(ListRequest.below("").maxFiles(10).build(), rows::add, TransferListener.SILENT);
        assertEquals(new ListResult(10, true), result);
        assertEquals(10, rows.size());
        assertEquals(1, pages());
        session.list(ListRequest.below("").maxFiles(1500).build(), row -> {}, TransferListener.SILENT);
        assertEquals(3, pages());
    }

    /** A thousand is a page, and the default. */
    @ParameterizedTest
    @CsvSource({"false,1000,b2_list_file_names", "true,1000,b2_list_file_versions", "true,7,b2_list_file_versions"})
    void whetherThereIsMoreTakesNoFurtherPage(boolean versions, int max, String call) throws Exception {
        emulator.putMany(BUCKET, "many/", 2500, SMALL);
        assertEquals(
                new ListResult(max, true),
                session.list(
                        ListRequest.below("").versions(versions).maxFiles(max).build(),
                        row -> {},
                        TransferListener.SILENT));
        assertEquals(1, EmulatorFixture.calls(emulator, call));
    }

    /** The pattern's last match may be far away from the end of a million names. */
    @Test
    void withAPatternAFurtherPageIsTakenForMore() throws Exception {
        put("a.txt", "b.txt");
        emulator.putMany(BUCKET, "many/", 2500, SMALL);
        ListRequest.Builder texts =
                ListRequest.below("").includes(List.of("*.txt")).maxFiles(2);
        assertEquals(new ListResult(2, true), session.list(texts.build(), row -> {}, TransferListener.SILENT));
        assertEquals(1, pages());
        assertEquals(
                new ListResult(2, false), session.list(texts.maxFiles(3).build(), row -> {}, TransferListener.SILENT));
    }

    @Test
    void aLimitThatIsJustReachedCutsNothing() throws Exception {
        put("a", "b", "c");
        assertEquals(
                new ListResult(3, false),
                session.list(ListRequest.below("").maxFiles(3).build(), row -> {}, TransferListener.SILENT));
        assertEquals(
                new ListResult(2, true),
                session.list(ListRequest.below("").maxFiles(2).build(), row -> {}, TransferListener.SILENT));
    }

    @Test
    void rowsBeyondTheLimitOnlyCountWhenTheyMatch() throws Exception {
        put("a.txt", "b.txt", "c.log");
        ListRequest texts =
                ListRequest.below("").includes(List.of("*.txt")).maxFiles(2).build();
        assertEquals(new ListResult(2, false), session.list(texts, row -> {}, TransferListener.SILENT));
    }

    @Test
    void thePrefixMayEndWithinAName() throws Exception {
        put("dir/abc", "dir/abd", "dir/b", "other");
        assertEquals(
                List.of("dir/abc", "dir/abd"),
                names(list(session, ListRequest.below("dir/ab").build())));
        assertEquals(List.of(), list(session, ListRequest.below("nothing").build()));
        assertEquals(4, list(session, ListRequest.below((String) null).build()).size());
    }

    @Test
    void patternsAreRelativeToTheFolderOfThePrefix() throws Exception {
        put("dir/abc.txt", "dir/abd.log", "dir/sub/abc.txt", "abc.txt");
        assertEquals(
                List.of("dir/abc.txt"),
                names(list(
                        session,
                        ListRequest.below("dir/").includes(List.of("*.txt")).build())));
        assertEquals(
                List.of("dir/abc.txt", "dir/sub/abc.txt"),
                names(list(
                        session,
                        ListRequest.below("dir/").includes(List.of("**/*.txt")).build())));
        assertEquals(
                List.of("dir/abc.txt", "dir/abd.log"),
                names(list(
                        session,
                        ListRequest.below("dir/").excludes(List.of("sub/")).build())));
        assertEquals(
                List.of("dir/abc.txt"),
                names(list(
                        session,
                        ListRequest.below("dir/ab").includes(List.of("abc*")).build())));
        assertEquals(
                List.of(),
                list(
                        session,
                        ListRequest.below("dir/").includes(List.of("dir/**")).build()));
    }

    @Test
    void hiddenFilesAreNotAmongTheFilesButTheirRowsAreAmongTheVersions() throws Exception {
        put("a", "a", "b", "c");
        hide("b");
        assertEquals(
                List.of("a", "c"), names(list(session, ListRequest.below("").build())));
        List<RemoteFile> rows =
                list(session, ListRequest.below("").versions(true).build());
        assertEquals(List.of("a", "a", "b", "b", "c"), names(rows));
        assertTrue(rows.get(2).isHideMarker());
        assertFalse(rows.get(3).isHideMarker());
        assertTrue(rows.get(0).uploadTimestamp() >= rows.get(1).uploadTimestamp());
    }

    @Test
    void versionsGoOnInTheMiddleOfAName() throws Exception {
        for (int i = 0; i < 1100; i++) {
            emulator.put(BUCKET, "same", SMALL);
        }
        List<RemoteFile> rows =
                list(session, ListRequest.below("").versions(true).build());
        assertEquals(1100, rows.stream().map(RemoteFile::fileId).distinct().count());
        assertEquals(1100, rows.size());
        assertEquals(2, EmulatorFixture.calls(emulator, "b2_list_file_versions"));
    }

    @Test
    void unfinishedLargeFilesAreListedApart() throws Exception {
        put("a");
        leaveUnfinished("dir/one", "dir/two", "other");
        List<RemoteFile> rows =
                list(session, ListRequest.below("dir/").unfinished(true).build());
        assertEquals(
                List.of("dir/one", "dir/two"), names(rows).stream().sorted().toList());
        assertTrue(rows.stream().allMatch(RemoteFile::isUnfinished));
        assertEquals(List.of("a"), names(list(session, ListRequest.below("").build())));
        assertEquals(
                List.of("a", "dir/one", "dir/two", "other"),
                names(list(session, ListRequest.below("").versions(true).build())));
        assertEquals(
                List.of("dir/two"),
                names(list(
                        session,
                        ListRequest.below("dir/")
                                .unfinished(true)
                                .includes(List.of("t*"))
                                .build())));
    }

    @Test
    void anEmptyBucketHasNoRows() throws Exception {
        assertEquals(List.of(), list(session, ListRequest.below("").build()));
        assertEquals(
                List.of(), list(session, ListRequest.below("").versions(true).build()));
        assertEquals(
                List.of(), list(session, ListRequest.below("").unfinished(true).build()));
    }

    @Test
    void aFailureOfTheVisitorReachesTheCaller() throws Exception {
        put("a");
        IllegalStateException own = new IllegalStateException("enough");
        assertSame(
                own,
                assertThrows(
                        IllegalStateException.class,
                        () -> session.list(
                                ListRequest.below("").build(),
                                row -> {
                                    throw own;
                                },
                                TransferListener.SILENT)));
    }

    /** Pages of 1,000 and 10,000 rows, and what is left; each is told with where the next one begins. */
    @Test
    void aWalkThroughVersionsGoesOnWhereItWas() throws Exception {
        emulator.putMany(BUCKET, "many/", 12_000, SMALL);
        emulator.put(BUCKET, "other", SMALL);
        List<ListPosition> positions = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        VersionVisitor visitor = (rows, next, serverMillis) -> {
            sizes.add(rows.size());
            positions.add(next);
        };
        session.versions("many/", null, visitor, TransferListener.SILENT);
        assertEquals(List.of(1000, 10_000, 1000), sizes);
        assertEquals("many/00001000", positions.get(0).name());
        assertNull(positions.get(2));

        sizes.clear();
        session.versions("many/", positions.get(1), visitor, TransferListener.SILENT);
        assertEquals(List.of(1000), sizes);
        sizes.clear();
        session.versions("nothing/", null, visitor, TransferListener.SILENT);
        assertEquals(List.of(0), sizes);
    }
}
