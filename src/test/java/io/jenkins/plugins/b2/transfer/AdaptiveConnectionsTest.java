package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An operation that finds out how many connections are of use. How it decides: {@code AdaptiveLimitTest}. */
@Tag("slow")
class AdaptiveConnectionsTest {
    private static final int MOST = 12;
    private static final int START = 2;

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private final RecordingListener recorder = new RecordingListener();

    private B2Session open() {
        return bench.open(bench.settings().connections(new Connections(MOST, true)));
    }

    private Path tree(int files) throws Exception {
        for (int i = 0; i < files; i++) {
            bench.file("tree/" + i, EmulatorFixture.bytes(i, 1000));
        }
        return bench.folder().resolve("tree");
    }

    /** As they were told; within the bounds at every moment. */
    private List<Integer> course() {
        List<Integer> course =
                recorder.snapshots().stream().map(Progress::connections).toList();
        assertTrue(course.stream().allMatch(number -> number >= 1 && number <= MOST), course.toString());
        return course;
    }

    private int most() {
        return course().stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    private int least() {
        return course().stream().mapToInt(Integer::intValue).min().orElseThrow();
    }

    @Test
    void onALongWaySmallFilesGetMore() throws Exception {
        Path tree = tree(400);
        bench.emulator().shape(new Shape(100, 0, 0));
        open().upload(UploadRequest.tree(tree).build(), recorder);
        assertEquals(400, bench.rows().size());
        assertTrue(most() > 2 * START, course().toString());
        recorder.assertContract();
    }

    @Test
    void rangesGetMoreWhereEachConnectionIsSlow() throws Exception {
        byte[] content = EmulatorFixture.bytes(1, 70_000_000);
        bench.put("large", content, null);
        bench.emulator().shape(new Shape(5, 4_000_000, 0));
        Path copy = bench.folder().resolve("copy");
        open().download(DownloadRequest.name("large", copy).build(), recorder);
        EmulatorFixture.assertSame(content, copy);
        assertTrue(most() > 2 * START, course().toString());
    }

    @Test
    void fewerWorkWhereB2IsBusy() throws Exception {
        Path tree = tree(50);
        bench.emulator().shape(new Shape(50, 0, 0));
        bench.fault(Fault.on("b2_upload_file").probability(0.5, 1));
        open().upload(UploadRequest.tree(tree).build(), recorder);
        assertEquals(50, bench.rows().size());
        assertEquals(1, least(), course().toString());
        recorder.assertContract();
    }

    /** Connections above the limit finish their range, part or file, and leave the rest to others. */
    @Test
    void nothingIsLostWhereTheirNumberGoesUpAndDown() throws Exception {
        byte[] content = EmulatorFixture.bytes(2, 40_000_000);
        bench.put("large", content, null);
        bench.emulator().shape(new Shape(20, 4_000_000, 0));
        bench.fault(Fault.on("b2_download_file_by_name").skip(4).times(12).status(503, "service_unavailable"));
        bench.fault(Fault.on("b2_download_file_by_id").skip(4).times(12).status(503, "service_unavailable"));
        Path copy = bench.folder().resolve("copy");
        open().download(DownloadRequest.name("large", copy).build(), recorder);
        EmulatorFixture.assertSame(content, copy);
        assertTrue(most() > START && least() <= START, course().toString());

        RecordingListener streamed = new RecordingListener();
        bench.fault(Fault.on("b2_upload_part").skip(2).times(12));
        open().upload(
                        UploadRequest.builder().stream().name("stream").build(),
                        new ByteArrayInputStream(content),
                        LocalEnvironment.PLAIN,
                        streamed);
        assertEquals(content.length, streamed.results().get(0).size());
    }

    @Test
    void aFixedNumberStays() throws Exception {
        Path tree = tree(100);
        bench.emulator().shape(new Shape(50, 0, 0));
        bench.fault(Fault.on("b2_upload_file").probability(0.3, 1));
        bench.open(bench.settings().connections(3))
                .upload(UploadRequest.tree(tree).build(), recorder);
        assertEquals(100, bench.rows().size());
        assertTrue(course().stream().allMatch(number -> number == 3), course().toString());
    }
}
