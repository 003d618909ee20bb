package io.jenkins.plugins.b2.emulator.fault;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** The faults in force. The first one that applies to a call is the one that happens. Thread-safe. */
public final class Faults {
    private final List<Armed> armed = new ArrayList<>();
    private final Clock clock;
    private int epoch;

    /** The clock by which faults last. */
    public Faults(Clock clock) {
        this.clock = clock;
    }

    /** A fault with what is left of it: {@code seen} matching calls so far, {@code fired} of them failed. */
    public record Status(Fault fault, int seen, int fired) {}

    /** Refuses a fault whose action cannot happen at its moment. */
    public synchronized void add(Fault fault) {
        armed.add(new Armed(fault.checked(), clock));
    }

    /** Ends all faults, and lets go of the requests that are stalled (their connections are reset). */
    public synchronized void clear() {
        armed.clear();
        epoch++;
        notifyAll();
    }

    public synchronized List<Status> list() {
        return armed.stream().map(a -> new Status(a.fault, a.seen, a.fired)).toList();
    }

    /** Null when this call goes well. {@code fileName} is only asked when a fault wants to know; it may give null. */
    public synchronized Fault pick(String call, Supplier<String> fileName) {
        for (Armed a : armed) {
            if (a.fires(call, fileName)) {
                return a.fault;
            }
        }
        return null;
    }

    /** Grows with each {@link #clear}. */
    public synchronized int epoch() {
        return epoch;
    }

    /** Waits at most that long for the next {@link #clear}; false when the epoch is over. */
    public synchronized boolean stillIn(int since, long millis) throws InterruptedException {
        if (epoch == since) {
            wait(millis);
        }
        return epoch == since;
    }

    private static final class Armed {
        private final Fault fault;
        private final Clock clock;
        private final Random random;
        private long ends = Long.MAX_VALUE;
        private int seen;
        private int fired;

        Armed(Fault fault, Clock clock) {
            this.fault = fault;
            this.clock = clock;
            this.random = new Random(fault.seed());
        }

        boolean fires(String call, Supplier<String> fileName) {
            if (spent() || !matches(call, fileName)) {
                return false;
            }
            seen++;
            // Drawn for every matching call, so that the sequence depends on the seed alone.
            boolean drawn = random.nextDouble() < fault.probability();
            if (seen <= fault.skip() || !drawn) {
                return false;
            }
            if (fired == 0 && fault.lastsMillis() > 0) {
                ends = clock.millis() + fault.lastsMillis();
            }
            fired++;
            return true;
        }

        private boolean spent() {
            return fault.times() != Fault.UNLIMITED && fired >= fault.times() || clock.millis() >= ends;
        }

        private boolean matches(String call, Supplier<String> fileName) {
            if (!fault.call().equals("*") && !fault.call().equals(call)) {
                return false;
            }
            if (fault.nameContains() == null) {
                return true;
            }
            String name = fileName.get();
            return name != null && name.contains(fault.nameContains());
        }
    }
}
