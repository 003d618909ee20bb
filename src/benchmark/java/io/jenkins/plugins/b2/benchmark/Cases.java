package io.jenkins.plugins.b2.benchmark;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What is measured, and who takes part. */
final class Cases {
    private static final long GIB = 1024L * 1024 * 1024;
    private static final int SMALL = 16 * 1024;
    private static final int TINY = 1024;
    private static final int LONG_ROUND_TRIP = 60;
    private static final int SHORT_ROUND_TRIP = 20;
    private static final long SLOW_LINE = 3_000_000;
    private static final long LIMIT = 10_000_000;
    private static final int LIMITED_SECONDS = 30;
    private static final int MADE_UP_FILES = 4000;
    /** With its pause after each call, rclone would take half an hour for more files. */
    private static final int MOST_FILES_OF_RCLONE = 10_000;

    private final Path b2;
    private final int connections;
    private final Path tree;
    private final Map<String, Supplier<Case>> cases = new LinkedHashMap<>();

    /** @param tree of the mixed cases; null for a made-up one */
    Cases(Path b2, int connections, Path tree) {
        this.b2 = b2;
        this.connections = connections;
        this.tree = tree;
    }

    private Contender own(boolean encrypts, String... javaOptions) {
        String name =
                OwnCommand.NAME + (encrypts ? " --encrypt" : "") + (javaOptions.length > 0 ? " " + javaOptions[0] : "");
        return new OwnCommand(name, b2, Integer.toString(connections), encrypts, javaOptions);
    }

    private List<Contender> everybody() {
        return List.of(
                own(false),
                new Rclone(connections, false),
                new PythonCommand(connections),
                new JavaProgram("Java SDK", SdkProgram.class, connections),
                new JavaProgram("bound", BoundProgram.class, connections));
    }

    private List<Contender> encrypting() {
        return List.of(own(true), own(false), new Rclone(connections, true));
    }

    /** By name, in the order in which they run. */
    Map<String, Supplier<Case>> all(boolean quick) {
        long large = quick ? GIB / 2 : 2 * GIB;
        int many = quick ? 1000 : 5000;
        largeFiles("up-large", "down-large", large, 0, 0);
        cases.put("up-large-enc", () -> new FileCases.Upload("up-large-enc", large, encrypting()));
        cases.put("down-large-enc", () -> new FileCases.Download("down-large-enc", large, encrypting()));
        smallFiles(many, 0);
        cases.put("start", () -> new CallCases.Start("start", everybody()));
        if (!quick) {
            smallFiles(many, SHORT_ROUND_TRIP);
            largeFiles("wan-up", "wan-down", GIB, LONG_ROUND_TRIP, SLOW_LINE);
            mixed();
            cases.put("list", () -> new CallCases.ListNames("list", 200_000, everybody()));
            cases.put("delete", () -> new CallCases.Delete("delete", 5000, everybody()).onLine(SHORT_ROUND_TRIP, 0));
            growth();
        }
        return cases;
    }

    private void largeFiles(String up, String down, long size, int roundTripMillis, long bytesPerSecond) {
        cases.put(up, () -> new FileCases.Upload(up, size, everybody()).onLine(roundTripMillis, bytesPerSecond));
        cases.put(down, () -> new FileCases.Download(down, size, everybody()).onLine(roundTripMillis, bytesPerSecond));
    }

    private void smallFiles(int count, int roundTripMillis) {
        TreeCases.Source files = to -> Trees.same(to, count, SMALL);
        String up = "up-small-" + roundTripMillis + "ms";
        String down = "down-small-" + roundTripMillis + "ms";
        cases.put(up, () -> new TreeCases.Upload(up, files, everybody()).onLine(roundTripMillis, 0));
        cases.put(down, () -> new TreeCases.Download(down, files, everybody()).onLine(roundTripMillis, 0));
    }

    private void mixed() {
        TreeCases.Source files = to -> {
            if (tree == null) {
                Trees.mixed(to, MADE_UP_FILES);
            } else {
                Trees.copy(tree, to);
            }
        };
        cases.put("mixed-new", () -> new TreeCases.Upload("mixed-new", files, everybody()));
        cases.put("mixed-same", () -> new TreeCases.Update("mixed-same", files, 0, everybody()));
        cases.put("mixed-changed", () -> new TreeCases.Update("mixed-changed", files, 100, everybody()));
    }

    private void growth() {
        List<Contender> own = List.of(own(false), own(false, "-Xmx64m"));
        List<Contender> withRclone = List.of(own.get(0), own.get(1), new Rclone(connections, false));
        for (int half : new int[] {1, 2, 4, 8, 16}) {
            String size = String.format(Locale.ROOT, "%.1f-GiB", half / 2.0);
            String up = "growth-up-" + size;
            String down = "growth-down-" + size;
            cases.put(up, () -> new FileCases.Upload(up, half * GIB / 2, withRclone).once());
            cases.put(down, () -> new FileCases.Download(down, half * GIB / 2, withRclone).once());
        }
        for (int count : new int[] {1000, 10_000, 100_000}) {
            TreeCases.Source files = to -> Trees.same(to, count, TINY);
            List<Contender> contenders = count > MOST_FILES_OF_RCLONE ? own : withRclone;
            String up = "growth-up-" + count + "-files";
            String down = "growth-down-" + count + "-files";
            cases.put(up, () -> new TreeCases.Upload(up, files, contenders).once());
            cases.put(down, () -> new TreeCases.Download(down, files, contenders).once());
        }
    }

    Adaptive adaptive() {
        return new Adaptive(b2);
    }

    Throttled throttled() {
        return new Throttled(LIMIT, LIMITED_SECONDS, List.of(own(false), new Rclone(connections, false)));
    }
}
