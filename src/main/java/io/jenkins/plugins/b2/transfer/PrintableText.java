package io.jenkins.plugins.b2.transfer;

import java.util.Locale;
import java.util.stream.Collectors;

/** Text of others, such as file names and servers' answers, as a console may print it. */
public final class PrintableText {
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

    private static boolean isTreacherous(int c) {
        return Character.isISOControl(c)
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }
}
