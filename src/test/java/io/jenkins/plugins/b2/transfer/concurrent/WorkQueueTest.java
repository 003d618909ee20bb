package io.jenkins.plugins.b2.transfer.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkQueueTest {
    /** Parts of the file that is there need not wait for the listing that others come from. */
    @Test
    void threadsComeForWhatIsPutFirstWhileTheSourceIsWaitedFor() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch met = new CountDownLatch(1);
        CyclicBarrier meeting = new CyclicBarrier(3, met::countDown);
        AtomicInteger draws = new AtomicInteger();
        WorkQueue[] queue = new WorkQueue[1];
        WorkQueue.Task part = () -> meeting.await(30, TimeUnit.SECONDS);
        WorkQueue.Task file = () -> {
            asked.await();
            queue[0].addFirst(List.of(part, part, part));
        };
        WorkQueue.Source source = () -> {
            if (draws.incrementAndGet() == 1) {
                return file;
            }
            asked.countDown();
            met.await();
            return null;
        };
        queue[0] = new WorkQueue("parts", 5, source, new Cancellation());
        queue[0].run(() -> {}, Duration.ofMillis(10));
    }
}
