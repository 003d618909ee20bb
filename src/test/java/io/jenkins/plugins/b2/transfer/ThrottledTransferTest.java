package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.B2EmulatorExtension;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every byte of content passes the throttle once, whatever the direction; progress counts them. */
@Timeout(60)
@Tag("slow")
class ThrottledTransferTest {
    private static final int LENGTH = 6_000_000;

    @RegisterExtension
    final B2EmulatorExtension extension = B2EmulatorExtension.perTest();

    @TempDir
    private Path folder;

    @AfterEach
    void nothingIsLeft() throws Exception {
        EmulatorFixture.nothingIsLeft(extension.emulator(), folder);
    }

    private B2Session open(Throttle throttle) {
        B2Emulator emulator = extension.emulator();
        return EmulatorFixture.open(
                EmulatorFixture.settings(emulator).partSize(5_000_000).build(),
                emulator.applicationKeyId(),
                emulator.applicationKey(),
                throttle);
    }

    private Path file() throws Exception {
        return EmulatorFixture.file(folder.resolve("sent"), EmulatorFixture.bytes(3, LENGTH));
    }

    @Test
    void everyByteIsAskedForOnce() throws Exception {
        AtomicLong asked = new AtomicLong();
        try (B2Session session = open((bytes, pulse) -> asked.addAndGet(bytes))) {
            session.upload(UploadRequest.file(file(), "a").build(), TransferListener.SILENT);
            assertEquals(LENGTH, asked.get());
            session.download(DownloadRequest.name("a", folder.resolve("b")).build(), TransferListener.SILENT);
            assertEquals(2 * LENGTH, asked.get());
            assertEquals(LENGTH, session.statistics().bytesUploaded());
            assertEquals(LENGTH, session.statistics().bytesDownloaded());
        }
    }

    @Test
    void bothDirectionsShareOneLimit() throws Exception {
        extension.emulator().put(BUCKET, "down", EmulatorFixture.bytes(4, LENGTH));
        long rate = 8_000_000;
        BandwidthLimiter limiter = new BandwidthLimiter(rate);
        try (B2Session up = open(limiter);
                B2Session down = open(limiter)) {
            Path file = file();
            long start = System.nanoTime();
            FutureTask<TransferSummary> upload = new FutureTask<>(
                    () -> up.upload(UploadRequest.file(file, "up").build(), TransferListener.SILENT));
            new Thread(upload).start();
            down.download(DownloadRequest.name("down", folder.resolve("got")).build(), TransferListener.SILENT);
            upload.get();
            double seconds = (System.nanoTime() - start) / 1e9;
            double most = rate * (seconds + 0.05) + 64 * 1024;
            assertTrue(2 * LENGTH <= most, () -> 2 * LENGTH + " bytes in " + seconds + " s");
        }
    }

    @Test
    void aThrottledTransferEndsWithItsThread() throws Exception {
        BandwidthLimiter limiter = new BandwidthLimiter(1);
        CountDownLatch slow = new CountDownLatch(1);
        try (B2Session session = open((bytes, pulse) -> limiter.acquire(bytes, () -> {
            slow.countDown();
            pulse.run();
        }))) {
            Path file = file();
            FutureTask<TransferSummary> upload = new FutureTask<>(
                    () -> session.upload(UploadRequest.file(file, "a").build(), TransferListener.SILENT));
            Thread thread = new Thread(upload);
            thread.start();
            assertTrue(slow.await(20, TimeUnit.SECONDS));
            thread.interrupt();
            thread.join(20_000);
            assertFalse(thread.isAlive());
        }
        assertEquals(0, extension.emulator().state().requestsStalled());
    }

    /** Being held back is no silence: the request is not ended by the timeout. */
    @Test
    void holdingBackIsNotTakenForAStall() throws Exception {
        B2Emulator emulator = extension.emulator();
        ConnectionSettings settings = EmulatorFixture.settings(emulator)
                .timeout(java.time.Duration.ofMillis(300))
                .maxRetries(0)
                .build();
        Path small = EmulatorFixture.file(folder.resolve("small"), EmulatorFixture.bytes(1, 300_000));
        BandwidthLimiter limiter = new BandwidthLimiter(200_000);
        try (B2Session session =
                EmulatorFixture.open(settings, emulator.applicationKeyId(), emulator.applicationKey(), limiter)) {
            session.upload(UploadRequest.file(small, "a").build(), TransferListener.SILENT);
            session.download(DownloadRequest.name("a", folder.resolve("b")).build(), TransferListener.SILENT);
        }
        assertEquals(300_000, Files.size(folder.resolve("b")));
    }

    /** For longer than the timeout, in the middle of a body. */
    @Test
    void aTransferGoesOnAfterAPause() throws Exception {
        B2Emulator emulator = extension.emulator();
        ConnectionSettings settings = EmulatorFixture.settings(emulator)
                .timeout(java.time.Duration.ofMillis(300))
                .maxRetries(0)
                .build();
        BandwidthLimiter limiter = new BandwidthLimiter(BandwidthLimiter.UNLIMITED);
        AtomicLong asked = new AtomicLong();
        AtomicLong waits = new AtomicLong();
        CountDownLatch waited = new CountDownLatch(1);
        Throttle pausedInTheMiddle = (bytes, pulse) -> {
            if (asked.addAndGet(bytes) > LENGTH / 2 && waits.get() == 0) {
                limiter.setPaused(true);
            }
            limiter.acquire(bytes, () -> {
                // A wait tells of itself ten times a second.
                if (waits.incrementAndGet() == 10) {
                    waited.countDown();
                }
                pulse.run();
            });
        };
        try (B2Session session = EmulatorFixture.open(
                settings, emulator.applicationKeyId(), emulator.applicationKey(), pausedInTheMiddle)) {
            Path file = file();
            FutureTask<TransferSummary> upload = new FutureTask<>(
                    () -> session.upload(UploadRequest.file(file, "a").build(), TransferListener.SILENT));
            new Thread(upload).start();
            assertTrue(waited.await(20, TimeUnit.SECONDS));
            assertFalse(upload.isDone());
            limiter.setPaused(false);
            assertEquals(0, upload.get(20, TimeUnit.SECONDS).failed());
        }
        assertEquals(LENGTH, asked.get());
    }

    @Test
    void progressEndsAtTheWhole() throws Exception {
        Progress[] last = new Progress[1];
        TransferListener listener = new TransferListener() {
            @Override
            public void progress(Progress progress) {
                last[0] = progress;
            }
        };
        Path tree = folder.resolve("tree");
        EmulatorFixture.file(tree.resolve("large"), EmulatorFixture.bytes(1, LENGTH));
        EmulatorFixture.file(tree.resolve("small"), EmulatorFixture.bytes(1, 10));
        EmulatorFixture.file(tree.resolve("empty"), new byte[0]);
        try (B2Session session = open(Throttle.NONE)) {
            session.upload(UploadRequest.tree(tree).build(), listener);
            whole(last[0]);
            session.upload(UploadRequest.tree(tree).skipUnchanged(true).build(), listener);
            whole(last[0]);
            session.download(DownloadRequest.tree("", folder.resolve("back")).build(), listener);
            whole(last[0]);
        }
    }

    private static void whole(Progress progress) {
        assertEquals(3, progress.files());
        assertEquals(3, progress.filesTotal());
        assertEquals(LENGTH + 10, progress.bytes());
        assertEquals(LENGTH + 10, progress.bytesTotal());
        assertEquals(100, progress.percent());
    }
}
