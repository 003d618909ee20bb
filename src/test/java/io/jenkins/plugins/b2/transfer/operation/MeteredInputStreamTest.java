package io.jenkins.plugins.b2.transfer.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeteredInputStreamTest {
    private static final int LENGTH = 1_000_000;

    @Test
    void readsWhatIsAskedForUntilThereIsALimit() throws IOException {
        BandwidthLimiter limiter = new BandwidthLimiter(BandwidthLimiter.UNLIMITED);
        AtomicLong progress = new AtomicLong();
        MeteredInputStream in = new MeteredInputStream(
                new ByteArrayInputStream(new byte[LENGTH]),
                new MeteredInputStream.Meters(limiter, new Cancellation(), progress::addAndGet, bytes -> {}));
        byte[] buffer = new byte[300_000];
        assertEquals(buffer.length, in.read(buffer));
        limiter.setRate(1_000_000_000);
        assertEquals(64 * 1024, in.read(buffer));
        limiter.setRate(BandwidthLimiter.UNLIMITED);
        assertEquals(buffer.length, in.read(buffer));
        assertEquals(2L * buffer.length + 64 * 1024, progress.get());
    }
}
