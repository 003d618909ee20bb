package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.http.RequestExchange;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * The place where content passes the throttle and is counted, in either direction. Ends on cancellation. Belongs to one
 * thread.
 */
public final class MeteredInputStream extends FilterInputStream {
    /** Bytes admitted at once: little enough for an even flow, much enough to cost nothing. */
    private static final int SLICE = 64 * 1024;

    private final Meters meters;
    private long counted;

    /** What one stream reports to. */
    public record Meters(Throttle throttle, Cancellation cancellation, LongConsumer progress, LongConsumer traffic) {}

    public MeteredInputStream(InputStream in, Meters meters) {
        super(in);
        this.meters = meters;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        meters.cancellation().check();
        int slice = meters.throttle().isOpen() ? length : Math.min(length, SLICE);
        int count = super.read(buffer, offset, slice);
        if (count > 0) {
            admit(count);
            counted += count;
            meters.progress().accept(count);
            meters.traffic().accept(count);
        }
        return count;
    }

    private void admit(int count) {
        try {
            meters.throttle().acquire(count, this::holdBack);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    private void holdBack() {
        meters.cancellation().check();
        RequestExchange.holdingBack();
    }

    /** Takes back from the progress what has been counted, because it has to travel again. */
    public void takeBack() {
        meters.progress().accept(-counted);
        counted = 0;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
