package io.jenkins.plugins.b2.bandwidth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.progress.LimitSource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The limit that holds for now, beside those that are configured. */
@WithJenkins
class TemporaryLimitTest {
    private static TemporaryLimit of(long rate) {
        return new TemporaryLimit(rate, false, null);
    }

    @Test
    void itTakesThePlaceOfTheLimitOfJenkinsUntilItEnds(JenkinsRule jenkins) throws Exception {
        BackblazeB2Configuration.get().setMaxBandwidth("8 MB/s");
        Profile slow = new Profile("slow", "key", "bucket-of-slow");
        slow.setMaxBandwidth("1 MB/s");
        BackblazeB2Configuration.get().setProfiles(List.of(slow));
        BandwidthBroker broker = BandwidthBroker.get();
        try (BandwidthBroker.Lease lease = broker.lease(null)) {
            assertEquals(8_000_000, lease.report(0));
            assertEquals(LimitSource.JENKINS, lease.source());
            broker.setTemporary(of(2_000_000));
            assertEquals(2_000_000, lease.report(0));
            assertEquals(LimitSource.TEMPORARY, lease.source());
            broker.setTemporary(of(0));
            assertEquals(0, lease.report(0), "no limit is a limit for now, too");
            assertEquals(LimitSource.NONE, lease.source());
            broker.setTemporary(
                    new TemporaryLimit(2_000_000, false, Instant.now().minusSeconds(1)));
            assertFalse(broker.temporary().isInForce());
            assertEquals(8_000_000, lease.report(0));
        }
        broker.setTemporary(of(5_000_000));
        try (BandwidthBroker.Lease lease = broker.lease(ScopedProfile.global(slow))) {
            assertEquals(1_000_000, lease.report(0), "limits of profiles stay");
            assertEquals(LimitSource.PROFILE, lease.source());
        }
    }

    @Test
    void aPauseHoldsAllAndLeavesNothingBehind(JenkinsRule jenkins) throws Exception {
        BackblazeB2Configuration.get().setMaxBandwidth("8 MB/s");
        BandwidthBroker broker = BandwidthBroker.get();
        try (BandwidthBroker.Lease lease = broker.lease(null)) {
            lease.report(0);
            broker.setTemporary(new TemporaryLimit(0, true, null));
            assertTrue(broker.temporary().isPaused());
            for (int i = 0; i < 3; i++) {
                assertEquals(BandwidthBroker.PAUSED, lease.report(1000));
                assertEquals(LimitSource.PAUSED, lease.source());
            }
            broker.setTemporary(TemporaryLimit.NONE);
            assertEquals(8_000_000, lease.report(1000), "all of it at once, not what was moved meanwhile");
        }
    }
}
