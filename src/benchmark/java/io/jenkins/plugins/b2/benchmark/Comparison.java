package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two runs side by side, read from the tables that they left: what takes longer now than then, and whether that is news. */
final class Comparison {
    /** Runs of the same program differ by less. */
    private static final double TOLERANCE = 1.05;

    private static final String CASE = "### ";
    private static final Pattern ROW =
            Pattern.compile("\\| ([^|]+?) \\| ([0-9.]+) \\(([0-9.]+) - ([0-9.]+)\\) \\| [0-9.]+ \\|.*");

    private final Map<String, Times> then;
    private final Map<String, Times> now;

    /**
     * @param median seconds
     * @param fastest seconds
     */
    record Times(double median, double fastest) {}

    /**
     * @param then what {@link #read} has found in the results of an earlier run
     * @param now likewise, of this one
     */
    Comparison(Map<String, Times> then, Map<String, Times> now) {
        this.then = then;
        this.now = now;
    }

    /** What a run has measured, by case and contender. */
    static Map<String, Times> read(Path results) throws IOException {
        Map<String, Times> all = new LinkedHashMap<>();
        String name = "";
        for (String line : Files.readAllLines(results)) {
            Matcher row = ROW.matcher(line);
            if (line.startsWith(CASE)) {
                name = line.substring(CASE.length());
            } else if (row.matches()) {
                all.put(
                        name + ", " + row.group(1),
                        new Times(Double.parseDouble(row.group(2)), Double.parseDouble(row.group(3))));
            }
        }
        return all;
    }

    /** By more than runs differ: even the fastest run of now is slower than the usual one of then. */
    private boolean isSlower(String what) {
        return now.get(what).median() > then.get(what).median() * TOLERANCE
                && now.get(what).fastest() > then.get(what).median();
    }

    /** Whether this project's command has become slower in a case that both runs have. */
    boolean isAnySlower() {
        return now.keySet().stream()
                .filter(then::containsKey)
                .anyMatch(what -> what.contains(", " + OwnCommand.NAME) && isSlower(what));
    }

    /** All that both runs have. Where others have become slower, too, it is the machine. */
    String table() {
        StringBuilder out = new StringBuilder(
                "### Compared with the earlier run\n\n| | then, s | now, s | now/then | |\n|---|---|---|---|---|\n");
        now.forEach((what, times) -> {
            Times before = then.get(what);
            if (before != null) {
                out.append(String.format(
                        Locale.ROOT,
                        "| %s | %.2f | %.2f | %.2f | %s |%n",
                        what,
                        before.median(),
                        times.median(),
                        times.median() / before.median(),
                        isSlower(what) ? "slower" : ""));
            }
        });
        return out.toString();
    }
}
