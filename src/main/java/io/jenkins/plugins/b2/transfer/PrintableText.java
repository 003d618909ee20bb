package io.jenkins.plugins.b2.transfer;

import java.util.Locale;
import java.util.stream.Collectors;

/** Text of others, such as file names and servers' answers, as a console may print it, and as XML may hold it. */
public final class PrintableText {
    private static final int REPLACEMENT = 0xfffd;

    private PrintableText() {}

    /**
     * Shows what a terminal would obey or hide instead of printing, as {@code \\u} and four hex digits: control characters,
     * other ends of lines, and what turns the direction of writing.
     */
    public static String of(String text) {
        if (text.codePoints().noneMatch(PrintableText::isTreacherous)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isTreacherous(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** As {@link #of}, and ends of lines stay. */
    public static String ofLines(String text) {
        return text.lines().map(PrintableText::of).collect(Collectors.joining("\n"));
    }

    /**
     * With a replacement for each character that XML 1.1 (section 2.2) can't hold: what has one in it can't be written at all.
     *
     * @param most characters that are kept
     */
    public static String forXml(String text, int most) {
        StringBuilder kept = new StringBuilder();
        text.codePoints().limit(most).map(c -> isXml(c) ? c : REPLACEMENT).forEach(kept::appendCodePoint);
        return kept.toString();
    }

    private static boolean isXml(int c) {
        return c >= 1 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000;
    }

    private static boolean isTreacherous(int c) {
        return Character.isISOControl(c)
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
