package io.jenkins.plugins.b2.bandwidth;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.progress.LimitSource;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Divides the bandwidth limits, that of the whole Jenkins and those of the profiles, among the operations that run at
 * the moment, on whatever nodes. Operations report what they moved and learn what they may; so a change of the
 * configuration, a new operation or an ended one is felt with the next report. Thread-safe.
 */
@Extension
public class BandwidthBroker {
    /** Whoever used this much of its share wants more. */
    private static final double GREEDY = 0.8;
    /** Room to grow for those who don't use their share. */
    private static final double GROWTH = 1.5;

    /** A share of nothing. */
    public static final long PAUSED = -1;

    private static final double LEAST_DEMAND = 100_000;
    /** Operations report every second; whoever is silent for so long is gone, and its share is for the others. */
    private static final double SILENT_SECONDS = 15;

    private final List<Lease> leases = new ArrayList<>();
    private TemporaryLimit temporary = TemporaryLimit.NONE;

    public static BandwidthBroker get() {
        return ExtensionList.lookupSingleton(BandwidthBroker.class);
    }

    /**
     * A share for an operation that begins.
     *
     * @param profile whose limit holds beside that of the whole Jenkins; null for none
     */
    public synchronized Lease lease(@CheckForNull ScopedProfile profile) {
        Lease lease = new Lease(profile);
        leases.add(lease);
        return lease;
    }

    private synchronized long report(Lease lease, long bytesMoved) {
        if (temporary().isPaused()) {
            lease.rest(bytesMoved);
            return PAUSED;
        }
        lease.measure(bytesMoved, System.nanoTime());
        divide();
        return Math.round(lease.share);
    }

    private void divide() {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        leases.forEach(lease -> lease.grant(BandwidthLimiter.UNLIMITED, LimitSource.NONE));
        leases.stream()
                .filter(lease -> lease.profile != null)
                .collect(Collectors.groupingBy(lease -> lease.profile.key()))
                .values()
                .forEach(ofOne -> divide(ofOne.get(0).profile.bandwidth(), LimitSource.PROFILE, ofOne));
        TemporaryLimit now = temporary();
        long limit = now.isInForce() ? now.bytesPerSecond() : configuration.bandwidthNow();
        divide(limit, now.isInForce() ? LimitSource.TEMPORARY : LimitSource.JENKINS, leases);
    }

    /** The limit that holds instead of that of the whole Jenkins, if there is one now. */
    public synchronized TemporaryLimit temporary() {
        if (!temporary.isInForce()) {
            temporary = TemporaryLimit.NONE;
        }
        return temporary;
    }

    /** Sets it; all transfers go by it within a second. Not kept across a restart of Jenkins. */
    public synchronized void setTemporary(TemporaryLimit limit) {
        temporary = limit;
    }

    /** What a lease got from a narrower limit already is all that it can ask for from a wider one. */
    private static void divide(long limit, LimitSource source, List<Lease> among) {
        if (limit == BandwidthLimiter.UNLIMITED || among.isEmpty()) {
            return;
        }
        double[] shares = FairShares.divide(
                limit, among.stream().mapToDouble(Lease::demand).toArray());
        for (int i = 0; i < shares.length; i++) {
            Lease lease = among.get(i);
            double share = Math.max(1, shares[i]);
            if (lease.share == BandwidthLimiter.UNLIMITED || share < lease.share) {
                lease.grant(share, source);
            }
        }
    }

    private synchronized void end(Lease lease) {
        leases.remove(lease);
    }

    /** One operation's share of the limits. */
    public final class Lease implements AutoCloseable {
        private final ScopedProfile profile;
        private double share = BandwidthLimiter.UNLIMITED;
        private double rate = Double.POSITIVE_INFINITY;
        private double granted = BandwidthLimiter.UNLIMITED;
        private LimitSource source = LimitSource.NONE;
        private long lastBytes;
        private long lastTime = System.nanoTime();

        private Lease(ScopedProfile profile) {
            this.profile = profile;
        }

        /**
         * @param bytesMoved since the operation began
         * @return bytes a second from now on; 0 for no limit, {@link #PAUSED} for none at all
         */
        public long report(long bytesMoved) {
            return BandwidthBroker.this.report(this, bytesMoved);
        }

        /** Which limit made the share what it is. */
        public LimitSource source() {
            synchronized (BandwidthBroker.this) {
                return temporary().isPaused() ? LimitSource.PAUSED : source;
            }
        }

        private void grant(double bytesPerSecond, LimitSource of) {
            share = bytesPerSecond;
            source = of;
        }

        /** Whoever may move nothing wants as much as before, as far as anybody knows. */
        private void rest(long bytesMoved) {
            rate = Double.POSITIVE_INFINITY;
            granted = BandwidthLimiter.UNLIMITED;
            lastBytes = bytesMoved;
            lastTime = System.nanoTime();
        }

        private void measure(long bytesMoved, long now) {
            double seconds = (now - lastTime) / 1e9;
            if (seconds > 0.1) {
                rate = (bytesMoved - lastBytes) / seconds;
                granted = share;
                lastBytes = bytesMoved;
                lastTime = now;
            }
        }

        private double demand() {
            if ((System.nanoTime() - lastTime) / 1e9 > SILENT_SECONDS) {
                return 0;
            }
            boolean wantsMore = granted == BandwidthLimiter.UNLIMITED || rate >= GREEDY * granted;
            double own = wantsMore ? Double.POSITIVE_INFINITY : Math.max(LEAST_DEMAND, rate * GROWTH);
            return share == BandwidthLimiter.UNLIMITED ? own : Math.min(own, share);
        }

        @Override
        public void close() {
            end(this);
        }
    }
}
