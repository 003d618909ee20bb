package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.emulator.BucketContents;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Unfinished large files that nobody goes on with. */
class SweepVerbTest {
    private static final byte[] PART = {1, 2, 3};
    private static final Duration DAY = Duration.ofDays(1);

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    private B2Emulator emulator;
    private BucketContents bucket;

    @BeforeEach
    void start() {
        emulator = extension.emulator();
        bucket = emulator.bucket(BUCKET);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        EmulatorFixture.nothingIsLeft(emulator, folder);
    }

    private String begin(String name, Duration age) {
        return bucket.file(name).age(age).start();
    }

    private TransferSummary sweep(String prefix, boolean dryRun) throws Exception {
        try (B2Session session = EmulatorFixture.open(
                emulator, emulator.addKey("upload", List.of("listFiles", "writeFiles"), List.of(BUCKET), null))) {
            return session.sweepUnfinished(prefix, DAY, dryRun, TransferListener.SILENT);
        }
    }

    private List<String> names() {
        return EmulatorFixture.storedNames(emulator);
    }

    /** Begins it long ago, with a part so long ago. */
    private void beginWithPart(String name, Duration ageOfPart) throws Exception {
        String fileId = begin(name, Duration.ofDays(40));
        emulator.clock().advance(ageOfPart.negated());
        bucket.putPart(fileId, 1, PART);
        emulator.clock().advance(ageOfPart);
    }

    @Test
    void sparesWhatWasBegunOrHasAPartSince() throws Exception {
        bucket.put("a/finished", PART);
        begin("a/old", Duration.ofHours(25));
        begin("a/young", Duration.ofHours(23));
        beginWithPart("a/with an old part", Duration.ofHours(25));
        beginWithPart("a/with a young part", Duration.ofHours(23));
        begin("b/old", Duration.ofDays(2));
        assertEquals(2, sweep("a/", true).files());
        assertEquals(6, names().size());
        assertEquals(2, sweep("a/", false).files());
        assertEquals(List.of("a/finished", "a/with a young part", "a/young", "b/old"), names());
        assertEquals(1, sweep("", false).files());
        assertEquals(List.of("a/finished", "a/with a young part", "a/young"), names());
    }

    @Test
    void goesThroughManyAndPastThoseThatFail() throws Exception {
        IntStream.range(0, 250).forEach(i -> begin("many/" + i, Duration.ofDays(2)));
        emulator.faults().add(Fault.on("b2_list_parts").times(1).status(400, "bad_request"));
        emulator.faults().add(Fault.on("b2_cancel_large_file").times(1).status(400, "bad_request"));
        FilesFailedException e = assertThrows(FilesFailedException.class, () -> sweep("", false));
        assertEquals(2, e.summary().failed());
        assertEquals(2, names().size());
    }

    @Test
    void aKeyThatMayNotLookAtPartsCancelsNothing() throws Exception {
        begin("old", Duration.ofDays(2));
        try (B2Session session = EmulatorFixture.open(
                emulator, emulator.addKey("list", List.of("listFiles", "deleteFiles"), List.of(BUCKET), null))) {
            TransferException e = assertThrows(
                    TransferException.class, () -> session.sweepUnfinished("", DAY, false, TransferListener.SILENT));
            assertEquals(TransferException.Kind.PERMISSION, e.kind());
        }
        assertEquals(List.of("old"), names());
    }
}
