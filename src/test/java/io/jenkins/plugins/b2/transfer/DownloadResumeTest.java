package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import io.jenkins.plugins.b2.transfer.files.PartialFile;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

/** A download that is broken off: what it leaves, and what the next run makes of it. */
@Tag("slow")
class DownloadResumeTest {
    private static final int SIZE = 40 * 1024 * 1024 + 77;
    /** What the first request brings. */
    private static final long FIRST = 16 * 1024 * 1024;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<EncryptionFormat> resumable() {
        return Stream.of(null, EncryptionFormat.AES256_GCM);
    }

    /** What is left on purpose is no leak. */
    @AfterEach
    void removeWhatIsLeft() throws IOException {
        for (Path left : partials()) {
            Files.delete(left);
        }
    }

    private static byte[] content() {
        return EmulatorFixture.bytes(5, SIZE);
    }

    private Path target() {
        return bench.folder().resolve("target");
    }

    private List<Path> partials() throws IOException {
        try (Stream<Path> files = Files.list(bench.folder())) {
            return files.filter(file -> PartialFile.isPartial(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private DownloadRequest.Builder request(EncryptionFormat format) {
        return DownloadRequest.name(EmulatorFixture.stored("a", format), target());
    }

    private TransferSummary download(DownloadRequest request, EncryptionFormat format, RecordingListener recorder)
            throws Exception {
        try (B2Session session = bench.open()) {
            return session.download(request, LocalEnvironment.with(EmulatorFixture.encryption(format)), recorder);
        }
    }

    /** Interrupts it while all ranges but the first are silent. */
    private void breakOff(DownloadRequest request, EncryptionFormat format) throws Exception {
        bench.fault(Fault.on("b2_download_file_by_id").times(Fault.UNLIMITED).stall());
        B2Session session = bench.open();
        Caller caller = Caller.start(() -> session.download(
                request, LocalEnvironment.with(EmulatorFixture.encryption(format)), new RecordingListener()));
        EmulatorFixture.await("a stall", () -> bench.emulator().state().requestsStalled() == 3);
        caller.interrupt();
        session.close();
        bench.emulator().faults().clear();
        EmulatorFixture.await(
                "the end of stalls", () -> bench.emulator().state().requestsStalled() == 0);
    }

    private void complete(EncryptionFormat format, long least, long most) throws Exception {
        RecordingListener recorder = new RecordingListener();
        B2Session session = bench.open();
        TransferSummary summary = session.download(
                request(format).build(), LocalEnvironment.with(EmulatorFixture.encryption(format)), recorder);
        long resumed = summary.resumedBytes();
        assertTrue(resumed >= least && resumed <= most, () -> resumed + " bytes resumed");
        assertEquals(resumed, recorder.results().get(0).resumedBytes());
        long stored = bench.rows().get(0).length();
        long travelled = session.statistics().bytesDownloaded();
        assertTrue(
                travelled >= stored - resumed && travelled < stored - resumed + 2_000_000,
                () -> travelled + " bytes travelled, " + (stored - resumed) + " were missing");
        recorder.assertContract();
        EmulatorFixture.assertSame(content(), target());
        assertEquals(List.of(), partials());
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void itGoesOnWhereItStopped(EncryptionFormat format) throws Exception {
        bench.put("a", content(), format);
        breakOff(request(format).build(), format);
        assertEquals(2, partials().size(), "a partial file and its record");
        // Encrypted files go on at the beginning of a segment.
        complete(format, FIRST, format == null ? FIRST : FIRST + (1 << 20) + 100);
    }

    @ParameterizedTest
    @NullSource
    @EnumSource(EncryptionFormat.class)
    void withoutResumeNothingIsLeftNorUsed(EncryptionFormat format) throws Exception {
        bench.put("a", content(), format);
        if (format != EncryptionFormat.FERNET) {
            breakOff(request(format).resume(false).build(), format);
        }
        assertEquals(List.of(), partials());
        if (format != EncryptionFormat.FERNET) {
            breakOff(request(format).build(), format);
            assertEquals(2, partials().size());
        }
        RecordingListener recorder = new RecordingListener();
        download(request(format).resume(false).build(), format, recorder);
        assertEquals(0, recorder.results().get(0).resumedBytes());
        EmulatorFixture.assertSame(content(), target());
        assertEquals(List.of(), partials(), "what is of no use is swept");
    }

    /** Fernet is authenticated as a whole, so nothing of it can be kept. */
    @Test
    void ofFernetNothingIsLeft() throws Exception {
        bench.put("a", content(), EncryptionFormat.FERNET);
        bench.fault(Fault.on("b2_download_file_by_name")
                .stall()
                .at(Fault.Moment.RESPONSE_BODY)
                .afterBytes(10_000_000));
        B2Session session = bench.open();
        Caller caller = Caller.start(() -> session.download(
                request(EncryptionFormat.FERNET).build(),
                LocalEnvironment.with(EmulatorFixture.encryption(EncryptionFormat.FERNET)),
                new RecordingListener()));
        RecordingListener none = new RecordingListener();
        EmulatorFixture.await("bytes", () -> session.statistics().bytesDownloaded() >= 9_900_000);
        caller.interrupt();
        assertEquals(List.of(), partials());
        assertEquals(0, none.failures().size());
    }

    /** Nothing would check the whole at the end. */
    @Test
    void ofAFileWithoutAnyHashNothingIsLeft() throws Exception {
        byte[] bytes = content();
        new ForeignClient(bench.emulator())
                .uploadLarge(
                        bench.emulator().createBucket(EmulatorFixture.BUCKET),
                        "a",
                        Arrays.copyOf(bytes, EmulatorFixture.PART),
                        Arrays.copyOfRange(bytes, EmulatorFixture.PART, SIZE),
                        "none");
        breakOff(request(null).build(), null);
        assertEquals(List.of(), partials());
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void aFailingNetworkIsLikeABreak(EncryptionFormat format) throws Exception {
        bench.put("a", content(), format);
        bench.fault(Fault.on("b2_download_file_by_id").times(Fault.UNLIMITED).status(500, "internal_error", null, 0));
        RecordingListener recorder = new RecordingListener();
        TransferException e = assertThrows(
                FilesFailedException.class, () -> download(request(format).build(), format, recorder));
        assertEquals(Kind.REMOTE, e.kind());
        bench.emulator().faults().clear();
        complete(format, 1, SIZE);
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void whatHasChangedOnTheDiskIsFetchedAgain(EncryptionFormat format) throws Exception {
        bench.put("a", content(), format);
        breakOff(request(format).build(), format);
        try (FileChannel file = FileChannel.open(partials().get(0), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[4096]), 3_000_000);
        }
        RecordingListener recorder = new RecordingListener();
        download(request(format).build(), format, recorder);
        long resumed = recorder.results().get(0).resumedBytes();
        assertTrue(resumed > 0 && resumed < FIRST - 7_000_000, () -> resumed + " resumed");
        EmulatorFixture.assertSame(content(), target());
    }

    @Test
    void anotherPassphraseGetsNothingOfWhatIsThere() throws Exception {
        EncryptionFormat format = EncryptionFormat.AES256_GCM;
        bench.put("a", content(), format);
        breakOff(request(format).build(), format);
        LocalEnvironment wrong =
                LocalEnvironment.with(EmulatorFixture.encryption(format, Passphrase.of("another".toCharArray())));
        RecordingListener recorder = new RecordingListener();
        TransferException e = assertThrows(
                TransferException.class,
                () -> bench.open().download(request(format).build(), wrong, recorder));
        assertEquals(Kind.INTEGRITY, e.kind(), e::getMessage);
        assertTrue(Files.notExists(target()));
        complete(format, FIRST, FIRST + (1 << 20) + 100);
    }

    @Test
    void whatWasLeftOfAnOlderVersionIsSwept() throws Exception {
        bench.put("a", EmulatorFixture.bytes(1, SIZE), null);
        breakOff(request(null).build(), null);
        bench.put("a", content(), null);
        RecordingListener recorder = new RecordingListener();
        download(request(null).build(), null, recorder);
        assertEquals(0, recorder.results().get(0).resumedBytes());
        EmulatorFixture.assertSame(content(), target());
        assertEquals(List.of(), partials());
    }

    @ParameterizedTest
    @MethodSource("resumable")
    void filesOfATreeGoOnToo(EncryptionFormat format) throws Exception {
        bench.put("t/a", content(), format);
        DownloadRequest tree =
                DownloadRequest.tree("t/", bench.folder().resolve("here")).build();
        bench.fault(Fault.on("b2_download_file_by_id")
                .times(Fault.UNLIMITED)
                .stall()
                .at(Fault.Moment.RESPONSE_BODY)
                .afterBytes(10_000_000));
        B2Session session = bench.open();
        Caller caller = Caller.start(() -> session.download(
                tree, LocalEnvironment.with(EmulatorFixture.encryption(format)), new RecordingListener()));
        EmulatorFixture.await("bytes", () -> session.statistics().bytesDownloaded() >= 9_900_000);
        caller.interrupt();
        bench.emulator().faults().clear();
        RecordingListener recorder = new RecordingListener();
        download(tree, format, recorder);
        assertTrue(
                recorder.results().get(0).resumedBytes() > 7_000_000,
                () -> recorder.results().get(0).resumedBytes() + " resumed");
        EmulatorFixture.assertSame(content(), bench.folder().resolve("here/a"));
        try (Stream<Path> files = Files.list(bench.folder().resolve("here"))) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void anUploadOfTheFolderDoesNotSendIt() throws Exception {
        bench.put("a", content(), null);
        breakOff(request(null).build(), null);
        bench.file("mine", new byte[] {1});
        RecordingListener recorder = new RecordingListener();
        bench.open().upload(UploadRequest.tree(bench.folder()).prefix("up/").build(), recorder);
        assertEquals(
                "up/mine",
                assertInstanceOf(FileResult.Uploaded.class, recorder.results().get(0))
                        .name());
        assertEquals(1, recorder.results().size());
    }
}
