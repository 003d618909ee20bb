package io.jenkins.plugins.b2.emulator.http;

import io.jenkins.plugins.b2.emulator.fault.Rate;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.util.Attributes;

/** Makes requests wait as the shape in force demands. Thread-safe; a new shape also changes running transfers. */
public final class Shaper {
    private static final String LINE = Shaper.class.getName();
    private static final int FULL_SLICE = 256 * 1024;

    private final LongAdder bytesIn = new LongAdder();
    private volatile Line total = new Line(Shape.NONE, 0);

    /** The rates of one connection, or of all together; in each direction. */
    private record Line(Shape shape, Rate in, Rate out) {
        Line(Shape shape, long bytesPerSecond) {
            this(shape, new Rate(bytesPerSecond), new Rate(bytesPerSecond));
        }
    }

    public void set(Shape shape) {
        total = new Line(shape, shape.bytesPerSecond());
    }

    public Shape shape() {
        return total.shape();
    }

    /** Waits for the round trip of a request, and for one more when the connection is new. */
    void arrive(Attributes connection) throws IOException {
        boolean fresh = connection.getAttribute(LINE) == null;
        line(connection);
        pause(TimeUnit.MILLISECONDS.toNanos((fresh ? 2L : 1L) * shape().rttMillis()));
    }

    private Line line(Attributes connection) {
        Shape shape = shape();
        Line line = (Line) connection.getAttribute(LINE);
        if (line == null || line.shape() != shape) {
            line = new Line(shape, shape.bytesPerSecondPerConnection());
            connection.setAttribute(LINE, line);
        }
        return line;
    }

    /** Of request bodies, as they arrive. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    void passIn(Attributes connection, long bytes) throws IOException {
        bytesIn.add(bytes);
        long now = System.nanoTime();
        pause(Math.max(line(connection).in().book(now, bytes), total.in().book(now, bytes)));
    }

    void passOut(Attributes connection, long bytes) throws IOException {
        long now = System.nanoTime();
        pause(Math.max(line(connection).out().book(now, bytes), total.out().book(now, bytes)));
    }

    /** How many bytes to send at once, so that a narrow line flows instead of jumping. */
    int slice() {
        Shape shape = shape();
        long rate = Long.MAX_VALUE;
        if (shape.bytesPerSecond() > 0) {
            rate = shape.bytesPerSecond();
        }
        if (shape.bytesPerSecondPerConnection() > 0) {
            rate = Math.min(rate, shape.bytesPerSecondPerConnection());
        }
        return (int) Math.max(1024, Math.min(FULL_SLICE, rate / 50));
    }

    private static void pause(long nanos) throws IOException {
        if (nanos <= 0) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the emulator is closing");
        }
    }
}
