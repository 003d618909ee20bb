package io.jenkins.plugins.b2.bandwidth;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.time.ZonedDateTime;
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

    private static final double LEAST_DEMAND = 100_000;
    /** Operations report every second; whoever is silent for so long is gone, and its share is for the others. */
    private static final double SILENT_SECONDS = 15;

    private final List<Lease> leases = new ArrayList<>();

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
        lease.measure(bytesMoved, System.nanoTime());
        divide();
        return Math.round(lease.share);
    }

    private void divide() {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        leases.forEach(lease -> lease.share = BandwidthLimiter.UNLIMITED);
        leases.stream()
                .filter(lease -> lease.profile != null)
                .collect(Collectors.groupingBy(lease -> lease.profile.key()))
                .values()
                .forEach(ofOne -> divide(ofOne.get(0).profile.bandwidth(), ofOne));
        divide(configuration.schedule().rateAt(ZonedDateTime.now(), configuration.bandwidth()), leases);
    }

    /** What a lease got from a narrower limit already is all that it can ask for from a wider one. */
    private static void divide(long limit, List<Lease> among) {
        if (limit == BandwidthLimiter.UNLIMITED || among.isEmpty()) {
            return;
        }
        double[] shares = FairShares.divide(
                limit, among.stream().mapToDouble(Lease::demand).toArray());
        for (int i = 0; i < shares.length; i++) {
            Lease lease = among.get(i);
            double share = Math.max(1, shares[i]);
            lease.share = lease.share == BandwidthLimiter.UNLIMITED ? share : Math.min(lease.share, share);
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
        private long lastBytes;
        private long lastTime = System.nanoTime();

        private Lease(ScopedProfile profile) {
            this.profile = profile;
        }

        /**
         * @param bytesMoved since the operation began
         * @return bytes a second from now on; 0 for no limit
         */
        public long report(long bytesMoved) {
            return BandwidthBroker.this.report(this, bytesMoved);
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
