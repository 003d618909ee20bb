package io.jenkins.plugins.b2.config;

import hudson.util.FormValidation;
import jenkins.model.Jenkins;

/** Turns what a parser objects to into what a form shows. */
final class FormChecks {
    private FormChecks() {}

    /** For administrators; nobody else has the forms that ask. */
    static FormValidation admin(Runnable parse) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        try {
            parse.run();
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
