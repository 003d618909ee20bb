package io.jenkins.plugins.b2.agent;

import io.jenkins.plugins.b2.connection.ControllerServices;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the controller once a second that the operation lives and takes its share of the bandwidth back. Ends the
 * operation when the controller can't be reached any more: it would go on for nobody, perhaps beside a second one.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(Heartbeat.class.getName());
    private static final long PERIOD_MILLIS = 1000;
    private static final String NOT_TAKEN = "The controller did not take a report of the transfer";

    private final ControllerServices services;
    private final B2Session session;
    private final BandwidthLimiter limiter;
    private final PendingReport news;
    private final ConsoleListener console;
    private final Thread worker = Thread.currentThread();
    private final Thread thread;
    /** One report at a time, so that the last one comes last. */
    private final ReentrantLock reporting = new ReentrantLock();
    /** Why a report was not taken, guarded by {@link #reporting}: what it held is told by no later one. */
    private Throwable refusal;

    private boolean closed;
    private boolean lost;

    Heartbeat(
            ControllerServices services,
            B2Session session,
            BandwidthLimiter limiter,
            PendingReport news,
            ConsoleListener console) {
        this.console = console;
        this.services = services;
        this.session = session;
        this.limiter = limiter;
        this.news = news;
        this.thread = new Thread(this::beat, "b2-heartbeat");
        thread.setDaemon(true);
        thread.start();
    }

    private void beat() {
        try {
            while (pause()) {
                reporting.lock();
                try {
                    if (!isClosed()) {
                        console.tellPause(report() == ControllerServices.PAUSED);
                        console.showLife();
                    }
                } finally {
                    reporting.unlock();
                }
            }
        } catch (InterruptedException e) {
            LOGGER.log(Level.FINE, "ended", e);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.FINE, "the controller is out of reach", e);
            lose();
        }
    }

    /** Under {@link #reporting}. */
    private long report() {
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        try {
            long rate = services.report(news.take(session.statistics()));
            apply(rate, limiter);
            return rate;
        } catch (RuntimeException | Error e) {
            refusal = e;
            throw e;
        }
    }

    /** What the controller has answered. */
    static void apply(long rate, BandwidthLimiter limiter) {
        limiter.setPaused(rate == ControllerServices.PAUSED);
        if (rate != ControllerServices.PAUSED) {
            limiter.setRate(rate);
        }
    }

    private synchronized boolean pause() throws InterruptedException {
        if (!closed) {
            wait(PERIOD_MILLIS);
        }
        return !closed;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void lose() {
        if (!closed) {
            lost = true;
            worker.interrupt();
        }
    }

    /** Runs the work; translates what it throws into what Jenkins prints without a stack trace. */
    <T> T guard(Callable<T> work) throws IOException, InterruptedException {
        try {
            return work.call();
        } catch (TransferException e) {
            throw new TransferFailure(e);
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /**
     * Ends with one more report, after one that is under way, so that the controller knows all that was done, however it
     * ended.
     *
     * @throws IOException when the controller did not take one: what it does not know of must not count as done
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            notifyAll();
            if (lost) {
                // The interrupt was this class's own and must not reach the thread's next work.
                Thread.interrupted();
                throw new IOException("The connection to the controller was lost, so the transfer was ended");
            }
        }
        try {
            // An interrupt from before must not cost the last report; one that comes while another is under way may.
            if (!reporting.tryLock()) {
                reporting.lockInterruptibly();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new IOException(NOT_TAKEN, e);
        }
        try {
            report();
        } catch (RuntimeException e) {
            throw new IOException(NOT_TAKEN, e);
        } finally {
            reporting.unlock();
        }
    }
}
