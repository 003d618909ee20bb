package io.jenkins.plugins.b2.benchmark;

import java.nio.file.Path;
import java.util.List;

/** A piece of work that each contender does again and again. */
abstract class Case {
    private final String name;
    private final List<Contender> contenders;
    private int roundTripMillis;
    private long bytesPerSecond;
    private boolean once;

    Case(String name, List<Contender> contenders) {
        this.name = name;
        this.contenders = contenders;
    }

    /** On a line with this round trip, and so many bytes a second for each connection; 0 for no limit. */
    Case onLine(int millis, long perConnection) {
        roundTripMillis = millis;
        bytesPerSecond = perConnection;
        return this;
    }

    /** One run of each, without a warm-up. */
    Case once() {
        once = true;
        return this;
    }

    final String name() {
        return name;
    }

    final List<Contender> contenders() {
        return contenders;
    }

    final int roundTripMillis() {
        return roundTripMillis;
    }

    final long bytesPerSecond() {
        return bytesPerSecond;
    }

    final boolean isOnce() {
        return once;
    }

    /** Bytes that one run moves; 0 where that is not what counts. */
    long bytes() {
        return 0;
    }

    /** Makes what is needed, once. */
    void setUp(Bench bench) throws Exception {}

    /** Before each run. */
    void before(Bench bench, Contender contender) throws Exception {}

    /** @return null when the contender can't do it */
    abstract Command command(Bench bench, Contender contender);

    /** After the first run: whether the work was done. */
    void check(Bench bench, Contender contender) throws Exception {}

    /** After each run: makes room. */
    void after(Bench bench, Contender contender) throws Exception {}

    /** Where a case works, and with what. */
    record Bench(Path folder, EmulatorProcess emulator) {
        Path source() {
            return folder.resolve("source");
        }

        Path target() {
            return folder.resolve("target");
        }

        Path scratch() {
            return folder.resolve("scratch");
        }
    }
}
