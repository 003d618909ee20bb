package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A large upload was broken off: the same command, in a new session, goes on with the parts that B2 holds. */
@Tag("slow")
class ResumeTest {
    private static final byte[] BYTES = EmulatorFixture.bytes(7, 4 * EmulatorFixture.PART + 99);
    private static final int STORED = 2;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<EncryptionFormat> formats() {
        return Stream.of(null, EncryptionFormat.AES256_GCM, EncryptionFormat.FERNET);
    }

    /** Breaks an upload off when two parts are stored and a third one is on its way. */
    private Path interrupted(EncryptionFormat format) throws Exception {
        Path source = bench.file("source", BYTES);
        bench.fault(
                Fault.on("b2_upload_part").skip(STORED).times(Fault.UNLIMITED).stall());
        B2Session session = bench.open(bench.settings().connections(1));
        Caller caller = Caller.start(() -> upload(session, source, EmulatorFixture.encryption(format)));
        EmulatorFixture.await("a stall", () -> bench.emulator().state().requestsStalled() == 1);
        caller.interrupt();
        session.close();
        EmulatorFixture.await(
                "the emulator's notice", () -> bench.emulator().state().requestsStalled() == 0);
        bench.emulator().faults().clear();
        assertEquals(STORED, bench.emulator().state().parts(), "parts that stay");
        bench.resetCalls();
        return source;
    }

    private static FileResult.Uploaded upload(B2Session session, Path source, Encryption encryption) throws Exception {
        RecordingListener recorder = new RecordingListener();
        session.upload(UploadRequest.file(source, "big").build(), LocalEnvironment.with(encryption), recorder);
        recorder.assertContract();
        return (FileResult.Uploaded) recorder.results().get(0);
    }

    private static int parts(EncryptionFormat format) {
        return format == EncryptionFormat.FERNET ? 6 : 5;
    }

    private void assertSent(int parts, int started) throws InterruptedException {
        assertEquals(parts, bench.calls("b2_upload_part"), "parts sent");
        assertEquals(started, bench.calls("b2_start_large_file"), "large files started");
    }

    private StoredFile unfinished() {
        return bench.rows().stream()
                .filter(row -> row.action().equals("start"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatB2HoldsIsNotSentAgain(EncryptionFormat format) throws Exception {
        Path source = interrupted(format);
        FileResult.Uploaded result = upload(bench.open(), source, EmulatorFixture.encryption(format));
        assertSent(parts(format) - STORED, 0);
        assertEquals((long) STORED * EmulatorFixture.PART, result.resumedBytes());
        bench.assertOnly("big", BYTES, format);
    }

    /** More than are kept in memory, and all of the same name. */
    @Test
    void manyUnfinishedFilesOfItsNameDoNotHinderAnUpload() throws Exception {
        ForeignClient foreign = new ForeignClient(bench.emulator());
        String bucketId = bench.emulator().createBucket(EmulatorFixture.BUCKET);
        for (int i = 0; i <= 1000; i++) {
            foreign.startLarge(bucketId, "big", new JsonObject());
        }
        FileResult.Uploaded result = upload(bench.open(), bench.file("source", BYTES), null);
        assertEquals(0, result.resumedBytes());
        assertTrue(bench.rows().stream().anyMatch(row -> row.action().equals("upload")), "stored");
    }

    @Test
    void aPartThatWasAlteredIsSentAgain() throws Exception {
        Path source = interrupted(null);
        new ForeignClient(bench.emulator())
                .uploadPart(unfinished().fileId(), 2, EmulatorFixture.bytes(666, EmulatorFixture.PART));
        bench.resetCalls();
        FileResult.Uploaded result = upload(bench.open(), source, null);
        assertSent(4, 0);
        assertEquals(EmulatorFixture.PART, result.resumedBytes());
        bench.assertOnly("big", BYTES, null);
    }

    /** Other bytes may have gone out under the nonces of that encryption: nothing is added to it. */
    @ParameterizedTest
    @CsvSource({"AES256_GCM, 5000000", "FERNET, 5000000", "AES256_GCM, 1000", "FERNET, 1000"})
    void anEncryptedPartThatWasAlteredBeginsTheFileAnew(EncryptionFormat format, int partSize) throws Exception {
        Path source = interrupted(format);
        StoredFile unfinished = unfinished();
        new ForeignClient(bench.emulator()).uploadPart(unfinished.fileId(), 2, EmulatorFixture.bytes(666, partSize));
        bench.resetCalls();
        FileResult.Uploaded result = upload(bench.open(), source, EmulatorFixture.encryption(format));
        assertSent(parts(format), 1);
        assertEquals(0, result.resumedBytes());
        assertNotEquals(
                unfinished.fileInfo().get("encryption_header"),
                bench.rows().get(0).fileInfo().get("encryption_header"));
        bench.assertOnly("big", BYTES, format);
    }

    /** Neither is a surplus part any of ours. */
    @Test
    void anEncryptedFileWithMorePartsBeginsAnewWithAnotherHeader() throws Exception {
        Path source = interrupted(EncryptionFormat.AES256_GCM);
        StoredFile unfinished = unfinished();
        new ForeignClient(bench.emulator())
                .uploadPart(unfinished.fileId(), 9, Arrays.copyOf(BYTES, EmulatorFixture.PART));
        upload(bench.open(), source, EmulatorFixture.encryption(EncryptionFormat.AES256_GCM));
        StoredFile finished = bench.rows().stream()
                .filter(row -> row.action().equals("upload"))
                .findFirst()
                .orElseThrow();
        assertNotEquals(
                unfinished.fileInfo().get("encryption_header"),
                finished.fileInfo().get("encryption_header"));
        assertFinished(BYTES, EncryptionFormat.AES256_GCM);
    }

    @Test
    void aPartOfAnotherSizeIsSentAgain() throws Exception {
        Path source = interrupted(null);
        new ForeignClient(bench.emulator()).uploadPart(unfinished().fileId(), 2, Arrays.copyOf(BYTES, 1000));
        bench.resetCalls();
        upload(bench.open(), source, null);
        assertSent(4, 0);
        bench.assertOnly("big", BYTES, null);
    }

    @Test
    void anUnfinishedFileWithMorePartsThanTheFileTakesIsLeftAlone() throws Exception {
        // Begun an hour ago, as far as B2 is concerned.
        bench.emulator().clock().advance(Duration.ofHours(-1));
        Path source = interrupted(null);
        bench.emulator().clock().advance(Duration.ofHours(1));
        // The start fails once, and the look for what it may have started must not find that file either.
        bench.fault(Fault.on("b2_start_large_file"));
        new ForeignClient(bench.emulator())
                .uploadPart(unfinished().fileId(), 9, Arrays.copyOf(BYTES, EmulatorFixture.PART));
        bench.resetCalls();
        upload(bench.open(), source, null);
        assertEquals(5, bench.calls("b2_upload_part"));
        assertEquals(
                List.of("start", "upload"),
                bench.rows().stream().map(StoredFile::action).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void aChangedFileBeginsAnew(EncryptionFormat format) throws Exception {
        Path source = interrupted(format);
        FileTime modified = Files.getLastModifiedTime(source);
        byte[] other = BYTES.clone();
        other[3 * EmulatorFixture.PART] ^= 1;
        Files.write(source, other);
        Files.setLastModifiedTime(source, modified);
        FileResult.Uploaded result = upload(bench.open(), source, EmulatorFixture.encryption(format));
        assertEquals(0, result.resumedBytes());
        assertSent(parts(format), 1);
        assertFinished(other, format);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void anotherPassphraseBeginsAnew(EncryptionFormat format) throws Exception {
        if (format == null) {
            return;
        }
        Path source = interrupted(format);
        Encryption other = EmulatorFixture.encryption(format, new QuickKeys("another one"));
        FileResult.Uploaded result = upload(bench.open(), source, other);
        assertEquals(0, result.resumedBytes());
        assertSent(parts(format), 1);
        Path copy = bench.folder().resolve("copy");
        try (B2Session session = bench.open()) {
            session.download(
                    DownloadRequest.name(EmulatorFixture.stored("big", format), copy)
                            .build(),
                    LocalEnvironment.with(other),
                    TransferListener.SILENT);
        }
        EmulatorFixture.assertSame(BYTES, copy);
    }

    @Test
    void plainDoesNotGoOnWithEncrypted() throws Exception {
        Path source = bench.file("source", BYTES);
        interrupted(EncryptionFormat.AES256_GCM);
        FileResult.Uploaded result = upload(bench.open(), source, null);
        assertEquals(0, result.resumedBytes());
        assertFinished(BYTES, null);
    }

    @Test
    void theSizeOfThePartsThatAreThereIsKept() throws Exception {
        Path source = interrupted(null);
        FileResult.Uploaded result = upload(bench.open(bench.settings().partSize(8_000_000)), source, null);
        assertEquals((long) STORED * EmulatorFixture.PART, result.resumedBytes());
        assertSent(3, 0);
        bench.assertOnly("big", BYTES, null);
    }

    @Test
    void whoeverDoesNotWantToResumeDoesNot() throws Exception {
        Path source = interrupted(null);
        bench.open().upload(UploadRequest.file(source, "big").resume(false).build(), TransferListener.SILENT);
        assertSent(5, 1);
        assertEquals(0, bench.calls("b2_cancel_large_file"), "a finished file is not cancelled");
        assertFinished(BYTES, null);
    }

    @Test
    void interruptedAgainAndAgain() throws Exception {
        Path source = interrupted(null);
        bench.fault(Fault.on("b2_upload_part").skip(1).times(Fault.UNLIMITED).stall());
        B2Session session = bench.open(bench.settings().connections(1));
        Caller caller = Caller.start(() -> upload(session, source, null));
        EmulatorFixture.await("a stall", () -> bench.emulator().state().requestsStalled() == 1);
        caller.interrupt();
        bench.emulator().faults().clear();
        FileResult.Uploaded result = upload(bench.open(), source, null);
        assertEquals(3L * EmulatorFixture.PART, result.resumedBytes());
        bench.assertOnly("big", BYTES, null);
    }

    @Test
    void interruptedBeforeAnyPartWasStored() throws Exception {
        Path source = bench.file("source", BYTES);
        bench.fault(Fault.on("b2_get_upload_part_url").times(Fault.UNLIMITED).stall());
        B2Session session = bench.open(bench.settings().connections(1));
        Caller caller = Caller.start(() -> upload(session, source, null));
        EmulatorFixture.await("a stall", () -> bench.emulator().state().requestsStalled() == 1);
        caller.interrupt();
        bench.emulator().faults().clear();
        upload(bench.open(), source, null);
        bench.assertOnly("big", BYTES, null);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void twoUploadsOfTheSameFileAtTheSameTimeBothEndWell(EncryptionFormat format) throws Exception {
        Path source = bench.file("source", BYTES);
        bench.emulator().shape(new Shape(5, 8_000_000, 0));
        AtomicInteger done = new AtomicInteger();
        Caller.Verb verb = () -> {
            upload(bench.open(), source, EmulatorFixture.encryption(format));
            done.incrementAndGet();
        };
        Caller one = Caller.start(verb);
        EmulatorFixture.await("a part", () -> bench.emulator().state().parts() > 0);
        Caller two = Caller.start(verb);
        assertNull(one.end(60_000));
        assertNull(two.end(60_000));
        assertEquals(2, done.get());
        assertEquals(1, bench.calls("b2_start_large_file"), "the second one helps the first one");
        bench.emulator().shape(Shape.NONE);
        bench.assertOnly("big", BYTES, format);
    }

    /** One finished version with these bytes; what was interrupted is still there. */
    private void assertFinished(byte[] plain, EncryptionFormat format) throws Exception {
        assertTrue(bench.rows().stream().anyMatch(row -> row.action().equals("start")));
        assertEquals(
                1,
                bench.rows().stream()
                        .filter(row -> row.action().equals("upload"))
                        .count());
        Path copy = bench.folder().resolve("copy");
        try (B2Session session = bench.open()) {
            session.download(
                    DownloadRequest.name(EmulatorFixture.stored("big", format), copy)
                            .build(),
                    LocalEnvironment.with(EmulatorFixture.encryption(format)),
                    TransferListener.SILENT);
        }
        EmulatorFixture.assertSame(plain, copy);
    }
}
