package io.jenkins.plugins.b2.transfer.download;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OrderedHashTest {
    private static final int MIB = 1 << 20;
    private static final Runnable NO_CHECK = () -> {};

    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** A file of zeros that has been written up to a point, and is read once it may be. */
    private OrderedHash hashOf(long written) {
        return new OrderedHash(
                (buffer, position) -> {
                    reading.countDown();
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    int count = buffer.remaining();
                    buffer.put(new byte[count]);
                    return count;
                },
                position -> written);
    }

    private FutureTask<Void> hashing(OrderedHash hash) throws InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            hash.catchUp(() -> true, NO_CHECK);
            return null;
        });
        new Thread(task).start();
        reading.await();
        return task;
    }

    private static String sha1OfZeros(int length) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(new byte[length]));
    }

    @Test
    void whoeverComesWhileItIsFarBehindWaitsAsLongAsOthersBringBytes() throws Exception {
        OrderedHash hash = hashOf(100 * MIB);
        FutureTask<Void> busy = hashing(hash);
        AtomicInteger asked = new AtomicInteger();
        hash.catchUp(() -> asked.incrementAndGet() < 3, NO_CHECK);
        assertEquals(3, asked.get());
        goOn.countDown();
        busy.get();
        assertEquals(sha1OfZeros(100 * MIB), hash.finish(NO_CHECK));
    }

    @Test
    void whoeverWaitsGoesOnWhenItHasCaughtUp() throws Exception {
        OrderedHash hash = hashOf(100 * MIB);
        FutureTask<Void> busy = hashing(hash);
        hash.catchUp(
                () -> {
                    goOn.countDown();
                    return true;
                },
                NO_CHECK);
        busy.get();
        assertEquals(sha1OfZeros(100 * MIB), hash.finish(NO_CHECK));
    }

    @Test
    void nobodyWaitsWhenItIsNotFarBehind() throws Exception {
        OrderedHash hash = hashOf(10 * MIB);
        FutureTask<Void> busy = hashing(hash);
        AtomicInteger asked = new AtomicInteger();
        hash.catchUp(() -> asked.incrementAndGet() > 0, NO_CHECK);
        assertEquals(0, asked.get());
        goOn.countDown();
        busy.get();
        assertEquals(sha1OfZeros(10 * MIB), hash.finish(NO_CHECK));
    }
}
