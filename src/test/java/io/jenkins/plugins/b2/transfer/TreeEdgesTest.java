package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees as they are on real disks: places that can't be read, links of all kinds, things that are no files. */
class TreeEdgesTest {
    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private final RecordingListener results = new RecordingListener();
    private Path tree;

    @BeforeEach
    void plant() throws Exception {
        assumeTrue(File.separatorChar == '/', "links and pipes of POSIX");
        tree = fixture.folder().resolve("tree");
        fixture.file("tree/a", new byte[] {1});
        fixture.file("tree/z/b", new byte[] {2});
    }

    private TransferSummary upload(UploadRequest.Builder request) throws Exception {
        return fixture.open().upload(request.build(), results);
    }

    private List<String> stored() {
        return fixture.rows().stream().map(StoredFile::fileName).toList();
    }

    /** The system can't follow it, so nobody knows what is there: neither a file nor nothing. */
    private void linkThatCanNotBeFollowed(String path) throws Exception {
        Path link = tree.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("x".repeat(300)));
    }

    @Test
    void whatCanNotBeReadFailsByNameAndTheRestGoes() throws Exception {
        linkThatCanNotBeFollowed("bad");
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> upload(UploadRequest.tree(tree).prefix("t/")));
        assertEquals(List.of("t/a", "t/z/b"), stored());
        assertEquals(1, e.summary().failed());
        assertEquals(2, e.summary().files());
        assertEquals("t/bad", results.failures().get(0).name());
        assertTrue(
                results.failures().get(0).message().contains("too long"),
                results.failures().get(0)::message);
    }

    @Test
    void aFolderThatIsExcludedIsNeverEntered() throws Exception {
        linkThatCanNotBeFollowed("lost+found/bad");
        upload(UploadRequest.tree(tree).excludes(List.of("lost+found/")));
        assertEquals(List.of("a", "z/b"), stored());
    }

    @Test
    void anExcludeThatNamesAFolderLeavesOutAllInItAndSaysSoOnce() throws Exception {
        fixture.file("tree/node_modules/x/y", new byte[1]);
        fixture.file("tree/z/node_modules/c", new byte[1]);
        upload(UploadRequest.tree(tree).excludes(List.of("**/node_modules")));
        assertEquals(List.of("a", "z/b"), stored());
        assertEquals(1, results.warnings().size(), results.warnings()::toString);
        assertTrue(
                results.warnings().get(0).contains("names a folder"),
                results.warnings().get(0));
    }

    @Test
    void linksAreFollowedUnlessAskedOtherwise() throws Exception {
        Files.createSymbolicLink(tree.resolve("l"), Path.of("a"));
        Files.createSymbolicLink(tree.resolve("d"), Path.of("z"));
        upload(UploadRequest.tree(tree).prefix("f/"));
        assertEquals(List.of("f/a", "f/d/b", "f/l", "f/z/b"), stored());
        upload(UploadRequest.tree(tree).prefix("n/").followLinks(false));
        assertEquals(
                List.of("n/a", "n/z/b"),
                stored().stream().filter(name -> name.startsWith("n/")).toList());
        assertTrue(
                results.warnings().get(0).startsWith("Left out 2 links: "),
                results.warnings().get(0));
    }

    @Test
    void loopsAndDeadLinksLeadNowhere() throws Exception {
        Files.createSymbolicLink(tree.resolve("self"), Path.of("self"));
        Files.createSymbolicLink(tree.resolve("dead"), Path.of("nothing"));
        Files.createSymbolicLink(tree.resolve("z/up"), Path.of(".."));
        upload(UploadRequest.tree(tree));
        assertEquals(List.of("a", "z/b"), stored());
        assertTrue(
                results.warnings().get(0).startsWith("Left out 2 links that lead nowhere"),
                results.warnings().get(0));
        assertEquals(
                "Left out a link back to a folder above it: z/up",
                results.warnings().get(1));
    }

    @Test
    void whatIsNoFileIsCounted() throws Exception {
        Process made = new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start();
        assertEquals(0, made.waitFor());
        upload(UploadRequest.tree(tree));
        assertEquals(List.of("a", "z/b"), stored());
        assertTrue(
                results.warnings().get(0).contains("pipe, socket or device: pipe"),
                results.warnings().get(0));
    }

    @Test
    void aFileThatHasMoreThanItsSizeTellsIsNotSentEmpty() {
        Path made = Path.of("/proc/version");
        assumeTrue(Files.exists(made), "Linux makes it up");
        FilesFailedException e =
                assertThrows(FilesFailedException.class, () -> upload(UploadRequest.file(made, "version")));
        assertTrue(e.getMessage().contains("it has more than the 0 bytes"), e.getMessage());
        assertEquals(List.of(), stored());
    }

    @Test
    void aPrefixWithoutASlashIsToldOf() throws Exception {
        upload(UploadRequest.tree(tree).prefix("releases/42"));
        assertEquals(List.of("releases/42a", "releases/42z/b"), stored());
        assertTrue(
                results.warnings().get(0).contains("does not end with a slash"),
                results.warnings().get(0));
    }

    /** Workspaces have links that nobody asked to be uploaded. */
    @Test
    void whatNoPatternLeadsToIsNotLookedAt() throws Exception {
        Files.createSymbolicLink(tree.resolve("out"), Path.of(".."));
        Files.createSymbolicLink(tree.resolve("y"), Path.of(".."));
        linkThatCanNotBeFollowed("bad");
        LocalEnvironment local = new LocalEnvironment(LocalFolder.within(tree, tree), null, null);
        UploadRequest.Builder request = UploadRequest.builder().prefix("t/").includes(List.of("z/**", "*/z", "a"));
        FilesFailedException e =
                assertThrows(FilesFailedException.class, () -> fixture.open().upload(request.build(), local, results));
        assertEquals(3, e.summary().failed(), "there may be something in them that matches */z");
        fixture.open().upload(request.includes(List.of("z/**", "a")).build(), local, results);
        assertEquals(List.of("t/a", "t/a", "t/z/b", "t/z/b"), stored());
    }

    /** What an operation began with is what it writes to; another folder in its place is somebody's trick. */
    @ParameterizedTest
    @ValueSource(strings = {"v", "v/w"})
    void aTargetThatIsSwappedForALinkMeanwhile(String dir) throws Exception {
        fixture.emulator().putMany(EmulatorFixture.BUCKET, "many/", 20, new byte[] {1});
        Path outside = Files.createDirectories(fixture.folder().resolve("outside/w"));
        LocalEnvironment local = new LocalEnvironment(LocalFolder.within(tree, tree), null, null);
        DownloadRequest request =
                DownloadRequest.builder().prefix("many/").dir(dir).build();
        RecordingListener swapping = new RecordingListener() {
            @Override
            public void fileDone(FileResult result) {
                super.fileDone(result);
                if (results().size() == 1) {
                    try {
                        Files.move(tree.resolve("v"), tree.resolve("v.real"));
                        Files.createSymbolicLink(tree.resolve("v"), dir.equals("v") ? outside : outside.getParent());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        };
        B2Session session = fixture.open(fixture.settings().connections(1));
        FilesFailedException e =
                assertThrows(FilesFailedException.class, () -> session.download(request, local, swapping));
        assertTrue(e.summary().failed() >= 18, () -> e.summary().toString());
        assertTrue(e.getMessage().contains("leads out of"), e.getMessage());
        try (Stream<Path> there = Files.list(outside)) {
            assertEquals(List.of(), there.toList());
        }
    }

    @Test
    void nothingOutsideOfTheRootIsReached() throws Exception {
        fixture.file("secret", new byte[1]);
        Files.createSymbolicLink(tree.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(tree.resolve("outside"), Path.of(".."));
        LocalEnvironment local = new LocalEnvironment(LocalFolder.within(tree, tree), null, null);
        for (UploadRequest.Builder request : List.of(
                UploadRequest.builder().file("out"),
                UploadRequest.builder().file("outside/secret"),
                UploadRequest.builder().file("../secret"),
                UploadRequest.builder().file(fixture.folder().resolve("secret").toString()),
                UploadRequest.builder().dir("outside"),
                UploadRequest.builder().dir(".."))) {
            TransferException e =
                    assertThrows(TransferException.class, () -> fixture.open().upload(request.build(), local, results));
            assertTrue(e.getMessage().contains("leads out of"), e.getMessage());
        }
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> fixture.open().upload(UploadRequest.builder().prefix("t/").build(), local, results));
        assertEquals(2, e.summary().failed());
        assertEquals(List.of("t/a", "t/z/b"), stored());
    }
}
