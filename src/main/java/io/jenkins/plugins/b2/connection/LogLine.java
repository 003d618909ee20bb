package io.jenkins.plugins.b2.connection;

import io.jenkins.plugins.b2.transfer.PrintableText;

/** Text from jobs and nodes as the system log takes it: one line, not too long, so that nobody forges or floods it. */
public final class LogLine {
    private static final int MAX = 1000;

    private LogLine() {}

    public static String of(String text) {
        String cut = text.length() <= MAX ? text : text.substring(0, MAX) + "\u2026";
        return PrintableText.of(cut);
    }
}
