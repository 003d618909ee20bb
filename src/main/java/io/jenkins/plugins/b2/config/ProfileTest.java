package io.jenkins.plugins.b2.config;

import hudson.AbortException;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Runs a connection test for the form and shows its stages. The server that it talks to may be anybody's who may configure a
 * folder, so it keeps few of the threads that answer requests, and none for long, see {@link ProfileAccess#test}.
 */
final class ProfileTest {
    private static final int AT_ONCE = 4;
    private static final Semaphore FREE = new Semaphore(AT_ONCE);

    private ProfileTest() {}

    static FormValidation run(ScopedProfile profile) {
        if (!FREE.tryAcquire()) {
            return FormValidation.error(Messages.ProfileTest_busy(AT_ONCE));
        }
        try {
            return show(new ProfileAccess(profile).test());
        } catch (AbortException | TransferException | IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error(Messages.ProfileTest_interrupted());
        } finally {
            FREE.release();
        }
    }

    private static FormValidation show(ConnectionReport report) {
        String stages = report.stages().stream()
                .map(stage -> Util.escape((stage.ok() ? "\u2713 " : "\u2717 ") + stage.name() + " (" + stage.millis()
                        + " ms): " + stage.message()))
                .collect(Collectors.joining("<br>"));
        if (!report.ok()) {
            return FormValidation.errorWithMarkup(stages);
        }
        return KeyExpiry.warning(report.authorization())
                .map(warning -> FormValidation.warningWithMarkup(Util.escape(warning) + "<br>" + stages))
                .orElseGet(() -> FormValidation.okWithMarkup(stages));
    }
}
