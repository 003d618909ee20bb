package io.jenkins.plugins.b2.artifacts;

import hudson.Extension;
import hudson.model.PeriodicWork;

/** Goes on with what could not be deleted at once. */
@Extension
public class DeletionWork extends PeriodicWork {
    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    protected void doRun() {
        DeletionQueue.get().start();
    }
}
