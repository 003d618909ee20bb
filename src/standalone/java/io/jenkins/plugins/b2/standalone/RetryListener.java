package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferListener;

/** Tells of a running verb that has no progress worth a line, such as a listing, whose rows are its progress. */
record RetryListener(CommandOutput report) implements TransferListener {
    @Override
    public void retrying(RetryEvent event) {
        // The log of --verbose tells it already.
        if (!report.isVerbose()) {
            report.say("  " + event.describe());
        }
    }

    @Override
    public void warning(String message) {
        report.warn(message);
    }
}
