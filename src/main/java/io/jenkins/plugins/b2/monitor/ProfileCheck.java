package io.jenkins.plugins.b2.monitor;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.KeyExpiry;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileAccess;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;

/** Tests the connection of each enabled profile once an hour, and keeps what is wrong. */
@Extension
public class ProfileCheck extends AsyncPeriodicWork {
    private static final String CAPABILITIES = "capabilities";

    private volatile List<Problem> problems = List.of();

    public ProfileCheck() {
        super("Backblaze B2 profile check");
    }

    public static ProfileCheck get() {
        return ExtensionList.lookupSingleton(ProfileCheck.class);
    }

    @Override
    public long getRecurrencePeriod() {
        return HOUR;
    }

    /** Not everything at once when Jenkins starts. */
    @Override
    public long getInitialDelay() {
        return 5 * MIN;
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    /** Those that the last check found and that still concern an enabled profile. */
    public List<Problem> problems() {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        return problems.stream()
                .filter(problem -> {
                    Profile profile = configuration.profile(problem.profile());
                    return profile != null && profile.isEnabled();
                })
                .toList();
    }

    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        if (ExtensionList.lookupSingleton(ProfileMonitor.class).isEnabled()) {
            check();
        }
    }

    void check() throws InterruptedException {
        List<Problem> found = new ArrayList<>();
        for (Profile profile : BackblazeB2Configuration.get().getProfiles()) {
            if (profile.isEnabled()) {
                check(profile, found);
            }
        }
        problems = List.copyOf(found);
    }

    private static void check(Profile profile, List<Problem> found) throws InterruptedException {
        try {
            judge(profile, new ProfileAccess(ScopedProfile.global(profile)).test(), found);
        } catch (AbortException | TransferException | IllegalArgumentException e) {
            found.add(new Problem(profile.getName(), e.getMessage()));
        }
    }

    private static void judge(Profile profile, ConnectionReport report, List<Problem> found) {
        if (!report.ok()) {
            found.add(new Problem(profile.getName(), report.failure().message()));
            return;
        }
        AccountAuthorization key = report.authorization();
        List<String> lacking = ProfileUses.get().of(profile.getName()).stream()
                .filter(verb -> !key.missingFor(verb).isEmpty())
                .map(Verb::words)
                .sorted()
                .toList();
        if (!lacking.isEmpty()) {
            String told = report.stages().stream()
                    .filter(stage -> stage.name().equals(CAPABILITIES))
                    .map(ConnectionReport.Stage::message)
                    .findFirst()
                    .orElseThrow();
            found.add(new Problem(profile.getName(), Messages.ProfileCheck_lacks(String.join(", ", lacking), told)));
        }
        KeyExpiry.warning(key).ifPresent(warning -> found.add(new Problem(profile.getName(), warning)));
    }
}
