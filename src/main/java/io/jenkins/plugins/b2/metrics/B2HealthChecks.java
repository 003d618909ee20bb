package io.jenkins.plugins.b2.metrics;

import com.codahale.metrics.health.HealthCheck;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.b2.artifacts.DeletionQueue;
import io.jenkins.plugins.b2.monitor.Problem;
import io.jenkins.plugins.b2.monitor.ProfileCheck;
import java.util.List;
import java.util.Map;
import jenkins.metrics.api.HealthCheckProvider;

/**
 * Whether all is well, by what the administrative monitors know; B2 is not asked. Why it isn't is on their pages: it may name
 * what not everybody who looks after the health of a Jenkins may see.
 */
@Extension(optional = true)
public final class B2HealthChecks extends HealthCheckProvider {
    @NonNull
    @Override
    public Map<String, HealthCheck> getHealthChecks() {
        return checks(
                check("backblaze-b2.profiles", new HealthCheck() {
                    @Override
                    protected Result check() {
                        return profiles();
                    }
                }),
                check("backblaze-b2.deletions", new HealthCheck() {
                    @Override
                    protected Result check() {
                        return deletions();
                    }
                }));
    }

    private static HealthCheck.Result profiles() {
        List<String> troubled = ProfileCheck.get().problems().stream()
                .map(Problem::profile)
                .distinct()
                .toList();
        return troubled.isEmpty()
                ? HealthCheck.Result.healthy()
                : HealthCheck.Result.unhealthy(Messages.B2HealthChecks_profiles(String.join(", ", troubled)));
    }

    private static HealthCheck.Result deletions() {
        DeletionQueue.State waiting = DeletionQueue.get().state();
        return waiting.error() == null
                ? HealthCheck.Result.healthy()
                : HealthCheck.Result.unhealthy(Messages.B2HealthChecks_deletions(waiting.count()));
    }
}
