package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.BucketContents;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was hidden is visible again, and nothing else has changed. */
class UnhideVerbTest {
    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private final RecordingListener recorder = new RecordingListener();

    @BeforeEach
    void hideSome() throws Exception {
        BucketContents bucket = fixture.emulator().bucket(EmulatorFixture.BUCKET);
        for (String name : List.of("a/hidden", "a/shown", "a/uploaded-again", "b/hidden")) {
            bucket.put(name, new byte[] {1});
        }
        bucket.hide("a/hidden");
        bucket.hide("a/uploaded-again");
        bucket.hide("b/hidden");
        bucket.put("a/uploaded-again", new byte[] {2});
    }

    private TransferSummary unhide(UnhideRequest.Builder request) throws Exception {
        return fixture.open().change(request.build(), recorder);
    }

    private List<String> visible() throws Exception {
        return EmulatorFixture.names(
                EmulatorFixture.list(fixture.open(), ListRequest.below("").build()));
    }

    @Test
    void oneByItsName() throws Exception {
        assertEquals(1, unhide(UnhideRequest.builder().name("a/hidden")).files());
        assertEquals(List.of("a/hidden", "a/shown", "a/uploaded-again"), visible());
        assertEquals(FileOutcome.UNHIDDEN, recorder.results().get(0).outcome());
        assertEquals(7, fixture.rows().size());
    }

    @Test
    void manyByPrefix() throws Exception {
        assertEquals(2, unhide(UnhideRequest.builder().prefix("")).files());
        assertEquals(List.of("a/hidden", "a/shown", "a/uploaded-again", "b/hidden"), visible());
    }

    @Test
    void aDryRunChangesNothing() throws Exception {
        TransferSummary summary = unhide(UnhideRequest.builder().prefix("a/").dryRun(true));
        assertEquals(1, summary.files());
        assertTrue(summary.dryRun());
        assertEquals(List.of("a/shown", "a/uploaded-again"), visible());
        recorder.assertContract();
    }

    @Test
    void whatIsNotHiddenFails() {
        for (String name : List.of("a/shown", "a/uploaded-again", "nothing")) {
            FilesFailedException e = assertThrows(
                    FilesFailedException.class,
                    () -> unhide(UnhideRequest.builder().name(name)));
            assertEquals(Kind.NOT_FOUND, e.kind());
        }
        assertThrows(
                InvalidRequestException.class, () -> UnhideRequest.builder().build());
    }
}
