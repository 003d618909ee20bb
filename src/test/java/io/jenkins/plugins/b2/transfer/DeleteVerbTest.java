package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static io.jenkins.plugins.b2.transfer.EmulatorFixture.storedNames;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes, what stays, and what is refused. */
class DeleteVerbTest {
    private static final byte[] SMALL = {1, 2, 3};

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;
    private B2Session session;
    private final RecordingListener results = new RecordingListener();

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

    private void put(String... names) throws Exception {
        for (String name : names) {
            emulator.put(BUCKET, name, SMALL);
        }
    }

    private void putDaysAgo(int days, String... names) throws Exception {
        emulator.clock().advance(Duration.ofDays(-days));
        put(names);
        emulator.clock().advance(Duration.ofDays(days));
    }

    private TransferSummary delete(DeleteRequest.Builder request) throws Exception {
        return session.delete(request.build(), results);
    }

    private TransferException refused(DeleteRequest.Builder request) {
        return assertThrows(TransferException.class, () -> delete(request));
    }

    /** How many rows of each name there are. */
    private Map<String, Integer> rows() {
        Map<String, Integer> rows = new TreeMap<>();
        emulator.files(BUCKET).forEach(row -> rows.merge(row.fileName(), 1, Integer::sum));
        return rows;
    }

    @Test
    void aNameLosesItsNewestVersion() throws Exception {
        put("a", "a", "b");
        TransferSummary summary = delete(DeleteRequest.names(List.of("a")));
        assertEquals(1, summary.files());
        assertEquals(Map.of("a", 1, "b", 1), rows());
        FileResult.Changed deleted = (FileResult.Changed) results.results().get(0);
        assertEquals("a", deleted.name());
        assertEquals(FileOutcome.DELETED, deleted.outcome());
        assertFalse(deleted.dryRun());
    }

    @Test
    void severalNamesAndOneOfThemTwice() throws Exception {
        put("a", "ab", "b", "c");
        assertEquals(2, delete(DeleteRequest.names(List.of("a", "c", "a"))).files());
        assertEquals(Map.of("ab", 1, "b", 1), rows());
    }

    @Test
    void aNameCanLoseAllVersions() throws Exception {
        put("a", "a", "a", "ab");
        assertEquals(
                3, delete(DeleteRequest.names(List.of("a")).allVersions(true)).files());
        assertEquals(Map.of("ab", 1), rows());
    }

    @Test
    void aVersionGoesById() throws Exception {
        String old = emulator.put(BUCKET, "a", SMALL);
        String young = emulator.put(BUCKET, "a", SMALL);
        delete(DeleteRequest.version("a", old));
        assertEquals(
                List.of(young),
                emulator.files(BUCKET).stream().map(StoredFile::fileId).toList());
        TransferException e = refused(DeleteRequest.version("a", old));
        assertEquals(Kind.NOT_FOUND, e.kind());
        assertTrue(e.getMessage().contains("'a'"), e.getMessage());
    }

    @Test
    void hidingKeepsTheVersions() throws Exception {
        put("a", "b");
        delete(DeleteRequest.tree("").hide(true).includes(List.of("a*")));
        assertEquals(Map.of("a", 2, "b", 1), rows());
        assertEquals(
                List.of("b"),
                EmulatorFixture.names(
                        EmulatorFixture.list(session, ListRequest.below("").build())));
        assertEquals(FileOutcome.HIDDEN, results.results().get(0).outcome());
    }

    @Test
    void missingNamesAreNamedAndTheOthersGo() throws Exception {
        put("a", "c");
        FilesFailedException e = assertThrows(
                FilesFailedException.class, () -> delete(DeleteRequest.names(List.of("a", "gone", "c", "lost"))));
        assertEquals(Kind.PARTIAL, e.kind());
        assertTrue(e.getMessage().contains("2 of 4 files"), e.getMessage());
        assertTrue(e.getMessage().contains("'gone'") && e.getMessage().contains("'lost'"), e.getMessage());
        assertEquals(2, e.summary().files());
        assertEquals(Map.of(), rows());
        assertEquals(
                Kind.NOT_FOUND, refused(DeleteRequest.names(List.of("gone"))).kind());
    }

    @Test
    void aHiddenFileIsNotThere() throws Exception {
        put("a");
        delete(DeleteRequest.names(List.of("a")).hide(true));
        assertEquals(Kind.NOT_FOUND, refused(DeleteRequest.names(List.of("a"))).kind());
        assertEquals(2, rows().get("a"));
    }

    @Test
    void patternsChooseBelowThePrefix() throws Exception {
        put("x/a.txt", "x/a.log", "x/sub/a.txt", "y/a.txt", "x", "xa.txt");
        delete(DeleteRequest.tree("x/").includes(List.of("**/*.txt")).excludes(List.of("sub/**")));
        assertEquals(List.of("x", "x/a.log", "x/sub/a.txt", "xa.txt", "y/a.txt"), storedNames(emulator));
    }

    @Test
    void failuresOfSomeAreNamedAndTheOthersGo() throws Exception {
        put("x/a", "x/b", "x/c", "x/d");
        emulator.faults()
                .add(Fault.on("b2_delete_file_version").nameContains("x/b").status(403, "access_denied"));
        emulator.faults()
                .add(Fault.on("b2_delete_file_version").nameContains("x/d").status(401, "unauthorized"));
        FilesFailedException e = assertThrows(FilesFailedException.class, () -> delete(DeleteRequest.tree("x/")));
        assertEquals(List.of("x/b", "x/d"), storedNames(emulator));
        assertTrue(e.getMessage().contains("'x/b'") && e.getMessage().contains("'x/d'"), e.getMessage());
        assertEquals(
                List.of("x/b", "x/d"),
                results.failures().stream().map(f -> f.name()).sorted().toList());
        assertEquals(2, e.summary().failed());
    }

    @Test
    void aDryRunTellsAndChangesNothing() throws Exception {
        put("x/a", "x/a", "x/b");
        for (DeleteRequest.Builder request : List.of(
                DeleteRequest.tree("x/"),
                DeleteRequest.tree("x/").allVersions(true),
                DeleteRequest.tree("x/").hide(true))) {
            results.clear();
            DeleteRequest built = request.dryRun(true).build();
            TransferSummary summary = session.delete(built, results);
            assertTrue(summary.dryRun());
            assertEquals(built.allVersions() ? 3 : 2, summary.files());
            assertTrue(results.results().stream().allMatch(FileResult::dryRun));
        }
        delete(DeleteRequest.tree("").dryRun(true));
        assertEquals(Map.of("x/a", 2, "x/b", 1), rows());
        assertEquals(0, EmulatorFixture.calls(emulator, "b2_delete_file_version"));
        assertEquals(0, EmulatorFixture.calls(emulator, "b2_hide_file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "**", "**/*", "*", "**/**", "**/", " ** ", "*/**", "**\\*", "***", "nothing,**"})
    void theWholeBucketNeedsAWordOfItsOwn(String includes) throws Exception {
        put("a", "b/c");
        List<String> patterns = includes.isEmpty() ? List.of() : List.of(includes.split(","));
        TransferException e = refused(DeleteRequest.tree("").includes(patterns));
        assertEquals(Kind.USAGE, e.kind());
        assertTrue(e.getMessage().contains("every file of the bucket '" + BUCKET + "'"), e.getMessage());
        assertEquals(2, rows().size());
        delete(DeleteRequest.tree("").includes(patterns).allowBucketPurge(true).allowEmpty(true));
        assertTrue(rows().size() < 2);
    }

    @Test
    void nothingToDeleteIsAFailureUnlessAllowed() throws Exception {
        put("a");
        TransferException e = refused(DeleteRequest.tree("x/").includes(List.of("*.tmp")));
        assertEquals(Kind.EMPTY_MATCH, e.kind());
        assertTrue(e.getMessage().contains("'x/'") && e.getMessage().contains("*.tmp"), e.getMessage());
        assertEquals(0, delete(DeleteRequest.tree("x/").allowEmpty(true)).files());
    }

    @Test
    void youngFilesAreKept() throws Exception {
        putDaysAgo(40, "x/old");
        putDaysAgo(20, "x/young");
        assertEquals(
                1,
                delete(DeleteRequest.tree("x/").olderThan(Duration.ofDays(30))).files());
        assertEquals(List.of("x/young"), storedNames(emulator));
        assertEquals(
                0,
                delete(DeleteRequest.tree("x/").olderThan(Duration.ofDays(30))).files());
    }

    @Test
    void aNameIsAsOldAsItsNewestVersion() throws Exception {
        putDaysAgo(40, "x/a", "x/b");
        putDaysAgo(20, "x/a");
        delete(DeleteRequest.tree("x/").olderThan(Duration.ofDays(30)).allVersions(true));
        assertEquals(Map.of("x/a", 2), rows());
    }

    @Test
    void theLatestAreKept() throws Exception {
        putDaysAgo(5, "x/5");
        putDaysAgo(1, "x/1");
        putDaysAgo(4, "x/4");
        putDaysAgo(2, "x/2");
        putDaysAgo(3, "x/3");
        delete(DeleteRequest.tree("x/").keepLatest(2));
        assertEquals(List.of("x/1", "x/2"), storedNames(emulator));
        delete(DeleteRequest.tree("x/").keepLatest(5));
        assertEquals(2, rows().size());
    }

    @Test
    void theLatestAreKeptHoweverOldAndTheOthersOnlyGoWhenOld() throws Exception {
        putDaysAgo(90, "x/90");
        putDaysAgo(80, "x/80");
        putDaysAgo(70, "x/70");
        delete(DeleteRequest.tree("x/").keepLatest(2).olderThan(Duration.ofDays(85)));
        assertEquals(List.of("x/70", "x/80"), storedNames(emulator));
        putDaysAgo(1, "x/1");
        putDaysAgo(2, "x/2");
        delete(DeleteRequest.tree("x/").keepLatest(2).olderThan(Duration.ofDays(75)));
        assertEquals(List.of("x/1", "x/2", "x/70"), storedNames(emulator));
    }

    @Test
    void versionsShareTheFateOfTheirName() throws Exception {
        putDaysAgo(5, "x/a", "x/b", "x/c");
        putDaysAgo(3, "x/a", "x/b");
        putDaysAgo(1, "x/a");
        delete(DeleteRequest.tree("x/").keepLatest(1).allVersions(true));
        assertEquals(Map.of("x/a", 3), rows());
    }

    /** What is hidden would otherwise push files that can still be downloaded out of those that are kept. */
    @Test
    void aHiddenFileIsNoneOfTheLatest() throws Exception {
        putDaysAgo(5, "x/a");
        putDaysAgo(4, "x/b");
        putDaysAgo(3, "x/hidden");
        delete(DeleteRequest.names(List.of("x/hidden")).hide(true));
        delete(DeleteRequest.tree("x/").keepLatest(1).allVersions(true));
        assertEquals(Map.of("x/b", 1), rows());
    }

    @Test
    void ofFilesOfOneMomentAsManyAreKeptAsAsked() throws Exception {
        Clock stopped = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        try (B2Emulator still =
                        B2Emulator.builder().bucket(BUCKET).clock(stopped).start();
                B2Session atStill = EmulatorFixture.open(still)) {
            for (String name : List.of("x/a", "x/b", "x/c", "x/d")) {
                still.put(BUCKET, name, SMALL);
            }
            atStill.delete(DeleteRequest.tree("x/").keepLatest(3).build(), results);
            assertEquals(3, storedNames(still).size());
            atStill.delete(
                    DeleteRequest.tree("x/").keepLatest(1).allVersions(true).build(), results);
            assertEquals(1, storedNames(still).size());
        }
    }

    @Test
    void moreThanAPageGoes() throws Exception {
        emulator.putMany(BUCKET, "x/", 1200, SMALL);
        put("y");
        assertEquals(1200, delete(DeleteRequest.tree("x/")).files());
        assertEquals(List.of("y"), storedNames(emulator));
    }

    private void beginHoursAgo(int hours, String name) throws Exception {
        emulator.clock().advance(Duration.ofHours(-hours));
        new ForeignClient(emulator).startLarge(emulator.createBucket(BUCKET), name, new JsonObject());
        emulator.clock().advance(Duration.ofHours(hours));
    }

    @Test
    void uploadsThatMayBeUnderWayAreKeptAndCounted() throws Exception {
        putDaysAgo(3, "x/a");
        beginHoursAgo(2, "x/a");
        beginHoursAgo(23, "x/new");
        beginHoursAgo(25, "x/forgotten");
        delete(DeleteRequest.tree("x/").allVersions(true));
        assertEquals(Map.of("x/a", 1, "x/new", 1), rows());
        assertEquals(
                List.of("start", "start"),
                emulator.files(BUCKET).stream().map(StoredFile::action).toList());
        assertEquals(1, results.warnings().size());
        assertTrue(
                results.warnings().get(0).startsWith("Kept 2 unfinished large files"),
                results.warnings().get(0));
        delete(DeleteRequest.tree("x/").allVersions(true));
        delete(DeleteRequest.names(List.of("x/new")).allVersions(true));
        assertEquals(2, rows().size());
    }

    @Test
    void anAgeToDeleteByReachesYoungUploads() throws Exception {
        beginHoursAgo(5, "x/a");
        beginHoursAgo(2, "x/b");
        delete(DeleteRequest.tree("x/").allVersions(true).olderThan(Duration.ofHours(4)));
        assertEquals(Map.of("x/b", 1), rows());
        assertEquals(List.of(), results.warnings());
    }
}
