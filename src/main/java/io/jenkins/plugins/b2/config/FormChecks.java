package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import jenkins.model.Jenkins;

/** Turns what a parser objects to into what a form shows. */
final class FormChecks {
    private FormChecks() {}

    /** For administrators; nobody else has the forms that ask. */
    static FormValidation admin(Runnable parse) {
        return configurer(null, parse);
    }

    /** For those who may change what the form is about. */
    static FormValidation configurer(@CheckForNull Item folder, Runnable parse) {
        checkConfigurer(folder);
        try {
            parse.run();
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /**
     * @param folder whose form it is; null for the global configuration
     */
    static void checkConfigurer(@CheckForNull Item folder) {
        if (folder == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            folder.checkPermission(Item.CONFIGURE);
        }
    }
}
