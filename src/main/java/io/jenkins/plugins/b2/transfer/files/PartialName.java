package io.jenkins.plugins.b2.transfer.files;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file that is not complete: {@code .TARGET.T.C.R.b2part}, where T stands for the target's name and C for the
 * content, as 16 hex digits of their SHA-256, so that it is found again by whoever writes the same content to the same
 * target. R is random: no name is ever given to a second file, so a name that is still there is that of the same file. The
 * beginning of the target's name is for people. Shorter than 110 bytes, which every file system takes.
 *
 * @param beginning all of it but its suffix
 * @param target as above
 * @param content as above
 */
record PartialName(String beginning, String target, String content) {
    private static final String SUFFIX = ".b2part";
    private static final String RECORD_SUFFIX = ".b2part-record";
    private static final int STEM_BYTES = 40;
    private static final int HASH_BYTES = 8;
    private static final Pattern NAME = Pattern.compile(
            "(\\..*\\.([0-9a-f]{16})\\.([0-9a-f]{16})\\.[0-9a-f]{16})(?:\\Q" + SUFFIX + "\\E|\\Q" + RECORD_SUFFIX
                    + "\\E)",
            Pattern.DOTALL);

    /** A new one. */
    static PartialName of(String target, String contentId) {
        byte[] random = new byte[HASH_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        String hashOfTarget = hash(target);
        String hashOfContent = hash(contentId);
        return new PartialName(
                "." + stem(target) + "." + hashOfTarget + "." + hashOfContent + "."
                        + HexFormat.of().formatHex(random),
                hashOfTarget,
                hashOfContent);
    }

    /** Null when it is something else. */
    static PartialName parse(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? new PartialName(matcher.group(1), matcher.group(2), matcher.group(3)) : null;
    }

    String file() {
        return beginning + SUFFIX;
    }

    String record() {
        return beginning + RECORD_SUFFIX;
    }

    boolean isForTarget(String name) {
        return target.equals(hash(name));
    }

    boolean isForSame(PartialName other) {
        return target.equals(other.target) && content.equals(other.content);
    }

    /** No character is cut in two. */
    private static String stem(String name) {
        int end = 0;
        int bytes = 0;
        while (end < name.length()) {
            int character = name.codePointAt(end);
            bytes += character < 0x80 ? 1 : Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > STEM_BYTES) {
                break;
            }
            end += Character.charCount(character);
        }
        return name.substring(0, end);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
