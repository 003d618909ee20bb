package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A file changes while it is being uploaded: what was sent of it belongs to no state it ever had, and is not kept. */
@Tag("slow")
class SourceChangesTest {
    /** More than a segment of AES256_GCM, which is read at once and so goes as it was. */
    private static final int SMALL = 2_000_000;

    private static final int LARGE = 2 * EmulatorFixture.PART + 500_000;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    enum Change {
        GROWS {
            @Override
            void make(Path file) throws Exception {
                Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
            }
        },
        SHRINKS {
            @Override
            void make(Path file) throws Exception {
                try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                    open.setLength(100_000);
                }
            }
        },
        IS_OVERWRITTEN {
            @Override
            void make(Path file) throws Exception {
                try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                    open.seek(open.length() - 10);
                    open.write(new byte[10]);
                }
            }
        },
        IS_REPLACED {
            @Override
            void make(Path file) throws Exception {
                Path other = file.resolveSibling("other");
                Files.write(other, new byte[(int) Files.size(file)]);
                Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
            }
        },
        VANISHES {
            @Override
            void make(Path file) throws Exception {
                Files.delete(file);
            }
        };

        abstract void make(Path file) throws Exception;
    }

    static Stream<Arguments> everyChange() {
        return Stream.of(SMALL, LARGE)
                .flatMap(size -> Stream.of(null, EncryptionFormat.AES256_GCM, EncryptionFormat.FERNET)
                        .flatMap(format ->
                                Arrays.stream(Change.values()).map(change -> Arguments.of(size, format, change))));
    }

    @ParameterizedTest
    @MethodSource("everyChange")
    void failsAndLeavesNothing(int size, EncryptionFormat format, Change change) throws Exception {
        Path source = bench.file("source", EmulatorFixture.bytes(1, size));
        BandwidthLimiter limiter = new BandwidthLimiter(20_000);
        B2Session session = bench.open(bench.settings().connections(2), limiter);
        RecordingListener recorder = new RecordingListener();
        Caller caller = Caller.start(() -> session.upload(
                UploadRequest.file(source, "a").build(),
                LocalEnvironment.with(EmulatorFixture.encryption(format)),
                recorder));
        recorder.awaitBytes();
        change.make(source);
        limiter.setRate(BandwidthLimiter.UNLIMITED);

        Throwable end = caller.end(30_000);
        FilesFailedException e = assertInstanceOf(FilesFailedException.class, end);
        assertEquals(change == Change.VANISHES ? Kind.NOT_FOUND : Kind.LOCAL, e.kind());
        assertTrue(e.getMessage().contains(source.toString()), e::getMessage);
        assertEquals(0, recorder.retries().size(), () -> "retries: " + recorder.retries());
        recorder.assertContract();
        assertEquals(0, bench.rows().size(), () -> "rows: " + bench.rows());
    }

    @Test
    void aChangeThatLeavesNoTraceIsRefusedByB2() throws Exception {
        Path source = bench.file("source", EmulatorFixture.bytes(1, LARGE));
        FileTime before = Files.getLastModifiedTime(source);
        bench.fault(Fault.on("b2_upload_part").status(503, "service_unavailable"));
        B2Session session =
                bench.open(bench.settings().connections(1).maxRetries(1).retryDelay(Duration.ofMillis(1)));
        TransferListener meddler = new TransferListener() {
            @Override
            public void retrying(RetryEvent event) {
                try {
                    Change.IS_OVERWRITTEN.make(source);
                    Files.setLastModifiedTime(source, before);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> session.upload(UploadRequest.file(source, "a").build(), meddler));
        assertEquals(Kind.INTEGRITY, e.kind());
        assertTrue(e.getMessage().contains("nobody writes to it"), e::getMessage);
        assertTrue(
                bench.rows().stream().noneMatch(row -> row.action().equals("upload")), () -> "rows: " + bench.rows());
    }
}
