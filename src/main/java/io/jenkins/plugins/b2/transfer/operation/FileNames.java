package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** B2's rules for file names and file info. */
public final class FileNames {
    public static final int MAX_NAME_BYTES = 1024;
    public static final int MAX_INFO_BYTES = 7000;
    /** What Java makes of bytes that are no text in the locale's encoding. */
    private static final char REPLACEMENT = '\uFFFD';

    private static final Pattern INFO_KEY = Pattern.compile("[A-Za-z0-9_.`~!#$%^&*'|+-]{1,50}");
    private static final String INFO_HEADER = "X-Bz-Info-";
    private static final Set<String> RESERVED_BUT_ALLOWED = Set.of(
            "b2-content-disposition", "b2-content-language", "b2-expires", "b2-cache-control", "b2-content-encoding");

    private FileNames() {}

    public static void check(String name) throws TransferException {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            throw new TransferException(
                    Kind.USAGE,
                    "The file name '" + printable(name) + "' has " + bytes + " bytes; B2 allows 1 to " + MAX_NAME_BYTES
                            + ". Shorten the path or the prefix");
        }
        if (name.indexOf(REPLACEMENT) >= 0) {
            throw unreadable(name);
        }
        if (name.chars().anyMatch(c -> c < 32 || c == 127)) {
            throw new TransferException(
                    Kind.USAGE,
                    "The file name '" + printable(name)
                            + "' has control characters, which B2 refuses. Rename the file");
        }
    }

    public static TransferException unreadable(String name) {
        return new TransferException(
                Kind.USAGE,
                "The file name '" + printable(name)
                        + "' can't be read in this locale. Set LC_ALL=C.UTF-8; if it is UTF-8"
                        + " already, rename the file");
    }

    public static void checkInfo(String name, Map<String, String> info) throws TransferException {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        for (Map.Entry<String, String> entry : info.entrySet()) {
            checkKey(entry.getKey());
            bytes += INFO_HEADER.length()
                    + entry.getKey().length()
                    + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MAX_INFO_BYTES) {
            throw new TransferException(
                    Kind.USAGE,
                    "The file info of '" + name + "' takes " + bytes + " bytes with the name; B2 allows "
                            + MAX_INFO_BYTES + ". Keep less in it");
        }
    }

    private static void checkKey(String key) throws TransferException {
        if (!INFO_KEY.matcher(key).matches()) {
            throw new TransferException(
                    Kind.USAGE,
                    "'" + printable(key)
                            + "' can't be a file info key: use 1 to 50 letters, digits or -_.`~!#$%^&*'|+");
        }
        if (key.startsWith("b2-") && !RESERVED_BUT_ALLOWED.contains(key)) {
            throw new TransferException(
                    Kind.USAGE, "The file info key '" + key + "' begins with b2-, which Backblaze keeps for itself");
        }
    }

    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
