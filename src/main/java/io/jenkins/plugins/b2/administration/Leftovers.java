package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Computer;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.config.ProfileLookup;
import io.jenkins.plugins.b2.config.ScopedProfile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.LogLine;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Cancels unfinished large files that nobody goes on with: of each profile that says after how many hours, and by hand. Each
 * name is logged. Thread-safe.
 */
@Extension
public class Leftovers extends AsyncPeriodicWork {
    private static final Logger LOGGER = Logger.getLogger(Leftovers.class.getName());
    private static final long EVERY_HOURS = 6;
    private static final int NAMES_KEPT = 100;

    /** Global profiles of which somebody has leftovers looked for now, and what came of it last; by their names. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    private final Map<String, Result> results = new ConcurrentHashMap<>();

    public Leftovers() {
        super("Backblaze B2 leftovers");
    }

    public static Leftovers get() {
        return ExtensionList.lookupSingleton(Leftovers.class);
    }

    /**
     * What was done by hand.
     *
     * @param millis when, milliseconds since 1970
     * @param count how many files were canceled, or would have been
     * @param names of the first of them
     * @param error why some or all were not; null when nothing failed
     */
    public record Result(
            String profile,
            long millis,
            int hours,
            boolean dryRun,
            long count,
            List<String> names,
            @CheckForNull String error) {
        public Result {
            names = List.copyOf(names);
        }

        public String getText() {
            String age = Ago.of(millis);
            return dryRun
                    ? Messages.Leftovers_wouldCancel(profile, count, hours, age)
                    : Messages.Leftovers_canceled(profile, count, hours, age);
        }

        /** How many names there are beside those that are kept. */
        public long getMore() {
            return count - names.size();
        }
    }

    boolean isRunning(String profile) {
        return running.contains(profile);
    }

    /** What came of it last; null when nobody has asked since Jenkins started. */
    @CheckForNull
    Result result(String profile) {
        return results.get(profile);
    }

    @Override
    public long getRecurrencePeriod() {
        return EVERY_HOURS * HOUR;
    }

    /** Not everything at once when Jenkins starts. */
    @Override
    public long getInitialDelay() {
        return 10 * MIN;
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    /** One profile that fails does not keep the others from it. */
    @Override
    protected void execute(TaskListener listener) throws InterruptedException {
        for (ScopedProfile profile : ProfileLookup.all()) {
            Integer hours = profile.profile().getSweepUnfinishedAfterHours();
            if (hours == null || !profile.profile().isEnabled()) {
                continue;
            }
            Result result = sweep(profile, hours, false, listener);
            if (result.error() != null) {
                listener.error("%s: %s", profile.key(), result.error());
            }
        }
    }

    /** Does it in the background for a global profile, unless that is under way. */
    void start(String name, int hours, boolean dryRun) {
        if (!running.add(name)) {
            return;
        }
        Computer.threadPoolForRemoting.submit(() -> {
            try {
                ScopedProfile profile = Connection.find(name, null);
                results.put(name, sweep(profile, hours, dryRun, TaskListener.NULL));
            } catch (InterruptedException e) {
                LOGGER.log(Level.FINE, "Jenkins ends", e);
            } catch (IOException e) {
                results.put(name, failed(name, hours, dryRun, e));
            } finally {
                running.remove(name);
            }
        });
    }

    private static Result failed(String name, int hours, boolean dryRun, Exception e) {
        return new Result(name, System.currentTimeMillis(), hours, dryRun, 0, List.of(), message(e));
    }

    private static String message(Exception e) {
        return Objects.toString(e.getMessage(), e.toString());
    }

    private static Result sweep(ScopedProfile profile, int hours, boolean dryRun, TaskListener log)
            throws InterruptedException {
        Found found = new Found(profile.key(), dryRun, log);
        String error = null;
        try {
            Connection connection = Connection.of(profile);
            ControllerWork.run(connection, Verb.DELETE, Messages.Leftovers_label(), (session, context) -> {
                session.sweepUnfinished(Util.fixNull(connection.prefix()), Duration.ofHours(hours), dryRun, found);
                return null;
            });
        } catch (IOException | RuntimeException e) {
            error = message(e);
            LOGGER.log(
                    Level.WARNING,
                    "Could not cancel all unfinished large files by the profile {0}: {1}",
                    new Object[] {profile.key(), LogLine.of(error)});
        }
        return new Result(profile.name(), System.currentTimeMillis(), hours, dryRun, found.count, found.names, error);
    }

    /** Logs names, and keeps the first. */
    private static final class Found implements TransferListener {
        private final String profile;
        private final boolean dryRun;
        private final TaskListener log;
        private final List<String> names = new ArrayList<>();
        private long count;

        private Found(String profile, boolean dryRun, TaskListener log) {
            this.profile = profile;
            this.dryRun = dryRun;
            this.log = log;
        }

        @Override
        public void fileDone(FileResult result) {
            count++;
            if (names.size() < NAMES_KEPT) {
                names.add(result.name());
            }
            say((dryRun ? "Would cancel" : "Canceled") + " the unfinished large file " + result.name());
        }

        @Override
        public void fileFailed(FilesFailedException.Failure failure) {
            say(failure.name() + ": " + failure.message());
        }

        private void say(String text) {
            String line = LogLine.of(profile + ": " + text);
            log.getLogger().println(line);
            LOGGER.info(line);
        }
    }
}
