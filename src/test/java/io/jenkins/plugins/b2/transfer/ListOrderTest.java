package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static io.jenkins.plugins.b2.transfer.EmulatorFixture.list;
import static io.jenkins.plugins.b2.transfer.EmulatorFixture.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Orders of listings, the newest of many files, and patterns that don't know of suffixes. */
class ListOrderTest {
    private static final long DAY = 86_400_000;

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;
    private B2Session session;

    @BeforeEach
    void open() throws Exception {
        emulator = extension.emulator();
        session = EmulatorFixture.open(emulator);
        put("db/b.dump", 3, 20);
        put("db/a.dump", 1, 10);
        put("db/c.dump.encrypted", 2, 30);
        put("db/d.log", 4, 40);
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void put(String name, int day, int size) throws Exception {
        emulator.bucket(BUCKET)
                .file(name)
                .timestamp(1_700_000_000_000L + day * DAY)
                .put(new byte[size]);
    }

    private List<String> listed(ListRequest.Builder request) throws Exception {
        return names(list(session, request.build())).stream()
                .map(name -> name.substring(name.indexOf('/') + 1))
                .toList();
    }

    @Test
    void orders() throws Exception {
        assertEquals(
                List.of("a.dump", "b.dump", "c.dump.encrypted", "d.log"),
                listed(ListRequest.below("db/").order(FileOrder.NAME)));
        assertEquals(
                List.of("d.log", "b.dump", "c.dump.encrypted", "a.dump"),
                listed(ListRequest.below("db/").order(FileOrder.NEWEST)));
        assertEquals(
                List.of("a.dump", "c.dump.encrypted", "b.dump", "d.log"),
                listed(ListRequest.below("db/").order(FileOrder.OLDEST)));
        assertEquals(
                List.of("d.log", "c.dump.encrypted"),
                listed(ListRequest.below("db/").order(FileOrder.LARGEST).maxFiles(2)));
    }

    @Test
    void theNewestOfThoseThatMatch() throws Exception {
        assertEquals(
                List.of("b.dump", "c.dump.encrypted"),
                listed(ListRequest.below("db/")
                        .includes(List.of("*.dump"))
                        .maxFiles(1)
                        .newest(2)));
        ListResult result =
                session.list(ListRequest.below("db/").newest(3).build(), row -> {}, TransferListener.SILENT);
        assertTrue(result.truncated());
        assertEquals(3, result.files());
        result = session.list(ListRequest.below("db/").newest(4).build(), row -> {}, TransferListener.SILENT);
        assertFalse(result.truncated());
    }

    @Test
    void whatIsNewestIsFoundBehindManyPages() throws Exception {
        emulator.putMany(BUCKET, "many/", 2500, new byte[1]);
        put("many/00001500-x", 1_000_000, 1);
        assertEquals(List.of("00001500-x"), listed(ListRequest.below("many/").newest(1)));
    }

    @Test
    void filesOfOneMomentComeByName() throws Exception {
        List<String> same =
                IntStream.range(0, 50).mapToObj(i -> "same/" + i).sorted().toList();
        for (String name : same) {
            put(name, 9, 1);
        }
        assertEquals(
                same, names(list(session, ListRequest.below("same/").newest(50).build())));
    }

    @Test
    void nonsenseIsRefused() {
        for (Supplier<?> nonsense : List.<Supplier<?>>of(
                () -> ListRequest.below("").newest(-1),
                () -> ListRequest.below("").newest(1).order(FileOrder.OLDEST).build(),
                () -> FileOrder.parse("Newest"),
                () -> DownloadRequest.builder().name("a").newest(true).build(),
                () -> DownloadRequest.builder()
                        .fileId("a")
                        .file("b")
                        .newest(true)
                        .build())) {
            assertThrows(InvalidRequestException.class, nonsense::get);
        }
        assertEquals(FileOrder.NAME, FileOrder.parse(""));
        assertEquals(FileOrder.LARGEST, FileOrder.parse("largest"));
    }

    @Test
    void theNewestOfATreeIsFetched() throws Exception {
        session.download(
                DownloadRequest.tree("db/", folder)
                        .includes(List.of("*.dump"))
                        .excludes(List.of("c.dump"))
                        .newest(true)
                        .build(),
                TransferListener.SILENT);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("b.dump")), files.toList());
        }
        TransferException e = assertThrows(
                TransferException.class,
                () -> session.download(
                        DownloadRequest.tree("db/", folder)
                                .includes(List.of("*.zip"))
                                .newest(true)
                                .build(),
                        TransferListener.SILENT));
        assertEquals(TransferException.Kind.EMPTY_MATCH, e.kind());
    }

    private List<String> warnings(ListRequest.Builder request) throws Exception {
        List<String> warnings = new ArrayList<>();
        session.list(request.build(), row -> {}, new TransferListener() {
            @Override
            public void warning(String message) {
                warnings.add(message);
            }
        });
        return warnings;
    }

    @Test
    void aFileThatIsThereBothWaysIsTold() throws Exception {
        put("both/a", 1, 1);
        put("both/a-b", 1, 1);
        put("both/a.b", 1, 1);
        put("both/a.encrypted", 1, 1);
        put("both/b.encrypted", 1, 1);
        List<String> warnings = warnings(ListRequest.below("both/").includes(List.of("*")));
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).startsWith("'both/a' is there under this name"), warnings::toString);
        assertEquals(
                List.of(), warnings(ListRequest.below("both/").versions(true).excludes(List.of("a.encrypted"))));
        for (int i = 0; i < 10; i++) {
            put("both/x" + i, 1, 1);
            put("both/x" + i + ".encrypted", 1, 1);
        }
        assertEquals(
                3, warnings(ListRequest.below("both/").includes(List.of("x*"))).size());
    }

    @Test
    void patternsMatchEncryptedNamesWithTheSuffixAndWithout() throws Exception {
        put("db/.encrypted", 1, 1);
        List<String> dumps = List.of("a.dump", "b.dump", "c.dump.encrypted");
        assertEquals(dumps, listed(ListRequest.below("db/").includes(List.of("*.dump"))));
        assertEquals(
                List.of("c.dump.encrypted"), listed(ListRequest.below("db/").includes(List.of("c.dump"))));
        assertEquals(
                List.of(".encrypted", "c.dump.encrypted"),
                listed(ListRequest.below("db/").includes(List.of("*.encrypted"))));
        assertEquals(
                List.of(".encrypted", "d.log"), listed(ListRequest.below("db/").excludes(List.of("*.dump"))));
        assertEquals(List.of(), warnings(ListRequest.below("db/").includes(List.of("*.dump"))));
        TransferSummary deleted = session.delete(
                DeleteRequest.tree("db/").includes(List.of("*.dump")).build(), TransferListener.SILENT);
        assertEquals(3, deleted.files());
        ConnectionSettings other =
                EmulatorFixture.settings(emulator).encryptedSuffix(".sealed").build();
        put("db/x.dump.sealed", 1, 1);
        put("db/y.dump.encrypted", 1, 1);
        try (B2Session sealed = EmulatorFixture.open(emulator, other)) {
            assertEquals(
                    List.of("db/x.dump.sealed"),
                    names(list(
                            sealed,
                            ListRequest.below("db/").includes(List.of("*.dump")).build())));
        }
    }
}
