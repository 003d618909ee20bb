package io.jenkins.plugins.b2.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.connection.ControllerServices;
import io.jenkins.plugins.b2.connection.StatusReport;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operation that ends while a report is on its way to the controller. */
@Timeout(60)
class HeartbeatTest {
    private final PendingReport news = new PendingReport();
    private final BandwidthLimiter limiter = new BandwidthLimiter(BandwidthLimiter.UNLIMITED);
    private final B2Session session =
            B2Session.open(ConnectionSettings.builder("bucket").build(), () -> null, limiter);
    private final SlowController controller = new SlowController();
    private final Heartbeat heartbeat = new Heartbeat(
            controller,
            session,
            limiter,
            news,
            new ConsoleListener("b2Upload", new PrintStream(OutputStream.nullOutputStream()), news, System::nanoTime));

    private Thread ending;

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void itEndsAfterThatReport() throws Exception {
        news.failed(failure("first"));
        controller.begun.await();
        news.failed(failure("second"));
        FutureTask<Void> end = endMeanwhile();
        controller.answer.countDown();
        end.get();
        assertEquals(List.of("first", "second"), controller.told());
    }

    /** What it held the controller does not know. */
    @Test
    void itFailsWithThatReport() throws Exception {
        controller.refusal = new IllegalStateException("no");
        news.failed(failure("first"));
        controller.begun.await();
        FutureTask<Void> end = endMeanwhile();
        controller.answer.countDown();
        Exception failure = assertThrows(Exception.class, end::get);
        assertEquals(IOException.class, failure.getCause().getClass());
        assertEquals(
                "The controller did not take a report of the transfer",
                failure.getCause().getMessage());
        assertEquals(controller.refusal, failure.getCause().getCause().getCause());
    }

    /** A build that is stopped does not wait for a controller that does not answer. */
    @Test
    void whenInterruptedItDoesNotWait() throws Exception {
        controller.begun.await();
        FutureTask<Void> end = endMeanwhile();
        ending.interrupt();
        Exception failure = assertThrows(Exception.class, end::get);
        assertEquals(IOException.class, failure.getCause().getClass());
        assertEquals(1, controller.answer.getCount());
    }

    /** Comes back when the end waits, or has come without. */
    private FutureTask<Void> endMeanwhile() {
        FutureTask<Void> end = new FutureTask<>(() -> {
            heartbeat.close();
            return null;
        });
        ending = new Thread(end, "end");
        ending.start();
        while (ending.getState() == Thread.State.RUNNABLE || ending.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
        return end;
    }

    private static Failure failure(String name) {
        return new Failure(name, TransferException.Kind.LOCAL, "no");
    }

    /** Takes its time for the first report. */
    private static final class SlowController implements ControllerServices {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);
        private final List<String> told = new ArrayList<>();
        private volatile RuntimeException refusal;

        private synchronized List<String> told() {
            return List.copyOf(told);
        }

        @Override
        public long report(StatusReport pulse) {
            boolean isFirst = begun.getCount() == 1;
            begun.countDown();
            if (isFirst) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                if (refusal != null) {
                    throw refusal;
                }
            }
            synchronized (this) {
                pulse.failed().forEach(failure -> told.add(failure.name()));
            }
            return BandwidthLimiter.UNLIMITED;
        }

        @Override
        public AccountAuthorization authorize() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String bucketId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void bucketRefused(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UploadUrl borrowUploadUrl() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void returnUploadUrl() {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] deriveKey(int passphrase, KdfParameters parameters) {
            throw new UnsupportedOperationException();
        }
    }
}
