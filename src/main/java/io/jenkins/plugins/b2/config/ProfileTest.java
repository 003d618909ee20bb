package io.jenkins.plugins.b2.config;

import hudson.AbortException;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.util.stream.Collectors;

/** Runs a connection test for the form and shows its stages. */
final class ProfileTest {
    private ProfileTest() {}

    static FormValidation run(ScopedProfile profile) {
        try {
            return show(new ProfileAccess(profile).test());
        } catch (AbortException | TransferException | IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FormValidation.error(Messages.ProfileTest_interrupted());
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
