package io.jenkins.plugins.b2.artifacts;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One artifact or stash. Immutable. Comes from a node, so that nothing in it is believed, see {@link #check}.
 *
 * @param path below the build's artifacts, with slashes; a stash's name
 * @param size bytes, decrypted
 * @param storedSize bytes in B2
 * @param modified milliseconds since 1970
 * @param mode permissions, as {@link jenkins.util.VirtualFile#mode}; -1 when not known
 * @param link what a symbolic link among the artifacts leads to, relative to it; null for a file that is none
 * @param sha1 40 hex digits; null when not known
 * @param fileId the version in B2
 * @param suffix what its name in B2 has behind the path; of an encrypted file that ends as the profile has it
 * @param copied whether it was copied from another build's, so that it may have been encrypted under that one's name
 */
record StoredEntry(
        String path,
        long size,
        long storedSize,
        long modified,
        int mode,
        @CheckForNull String link,
        @CheckForNull String sha1,
        String fileId,
        String suffix,
        boolean copied)
        implements Serializable {
    private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
    /** B2's are 200 characters at most. */
    private static final Pattern FILE_ID = Pattern.compile("[!-~]{1,500}");
    /** Characters. */
    private static final int MAX_TEXT = 4096;

    private static final int MAX_MODE = 07777;

    /**
     * @throws IllegalArgumentException when it can't come from a node that works as it should
     */
    void check() {
        boolean good = isPath(path)
                && size >= 0
                && storedSize >= 0
                && mode >= -1
                && mode <= MAX_MODE
                && (link == null || isText(link))
                && (sha1 == null || SHA1.matcher(sha1).matches())
                && FILE_ID.matcher(fileId).matches()
                && isText(suffix);
        if (!good) {
            throw new IllegalArgumentException("What the node tells of '" + path + "' can't be");
        }
    }

    /** Whether a path stays below the build's artifacts, also once a browser has made sense of it. */
    static boolean isPath(String path) {
        if (!isText(path) || path.isEmpty()) {
            return false;
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(String text) {
        return text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl);
    }

    boolean isEncrypted() {
        return !suffix.isEmpty();
    }

    /** Its name in B2. */
    String nameBelow(StoredPlace place) {
        return place.prefix() + path + suffix;
    }

    StoredEntry copiedAs(String otherFileId) {
        return new StoredEntry(path, size, storedSize, modified, mode, link, sha1, otherFileId, suffix, true);
    }

    /** One line, fields separated by tabs, of which none holds any. */
    String toLine() {
        return String.join(
                "\t",
                path,
                Long.toString(size),
                Long.toString(storedSize),
                Long.toString(modified),
                Integer.toOctalString(mode & MAX_MODE),
                mode < 0 ? "-" : "+",
                Objects.toString(link, ""),
                Objects.toString(sha1, ""),
                fileId,
                suffix,
                copied ? "copied" : "");
    }

    static StoredEntry parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 11) {
            throw new IllegalArgumentException("A line has " + fields.length + " fields instead of 11");
        }
        return new StoredEntry(
                fields[0],
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                fields[5].equals("-") ? -1 : Integer.parseInt(fields[4], 8),
                fields[6].isEmpty() ? null : fields[6],
                fields[7].isEmpty() ? null : fields[7],
                fields[8],
                fields[9],
                !fields[10].isEmpty());
    }
}
