package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes arrive other than they were sent: the file is fetched once more, and does not appear unless it is right. */
@Tag("slow")
class DamageTest {
    private static final int SMALL = 3_000_000;
    private static final int LARGE = 18 * 1024 * 1024;
    private static final byte[] OLD = {1, 2, 3};

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    /** Where a bit is flipped; not in the first segment of AES256_GCM, see {@link #inTheFirstSegment}. */
    static Stream<Arguments> places() {
        return Stream.of(null, EncryptionFormat.AES256_GCM, EncryptionFormat.FERNET)
                .flatMap(format -> Stream.of(
                        Arguments.of(format, SMALL, "b2_download_file_by_name", 2_000_000),
                        Arguments.of(format, LARGE, "b2_download_file_by_name", 5_000_000),
                        Arguments.of(format, LARGE, "b2_download_file_by_id", 100)));
    }

    private Path prepare(EncryptionFormat format, int size) throws Exception {
        bench.put("a", EmulatorFixture.bytes(size, size), format);
        return bench.file("target", OLD);
    }

    private void download(EncryptionFormat format, Path target, RecordingListener recorder) throws Exception {
        bench.open()
                .download(
                        DownloadRequest.name(EmulatorFixture.stored("a", format), target)
                                .build(),
                        LocalEnvironment.with(EmulatorFixture.encryption(format)),
                        recorder);
    }

    @ParameterizedTest
    @MethodSource("places")
    void onceOnTheWay(EncryptionFormat format, int size, String call, int at) throws Exception {
        Path target = prepare(format, size);
        bench.fault(Fault.on(call).afterBytes(at).corrupt());
        RecordingListener recorder = new RecordingListener();
        download(format, target, recorder);
        assertEquals(1, bench.fired());
        assertEquals(1, recorder.retries().size());
        assertEquals("what arrived is damaged", recorder.retries().get(0).cause());
        assertEquals("the whole file again", recorder.retries().get(0).reaction());
        recorder.assertContract();
        EmulatorFixture.assertSame(EmulatorFixture.bytes(size, size), target);
    }

    @ParameterizedTest
    @MethodSource("places")
    void eachTime(EncryptionFormat format, int size, String call, int at) throws Exception {
        Path target = prepare(format, size);
        bench.fault(Fault.on(call).times(Fault.UNLIMITED).afterBytes(at).corrupt());
        RecordingListener recorder = new RecordingListener();
        TransferException e = assertThrows(TransferException.class, () -> download(format, target, recorder));
        assertEquals(Kind.INTEGRITY, e.kind(), e::getMessage);
        assertEquals(1, recorder.retries().size(), "tried twice");
        assertEquals(1, recorder.failures().size());
        recorder.assertContract();
        EmulatorFixture.assertSame(OLD, target);
    }

    @Test
    void inTheFirstSegment() throws Exception {
        Path target = prepare(EncryptionFormat.AES256_GCM, SMALL);
        bench.fault(Fault.on("b2_download_file_by_name").afterBytes(1000).corrupt());
        RecordingListener recorder = new RecordingListener();
        download(EncryptionFormat.AES256_GCM, target, recorder);
        assertEquals(1, recorder.retries().size(), "the header has told that it can't be the passphrase");
        EmulatorFixture.assertSame(EmulatorFixture.bytes(SMALL, SMALL), target);
    }

    private static final String CLAIMED = "0123456789012345678901234567890123456789";

    private byte[] uploadWithWrongClaim() throws Exception {
        byte[] bytes = EmulatorFixture.bytes(3, LARGE);
        new ForeignClient(bench.emulator())
                .uploadLarge(
                        bench.emulator().createBucket(EmulatorFixture.BUCKET),
                        "a",
                        Arrays.copyOf(bytes, EmulatorFixture.PART),
                        Arrays.copyOfRange(bytes, EmulatorFixture.PART, LARGE),
                        CLAIMED);
        return bytes;
    }

    @Test
    void whereTheUploadersHashIsWrong() throws Exception {
        uploadWithWrongClaim();
        Path target = bench.file("target", OLD);
        RecordingListener recorder = new RecordingListener();
        TransferException e = assertThrows(TransferException.class, () -> download(null, target, recorder));
        assertEquals(Kind.INTEGRITY, e.kind(), e::getMessage);
        assertTrue(e.getMessage().contains("whoever uploaded it claimed " + CLAIMED), e::getMessage);
        assertTrue(e.getMessage().contains("B2 sent the same twice"), e::getMessage);
        assertEquals(1, recorder.retries().size());
        EmulatorFixture.assertSame(OLD, target);
    }

    @Test
    void whereTheUploadersHashIsWrongAndItIsWantedAllTheSame() throws Exception {
        byte[] bytes = uploadWithWrongClaim();
        Path target = bench.file("target", OLD);
        RecordingListener recorder = new RecordingListener();
        bench.open().download(DownloadRequest.name("a", target).verify(false).build(), recorder);
        assertEquals(1, recorder.warnings().size());
        assertTrue(recorder.warnings().get(0).contains("'a' was NOT verified"), recorder.warnings()::toString);
        assertEquals("length", ((FileResult.Downloaded) recorder.results().get(0)).verified());
        EmulatorFixture.assertSame(bytes, target);
    }

    /** What B2 has computed itself is not doubted, and what is damaged on its way is not what B2 has. */
    @Test
    void withoutVerificationDamageIsFoundAllTheSame() throws Exception {
        Path target = prepare(null, SMALL);
        bench.fault(Fault.on("b2_download_file_by_name")
                .times(Fault.UNLIMITED)
                .afterBytes(1000)
                .corrupt());
        RecordingListener recorder = new RecordingListener();
        TransferException e = assertThrows(
                TransferException.class,
                () -> bench.open()
                        .download(
                                DownloadRequest.name("a", target).verify(false).build(), recorder));
        assertEquals(Kind.INTEGRITY, e.kind(), e::getMessage);
        assertTrue(e.getMessage().contains("B2 has computed"), e::getMessage);
        EmulatorFixture.assertSame(OLD, target);
    }

    @Test
    void withoutVerificationAClaimIsDoubtedOnlyWhenB2SendsTheSameTwice() throws Exception {
        byte[] bytes = EmulatorFixture.bytes(3, LARGE);
        String right = io.jenkins.plugins.b2.transfer.operation.Hashing.hex(
                java.security.MessageDigest.getInstance("SHA-1").digest(bytes));
        new ForeignClient(bench.emulator())
                .uploadLarge(
                        bench.emulator().createBucket(EmulatorFixture.BUCKET),
                        "a",
                        Arrays.copyOf(bytes, EmulatorFixture.PART),
                        Arrays.copyOfRange(bytes, EmulatorFixture.PART, LARGE),
                        right);
        bench.fault(Fault.on("b2_download_file_by_name").afterBytes(1000).corrupt());
        RecordingListener recorder = new RecordingListener();
        Path target = bench.file("target", OLD);
        bench.open().download(DownloadRequest.name("a", target).verify(false).build(), recorder);
        assertEquals(0, recorder.warnings().size(), recorder.warnings()::toString);
        assertEquals("SHA-1", ((FileResult.Downloaded) recorder.results().get(0)).verified());
        EmulatorFixture.assertSame(bytes, target);
    }

    @Test
    void theLengthOfALargeFileIsCheckedWhereNobodyKnowsItsHash() throws Exception {
        byte[] bytes = EmulatorFixture.bytes(3, LARGE);
        new ForeignClient(bench.emulator())
                .uploadLarge(
                        bench.emulator().createBucket(EmulatorFixture.BUCKET),
                        "a",
                        Arrays.copyOf(bytes, EmulatorFixture.PART),
                        Arrays.copyOfRange(bytes, EmulatorFixture.PART, LARGE),
                        "none");
        RecordingListener recorder = new RecordingListener();
        download(null, bench.folder().resolve("target"), recorder);
        assertEquals("length", ((FileResult.Downloaded) recorder.results().get(0)).verified());
        EmulatorFixture.assertSame(bytes, bench.folder().resolve("target"));
    }
}
