package io.jenkins.plugins.b2.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.PrintableText;

/** Finds names and prefixes in B2 that their author cannot have meant. One rule for steps, build actions and forms. */
final class NameCheck {
    private NameCheck() {}

    /**
     * @param value a name or prefix after variables were filled in; null for none
     * @param chosen whether it is chosen here, and not the name of something that is there already, however odd
     * @return what is wrong with it; null for nothing
     */
    @CheckForNull
    static String objection(String option, @CheckForNull String value, boolean chosen) {
        if (value == null) {
            return null;
        }
        if (value.contains("${")) {
            return Messages.NameCheck_unresolved(option, value);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            return Messages.NameCheck_control(option, PrintableText.of(value));
        }
        if (!chosen) {
            return null;
        }
        if (value.startsWith("/") || value.contains("//")) {
            return Messages.NameCheck_slash(option, value);
        }
        for (String part : value.split("/")) {
            if (part.equals(".") || part.equals("..")) {
                return Messages.NameCheck_dots(option, value);
            }
        }
        return null;
    }
}
