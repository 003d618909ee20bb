package io.jenkins.plugins.b2.monitor;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Computer;
import hudson.model.Saveable;
import hudson.model.TaskListener;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.KeyExpiry;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileAccess;
import io.jenkins.plugins.b2.config.ProfileUses;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tests the connection of each enabled profile once an hour, and at once when the configuration or the system's credentials
 * were saved; keeps what is wrong. Always in the background. Thread-safe.
 */
@Extension
public class ProfileCheck extends AsyncPeriodicWork {
    private static final Logger LOG = Logger.getLogger(ProfileCheck.class.getName());
    private static final String CAPABILITIES = "capabilities";

    private volatile List<Problem> problems = List.of();
    /** By the profile's name. */
    private volatile Map<String, TestResult> results = Map.of();
    /** Whether what is known is about to be replaced, since it is of before a change. */
    private volatile boolean checking;

    private boolean working;
    private boolean due;

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

    /** Those that the last check found and that still concern an enabled profile; none while one is made anew. */
    public List<Problem> problems() {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        return checking
                ? List.of()
                : problems.stream()
                        .filter(problem -> {
                            Profile profile = configuration.profile(problem.profile());
                            return profile != null && profile.isEnabled();
                        })
                        .toList();
    }

    /** Of a global profile; null when it was not tested since Jenkins started or it was changed, or is tested anew. */
    @CheckForNull
    public TestResult result(String profile) {
        return checking ? null : results.get(profile);
    }

    /** Whether a check that somebody may wait for is in progress. */
    public boolean isChecking() {
        return checking;
    }

    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        if (isWanted()) {
            check();
        }
    }

    private static boolean isWanted() {
        return ExtensionList.lookupSingleton(ProfileMonitor.class).isEnabled();
    }

    /** Checks anew, in the background; once more when asked while a check is in progress. */
    public void checkAgain() {
        synchronized (this) {
            checking = true;
            due = true;
            if (working) {
                return;
            }
            working = true;
        }
        Computer.threadPoolForRemoting.submit(this::work);
    }

    /** What is known is of before a change, and nobody wants to know how it is now. */
    private void forget() {
        synchronized (this) {
            if (!working) {
                problems = List.of();
                results = Map.of();
                return;
            }
        }
        checkAgain();
    }

    private void work() {
        try {
            while (isDue()) {
                check();
            }
        } catch (InterruptedException e) {
            LOG.log(Level.FINE, "Jenkins ends", e);
        } finally {
            synchronized (this) {
                working = false;
                checking = false;
            }
        }
    }

    /** Either there is more to do, or the state says that nobody works. */
    private synchronized boolean isDue() {
        boolean more = due;
        due = false;
        working = more;
        checking = more;
        return more;
    }

    void check() throws InterruptedException {
        List<Problem> found = new ArrayList<>();
        Map<String, TestResult> tested = new HashMap<>();
        for (Profile profile : BackblazeB2Configuration.get().getProfiles()) {
            if (profile.isEnabled()) {
                tested.put(profile.getName(), check(profile, found));
            }
        }
        problems = List.copyOf(found);
        results = Map.copyOf(tested);
    }

    private static TestResult check(Profile profile, List<Problem> found) throws InterruptedException {
        try {
            ConnectionReport report = new ProfileAccess(ScopedProfile.global(profile)).test();
            judge(profile, report, found);
            AccountAuthorization key = report.authorization();
            return new TestResult(
                    System.currentTimeMillis(),
                    report.ok() ? null : report.failure().message(),
                    key == null ? null : KeyRights.of(key));
        } catch (AbortException | TransferException | IllegalArgumentException e) {
            found.add(new Problem(profile.getName(), e.getMessage()));
            return new TestResult(System.currentTimeMillis(), e.getMessage(), null);
        }
    }

    private static void judge(Profile profile, ConnectionReport report, List<Problem> found) {
        if (!report.ok()) {
            found.add(new Problem(profile.getName(), report.failure().message()));
            return;
        }
        AccountAuthorization key = report.authorization();
        List<String> lacking = ProfileUses.get().verbs(profile.getName()).stream()
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

    /** What was found out about the settings of before says nothing about those of now. */
    @Extension
    public static final class Saves extends SaveableListener {
        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if ((saved instanceof BackblazeB2Configuration || saved instanceof SystemCredentialsProvider)
                    && !BackblazeB2Configuration.get().getProfiles().isEmpty()) {
                if (isWanted()) {
                    get().checkAgain();
                } else {
                    get().forget();
                }
            }
        }
    }
}
