package io.jenkins.plugins.b2.transfer.files;

import java.io.File;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Turns file names from B2, which anybody may have chosen, into relative paths that stay below a folder and can exist on
 * this file system. Immutable.
 */
public final class SafeNames {
    private static final int MAX_SEGMENT_BYTES = 255;
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*");
    private static final Pattern WINDOWS_FORBIDDEN = Pattern.compile("[<>:\"|?*\\\\]");
    private static final Set<String> DEVICES = devices();

    private final boolean windows;

    SafeNames(boolean windows) {
        this.windows = windows;
    }

    /** The rules of the machine this runs on. */
    public static SafeNames ofThisMachine() {
        return new SafeNames(File.separatorChar == '\\');
    }

    /**
     * Says why a name can't be used.
     *
     * @param relative the name or the end of it, with slashes
     * @return null when it can
     */
    public String objection(String relative) {
        if (relative.isEmpty() || relative.endsWith("/")) {
            return "it names a folder";
        }
        if (relative.startsWith("/")) {
            return "it is absolute";
        }
        if (DRIVE.matcher(relative).matches() && windows) {
            return "it begins with a drive letter";
        }
        if (relative.chars().anyMatch(c -> c < 32 || c == 127)) {
            return "it has control characters";
        }
        for (String segment : relative.split("/", -1)) {
            String objection = segmentObjection(segment);
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }

    private String segmentObjection(String segment) {
        if (segment.isEmpty()) {
            return "it has an empty folder name (two slashes in a row)";
        }
        if (segment.equals("..") || segment.equals(".")) {
            return "it has the folder name '" + segment + "'";
        }
        if (segment.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
            return "a folder or file name in it is longer than " + MAX_SEGMENT_BYTES + " bytes";
        }
        return windows ? windowsObjection(segment) : null;
    }

    private static String windowsObjection(String segment) {
        if (WINDOWS_FORBIDDEN.matcher(segment).find()) {
            return "it has characters that Windows forbids";
        }
        if (segment.endsWith(".") || segment.endsWith(" ")) {
            return "a folder or file name in it ends with a dot or a space, which Windows drops";
        }
        int dot = segment.indexOf('.');
        String stem = (dot < 0 ? segment : segment.substring(0, dot)).strip().toUpperCase(Locale.ROOT);
        return DEVICES.contains(stem) ? "'" + stem + "' is a device on Windows" : null;
    }

    private static Set<String> devices() {
        Set<String> names = new java.util.HashSet<>(Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"));
        // Windows takes the three superscript digits of Latin-1 for digits.
        for (char digit : "0123456789\u00b9\u00b2\u00b3".toCharArray()) {
            names.add("COM" + digit);
            names.add("LPT" + digit);
        }
        return Set.copyOf(names);
    }
}
