package io.jenkins.plugins.b2.administration;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import java.util.logging.Level;

/** Goes on with counts that a restart has ended, and begins those that are due. */
@Extension
public class StorageWork extends AsyncPeriodicWork {
    public StorageWork() {
        super("Backblaze B2 storage");
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

    @Override
    protected void execute(TaskListener listener) {
        StorageGatherer.get().startWhatIsDue(StorageSettings.read().isDaily());
    }
}
