package io.jenkins.plugins.b2.standalone;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and names as people read them. */
final class Text {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Text() {}

    /** {@code 1 file}, {@code 2 files}, {@code 1,200 files}. */
    static String count(long number, String noun) {
        String plural = noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? noun : plural);
    }

    /** In this machine's time zone. */
    static String timestamp(long epochMillis) {
        return TIMESTAMP.format(Instant.ofEpochMilli(epochMillis));
    }

    /** {@code 0:07}, {@code 12:05}, {@code 3:00:00}: narrow, and of one width for long. */
    static String clock(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < HOUR
                ? String.format(Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / HOUR, seconds % HOUR / MINUTE, seconds % MINUTE);
    }

    /** As {@link #wrapped(String, int, int)}, what follows two columns further in than the line began. */
    static String wrapped(String line, int width) {
        return wrapped(line, width, line.length() - line.stripLeading().length() + 2);
    }

    /**
     * Breaks a line between words, where a terminal would break it anywhere; never between a number and its unit.
     *
     * @param width columns; 0 leaves the line as it is
     * @param indent of what follows
     */
    static String wrapped(String line, int width, int indent) {
        if (width == 0 || line.length() < width) {
            return line;
        }
        StringBuilder text = new StringBuilder();
        int column = 0;
        for (String word : line.split("(?<=[^\\s\\d])(?= )")) {
            if (column > 0 && column + word.length() >= width) {
                text.append(System.lineSeparator()).append(" ".repeat(indent)).append(word.stripLeading());
                column = indent + word.stripLeading().length();
            } else {
                text.append(word);
                column += word.length();
            }
        }
        return text.toString();
    }
}
