package io.jenkins.plugins.b2.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.transfer.ByteSize;
import java.util.List;
import java.util.ResourceBundle;
import jenkins.model.Jenkins;
import org.jvnet.localizer.LocaleProvider;

/** Turns what a parser objects to into what a form shows. */
public final class FormChecks {
    /** Bytes a second; whoever writes less may have left out a unit. */
    private static final long LEAST_LIKELY_RATE = 10_000;

    private FormChecks() {}

    /** For administrators; nobody else has the forms that ask. */
    public static FormValidation admin(Runnable parse) {
        return configurer(null, parse);
    }

    /** A rate is told back in the unit that the console uses, so that bits are not taken for bytes. */
    public static FormValidation rate(@CheckForNull Item folder, String text) {
        checkConfigurer(folder);
        try {
            long rate = SizeFields.rate(text);
            if (Util.fixEmptyAndTrim(text) == null) {
                return FormValidation.ok();
            }
            return rate < LEAST_LIKELY_RATE
                    ? FormValidation.warning(Messages.FormChecks_slow(ByteSize.formatRate(rate)))
                    : FormValidation.ok(ByteSize.formatRate(rate));
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** For lists of jobs: tells of lines that match none. */
    public static FormValidation jobs(@CheckForNull Item folder, String value) {
        checkConfigurer(folder);
        List<String> idle = JobPatterns.parse(value).idle();
        return idle.isEmpty()
                ? FormValidation.ok()
                : FormValidation.warning(Messages.FormChecks_idleJobs(String.join("', '", idle)));
    }

    /**
     * Has an objection name the field that it is about, by the label that the form shows.
     *
     * @param form where the field is
     * @param view the view of that class that has it
     * @param label its name among the view's texts
     * @throws IllegalArgumentException where {@code set} throws one
     */
    static void field(Class<?> form, String view, String label, Runnable set) {
        try {
            set.run();
        } catch (IllegalArgumentException e) {
            ResourceBundle labels = ResourceBundle.getBundle(form.getName() + "." + view, LocaleProvider.getLocale());
            throw new IllegalArgumentException(Messages.FormChecks_field(labels.getString(label), e.getMessage()), e);
        }
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
