package io.jenkins.plugins.b2.transfer.operation;

import com.backblaze.b2.util.B2StringUtil;
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
    /** Where the file has server-side encryption, or its bucket Object Lock. */
    public static final int MAX_INFO_BYTES_IF_PROTECTED = 2048;
    /** Older clients of B2 refuse more. */
    private static final int MAX_SEGMENT_BYTES = 250;
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

    /**
     * What name and info take of the limit that B2 sets to both: in headers, encoded.
     *
     * @return bytes; at most {@link #MAX_INFO_BYTES}, or {@link #MAX_INFO_BYTES_IF_PROTECTED}
     */
    public static int infoBytes(String name, Map<String, String> info) {
        int bytes = B2StringUtil.percentEncode(name).length();
        for (Map.Entry<String, String> entry : info.entrySet()) {
            bytes += INFO_HEADER.length()
                    + entry.getKey().length()
                    + B2StringUtil.percentEncode(entry.getValue()).length();
        }
        return bytes;
    }

    /**
     * @param limit bytes that name and info may take together
     */
    public static void checkInfo(String name, Map<String, String> info, int limit) throws TransferException {
        for (String key : info.keySet()) {
            checkKey(key);
        }
        int bytes = infoBytes(name, info);
        if (bytes > limit) {
            throw new TransferException(
                    Kind.USAGE,
                    "The file info of '" + name + "' takes " + bytes + " bytes with the name; B2 allows " + limit
                            + (limit < MAX_INFO_BYTES ? " with server-side encryption or Object Lock" : "")
                            + ". Keep less in it");
        }
    }

    /** Fails for keys that have a meaning of their own here, which a value of the user's would break. */
    public static void checkGivenInfo(Map<String, String> info) throws TransferException {
        for (String key : info.keySet()) {
            checkKey(key);
            if (FileInfoKeys.isReserved(key)) {
                throw new TransferException(
                        Kind.USAGE,
                        "The file info key '" + key + "' is written by the upload itself. Choose another one");
            }
        }
    }

    /** What other clients of B2 may stumble over in a name, though B2 takes it; null for nothing. */
    public static String oddity(String name) {
        if (name.indexOf('\\') >= 0) {
            return "a backslash";
        }
        if (name.startsWith("/") || name.endsWith("/")) {
            return "a slash at its " + (name.startsWith("/") ? "beginning" : "end");
        }
        if (name.contains("//")) {
            return "two slashes in a row";
        }
        for (String segment : name.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                return "the folder '" + segment + "'";
            }
            if (segment.length() * 3 > MAX_SEGMENT_BYTES
                    && segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                return "a part between slashes of more than " + MAX_SEGMENT_BYTES + " bytes";
            }
        }
        return null;
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
