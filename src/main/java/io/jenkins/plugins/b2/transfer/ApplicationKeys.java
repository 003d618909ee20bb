package io.jenkins.plugins.b2.transfer;

import java.util.regex.Pattern;

/**
 * What ids of application keys and the keys themselves look like, to notice when one was given for the other. Backblaze
 * documents neither; what looks like nothing that is known is let through.
 */
public final class ApplicationKeys {
    /** Such as {@code K005} and 27 letters, digits, slashes and pluses. */
    private static final Pattern KEY = Pattern.compile("K\\d{3}[A-Za-z0-9/+]{20,}");
    /** Hexadecimal: that of the account, 12 digits, for the master key; 24 or 25 for others. */
    private static final Pattern ID = Pattern.compile("[0-9a-f]{12}|[0-9a-f]{24,25}");

    private ApplicationKeys() {}

    /** Whether it is a key and must not be shown. */
    public static boolean isKey(String text) {
        return KEY.matcher(text.strip()).matches();
    }

    /** Whether it is the id of a key. */
    public static boolean isId(String text) {
        return ID.matcher(text.strip()).matches();
    }
}
