package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that B2 makes. */
class CopyTest {
    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private final RecordingListener recorder = new RecordingListener();

    private byte[] content(String name) throws Exception {
        StoredFile copy = fixture.rows().stream()
                .filter(row -> row.fileName().equals(name))
                .findFirst()
                .orElseThrow();
        return fixture.emulator().content(copy.fileId());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, EmulatorFixture.PART, EmulatorFixture.PART + 1, 3 * EmulatorFixture.PART + 7})
    void hasTheSameBytesAndNoneTravel(int size) throws Exception {
        byte[] bytes = EmulatorFixture.bytes(size, size);
        String id = fixture.put("a", bytes, null);
        B2Session session = fixture.open();
        TransferSummary summary = session.copy(List.of(new FileCopy(id, size, "b/c")), recorder);
        assertEquals(1, summary.files());
        assertEquals("b/c", recorder.uploaded().name());
        assertArrayEquals(bytes, content("b/c"));
        assertEquals(2, fixture.rows().size());
        assertEquals(0, session.statistics().bytesUploaded());
        recorder.assertContract();
    }

    @Test
    void manyAreCopiedTogether() throws Exception {
        List<FileCopy> copies = IntStream.range(0, 50)
                .mapToObj(i -> {
                    try {
                        return new FileCopy(fixture.put("a" + i, new byte[i], null), i, "b" + i);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        assertEquals(50, fixture.open().copy(copies, recorder).files());
        assertEquals(100, fixture.rows().size());
    }

    @ParameterizedTest
    @EnumSource
    void aFailedCallIsRepeatedAndNothingIsDoneTwice(FaultCase trouble) throws Exception {
        for (String call : List.of("b2_copy_file", "b2_copy_part")) {
            if (!trouble.canHappenTo(call)) {
                continue;
            }
            int size = call.equals("b2_copy_file") ? 100 : 2 * EmulatorFixture.PART + 1;
            byte[] bytes = EmulatorFixture.bytes(size, size);
            String id = fixture.put("a", bytes, null);
            fixture.fault(trouble.on(call));
            Duration timeout = trouble.name().startsWith("STALL") ? Duration.ofMillis(500) : Duration.ofSeconds(60);
            fixture.open(fixture.settings().timeout(timeout))
                    .copy(List.of(new FileCopy(id, size, "b")), TransferListener.SILENT);
            assertEquals(1, fixture.fired(), call);
            assertArrayEquals(bytes, content("b"), call);
            assertEquals(2, fixture.rows().size(), call);
            fixture.emulator().faults().clear();
            fixture.renew();
        }
    }

    @Test
    void whatFailsIsNamedAndLeavesNothing() throws Exception {
        int size = 2 * EmulatorFixture.PART + 1;
        String id = fixture.put("a", EmulatorFixture.bytes(1, size), null);
        fixture.fault(Fault.on("b2_copy_part").times(Fault.UNLIMITED).status(400, "bad_request"));
        B2Session session = fixture.open();
        TransferException failure = assertThrows(
                TransferException.class, () -> session.copy(List.of(new FileCopy(id, size, "b")), recorder));
        assertTrue(failure.getMessage().contains("'b'"), failure::getMessage);
        assertEquals(1, fixture.rows().size());
        assertEquals(0, fixture.emulator().state().unfinishedLargeFiles());
    }

    @Test
    void staysWithinThePrefix() throws Exception {
        String id = fixture.put("in/a", new byte[1], null);
        B2Session session = fixture.open(fixture.settings().prefix("in/"));
        assertThrows(
                TransferException.class,
                () -> session.copy(List.of(new FileCopy(id, 1, "out/b")), TransferListener.SILENT));
        assertEquals(1, fixture.rows().size());
    }
}
