package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.OddFileSystem.Oddity;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The edge where downloads meet the file system: each thing that it may refuse or be, for plain and encrypted files, one
 * file and a tree.
 */
@Tag("slow")
class LocalTargetTest {
    private static final byte[] OLD = EmulatorFixture.bytes(1, 300);
    private static final byte[] NEW = EmulatorFixture.bytes(2, 500_000);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<EncryptionFormat> formats() {
        return Stream.of(null, EncryptionFormat.AES256_GCM, EncryptionFormat.FERNET);
    }

    /** What is downloaded, as one file or as a tree with another file beside it. */
    static Stream<Arguments> downloads() {
        return formats().flatMap(format -> Stream.of(Arguments.of(format, false), Arguments.of(format, true)));
    }

    static Stream<Arguments> refusals() {
        return downloads()
                .flatMap(download -> Stream.of(Oddity.CLOSE, Oddity.RENAME)
                        .map(oddity -> Arguments.of(oddity, download.get()[0], download.get()[1])));
    }

    static Stream<Arguments> oddities() {
        return downloads()
                .flatMap(download -> Stream.of(Oddity.TIMES, Oddity.PERMISSIONS, Oddity.LOCKS)
                        .map(oddity -> Arguments.of(oddity, download.get()[0], download.get()[1])));
    }

    private Path target() {
        return bench.folder().resolve("here/a");
    }

    private void prepare(EncryptionFormat format) throws Exception {
        bench.put("t/a", NEW, format);
        bench.put("t/b", OLD, format);
        Files.createDirectories(target().getParent());
    }

    private DownloadRequest request(EncryptionFormat format, boolean tree) {
        return tree
                ? DownloadRequest.tree("t/", target().getParent()).build()
                : DownloadRequest.name(EmulatorFixture.stored("t/a", format), target())
                        .build();
    }

    private static LocalEnvironment local(FileSystem files, EncryptionFormat format) {
        return new LocalEnvironment(LocalFolder.unbounded(files.getPath("")), EmulatorFixture.encryption(format), null);
    }

    private TransferSummary download(
            FileSystem files, EncryptionFormat format, boolean tree, RecordingListener recorder) throws Exception {
        return bench.open().download(request(format, tree), local(files, format), recorder);
    }

    private FilesFailedException.Failure fails(
            FileSystem files, EncryptionFormat format, boolean tree, RecordingListener recorder) throws Exception {
        FilesFailedException e =
                assertThrows(FilesFailedException.class, () -> download(files, format, tree, recorder));
        recorder.assertContract();
        assertEquals(tree ? 2 : 1, e.summary().files() + e.summary().failed());
        return recorder.failures().get(0);
    }

    private List<String> namesHere() throws IOException {
        try (Stream<Path> files = Files.list(target().getParent())) {
            return files.map(Path::getFileName).map(Path::toString).sorted().toList();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whenTheLastStepFailsTheFileHasFailed(Oddity oddity, EncryptionFormat format, boolean tree) throws Exception {
        prepare(format);
        Files.write(target(), OLD);
        OddFileSystem odd = new OddFileSystem(FileSystems.getDefault(), oddity);
        FilesFailedException.Failure failure = fails(odd, format, tree, new RecordingListener());
        assertEquals(Kind.LOCAL, failure.kind());
        assertTrue(failure.message().contains("refused for a test: " + oddity), failure::message);
        EmulatorFixture.assertSame(OLD, target());
        assertEquals(List.of("a"), namesHere());
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void whatMattersLessIsAWarning(Oddity oddity, EncryptionFormat format, boolean tree) throws Exception {
        Path source = bench.file("source/a", NEW);
        bench.file("source/b", OLD);
        Encryption encryption = EmulatorFixture.encryption(format);
        bench.open()
                .upload(
                        UploadRequest.tree(source.getParent()).prefix("t/").build(),
                        LocalEnvironment.with(encryption),
                        TransferListener.SILENT);
        Files.createDirectories(target().getParent());
        RecordingListener recorder = new RecordingListener();
        download(new OddFileSystem(FileSystems.getDefault(), oddity), format, tree, recorder);
        recorder.assertContract();
        int files = tree ? 2 : 1;
        assertEquals(files, recorder.results().size());
        assertEquals(oddity == Oddity.LOCKS ? 0 : files, recorder.warnings().size(), recorder.warnings()::toString);
        if (oddity != Oddity.LOCKS) {
            assertTrue(
                    recorder.warnings().get(0).contains(oddity == Oddity.TIMES ? "modification time" : "permissions"));
        }
        EmulatorFixture.assertSame(NEW, target());
        assertEquals(tree ? List.of("a", "b") : List.of("a"), namesHere());
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void anotherProcessRemovesTheFileBeforeItIsLocked(EncryptionFormat format, boolean tree) throws Exception {
        prepare(format);
        download(new OddFileSystem(FileSystems.getDefault(), Oddity.TAKEN), format, tree, new RecordingListener());
        EmulatorFixture.assertSame(NEW, target());
        assertEquals(tree ? List.of("a", "b") : List.of("a"), namesHere());
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void theTargetBecomesAFolderWhileBytesArrive(EncryptionFormat format, boolean tree) throws Exception {
        prepare(format);
        BandwidthLimiter limiter = new BandwidthLimiter(20_000);
        B2Session session = bench.open(bench.settings(), limiter);
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(
                () -> session.download(request(format, tree), local(FileSystems.getDefault(), format), recorder));
        recorder.awaitBytes();
        Files.createDirectory(target());
        limiter.setRate(BandwidthLimiter.UNLIMITED);
        FilesFailedException e = (FilesFailedException) caller.end(60_000);
        assertEquals(1, e.summary().failed());
        assertEquals(tree ? 1 : 0, e.summary().files());
        assertTrue(e.getMessage().contains("a' is a folder"), e::getMessage);
        assertEquals(tree ? List.of("a", "b") : List.of("a"), namesHere());
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void aTargetThatNobodyMayReplace(EncryptionFormat format, boolean tree) throws Exception {
        prepare(format);
        Files.write(target(), OLD);
        assumeTrue(run("chattr", "+i", target().toString()), "nothing can be made immutable here");
        try {
            FilesFailedException.Failure failure =
                    fails(FileSystems.getDefault(), format, tree, new RecordingListener());
            assertEquals(Kind.LOCAL, failure.kind());
            assertTrue(failure.message().contains("not permitted"), failure::message);
        } finally {
            run("chattr", "-i", target().toString());
        }
        EmulatorFixture.assertSame(OLD, target());
        assertEquals(tree ? List.of("a", "b") : List.of("a"), namesHere());
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void aTargetThatIsMountedThere(EncryptionFormat format, boolean tree) throws Exception {
        prepare(format);
        Files.write(target(), OLD);
        Path other = bench.file("other", OLD);
        assumeTrue(run("mount", "--bind", other.toString(), target().toString()), "nothing can be mounted here");
        try {
            FilesFailedException.Failure failure =
                    fails(FileSystems.getDefault(), format, tree, new RecordingListener());
            assertEquals(Kind.LOCAL, failure.kind());
            assertTrue(failure.message().contains("busy"), failure::message);
        } finally {
            run("umount", target().toString());
        }
        EmulatorFixture.assertSame(OLD, other);
        assertEquals(tree ? List.of("a", "b") : List.of("a"), namesHere());
    }

    /** As {@code /dev/null} is, which root must not replace by a file. */
    @ParameterizedTest
    @MethodSource("downloads")
    void aDeviceStaysADevice(EncryptionFormat format, boolean tree) throws Exception {
        prepare(format);
        assumeTrue(run("mknod", target().toString(), "c", "1", "3"), "no device can be made here");
        if (tree) {
            FilesFailedException.Failure failure =
                    fails(FileSystems.getDefault(), format, true, new RecordingListener());
            assertTrue(failure.message().contains("is a device or a pipe"), failure::message);
        } else {
            RecordingListener recorder = new RecordingListener();
            download(FileSystems.getDefault(), format, false, recorder);
            assertEquals(NEW.length, recorder.results().get(0).size());
        }
        assertTrue(Files.readAttributes(target(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther());
        assertEquals(tree ? List.of("a", "b") : List.of("a"), namesHere());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aLinkToADeviceToo(EncryptionFormat format) throws Exception {
        prepare(format);
        Files.createSymbolicLink(target(), Path.of("/dev/null"));
        download(FileSystems.getDefault(), format, false, new RecordingListener());
        assertTrue(Files.isSymbolicLink(target()));
        assertTrue(Files.readAttributes(Path.of("/dev/null"), BasicFileAttributes.class)
                .isOther());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void intoAPipe(EncryptionFormat format) throws Exception {
        byte[] large = EmulatorFixture.bytes(3, 20_000_000);
        prepare(format);
        bench.put("t/a", large, format);
        assumeTrue(run("mkfifo", target().toString()), "no pipe can be made here");
        FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(target()));
        new Thread(reader).start();
        download(FileSystems.getDefault(), format, false, new RecordingListener());
        assertEquals(-1, ByteBuffer.wrap(large).mismatch(ByteBuffer.wrap(reader.get())));
        assertEquals(List.of("a"), namesHere());
    }

    @Test
    void nobodyReadsFromThePipe() throws Exception {
        prepare(null);
        assumeTrue(run("mkfifo", target().toString()), "no pipe can be made here");
        B2Session session = bench.open();
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> session.download(request(null, false), recorder));
        EmulatorFixture.await(
                "a wait",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("b2-open-pipe")));
        caller.interrupt();
        assertEquals(0, recorder.failures().size());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void intoAStreamInOrderAcrossBreaks(EncryptionFormat format) throws Exception {
        byte[] large = EmulatorFixture.bytes(3, 40_000_000);
        String id = bench.put("t/a", large, format);
        bench.fault(Fault.on("b2_download_file_by_name").afterBytes(3_000_000).reset());
        bench.fault(Fault.on("b2_download_file_by_id").afterBytes(9_000_000).reset());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordingListener recorder = new RecordingListener();
        bench.open()
                .download(
                        DownloadRequest.builder().name(EmulatorFixture.stored("t/a", format)).stream()
                                .build(),
                        local(FileSystems.getDefault(), format),
                        out,
                        recorder);
        assertEquals(2, bench.fired());
        assertEquals(-1, ByteBuffer.wrap(large).mismatch(ByteBuffer.wrap(out.toByteArray())));
        assertEquals(id, recorder.results().get(0).fileId());
        assertEquals(large.length, recorder.results().get(0).size());
        recorder.assertContract();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aStreamIsCheckedAtItsEnd(EncryptionFormat format) throws Exception {
        prepare(format);
        bench.fault(Fault.on("b2_download_file_by_name").afterBytes(200_000).corrupt());
        RecordingListener recorder = new RecordingListener();
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> bench.open()
                        .download(
                                DownloadRequest.builder().name(EmulatorFixture.stored("t/a", format)).stream()
                                        .build(),
                                local(FileSystems.getDefault(), format),
                                new ByteArrayOutputStream(),
                                recorder));
        assertEquals(Kind.INTEGRITY, e.kind());
        assertEquals(0, recorder.retries().size(), "what is written can't be taken back");
        assertTrue(
                format != null || e.getMessage().contains("What was written to '-' must not be used"), e::getMessage);
    }

    /** An encrypted file has another name to fall back to. */
    @ParameterizedTest
    @MethodSource("formats")
    void whereCaseDoesNotCountNothingIsOverwrittenSilently(EncryptionFormat format) throws Exception {
        bench.put("c/File", OLD, format);
        bench.put("c/file", NEW, format);
        bench.put("c/other", NEW, format);
        for (Configuration system : List.of(Configuration.osX(), Configuration.windows())) {
            try (FileSystem files = Jimfs.newFileSystem(system)) {
                Path folder = Files.createDirectory(files.getPath("target"));
                LocalEnvironment local =
                        new LocalEnvironment(LocalFolder.unbounded(folder), EmulatorFixture.encryption(format), null);
                DownloadRequest request = DownloadRequest.builder().prefix("c/").build();
                RecordingListener recorder = new RecordingListener();
                if (format == null) {
                    FilesFailedException e = assertThrows(
                            FilesFailedException.class, () -> bench.open().download(request, local, recorder));
                    assertEquals(2, e.summary().files());
                    assertEquals(1, e.summary().failed());
                    assertTrue(e.getMessage().contains("does not tell upper from lower case"), e::getMessage);
                } else {
                    bench.open().download(request, local, recorder);
                    assertEquals(1, recorder.warnings().size());
                    EmulatorFixture.assertSame(NEW, folder.resolve("file.encrypted"));
                }
                EmulatorFixture.assertSame(OLD, folder.resolve("File"));
            }
        }
    }

    @Test
    void timesBefore1970ComeBackAndImpossibleOnesAreTold() throws Exception {
        String[] times = {"-86400000", "9999999999999999", "yesterday"};
        String bucket = bench.emulator().createBucket(EmulatorFixture.BUCKET);
        for (String time : times) {
            new ForeignClient(bench.emulator())
                    .upload(bucket, "t/" + time, OLD, Map.of("src_last_modified_millis", time));
        }
        RecordingListener recorder = new RecordingListener();
        Path here = bench.folder().resolve("here");
        bench.open().download(DownloadRequest.tree("t/", here).build(), recorder);
        assertEquals(
                -86_400_000, Files.getLastModifiedTime(here.resolve(times[0])).toMillis());
        assertEquals(3, recorder.results().size());
        assertEquals(2, recorder.warnings().size(), recorder.warnings()::toString);
        assertFalse(recorder.warnings().toString().contains(times[0]));
    }

    @Test
    void aLinkInATreeThatLeadsOutFailsThatFileOnly() throws Exception {
        prepare(null);
        Path precious = bench.file("precious", OLD);
        Files.createSymbolicLink(target(), precious);
        FilesFailedException.Failure failure = fails(FileSystems.getDefault(), null, true, new RecordingListener());
        assertTrue(failure.message().contains("leads out of"), failure::message);
        EmulatorFixture.assertSame(OLD, precious);
        assertTrue(Files.isSymbolicLink(target()));
        assertEquals(List.of("a", "b"), namesHere());
    }
}
