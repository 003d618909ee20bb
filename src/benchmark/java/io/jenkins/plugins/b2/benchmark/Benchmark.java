package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Measures this project's command side by side with what users would take instead. */
@CommandLine.Command(
        name = "run.sh",
        mixinStandardHelpOptions = true,
        description = "Measures b2j beside rclone, Backblaze's command, the plain Java SDK and a bound, in turn.")
public final class Benchmark implements Callable<Integer> {
    private static final int USUAL_ROUNDS = 5;
    private static final int QUICK_ROUNDS = 3;

    @Option(names = "--quick", description = "The main cases, smaller and in fewer rounds: some minutes.")
    private boolean quick;

    @Option(names = "--case", paramLabel = "NAME", split = ",", description = "Only these; may end with *.")
    private List<String> wanted = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds after the warm-up. Default: 5, quick 3.")
    private int rounds;

    @Option(names = "--connections", paramLabel = "N", description = "For all contenders. Default: ${DEFAULT-VALUE}.")
    private int connections = 10;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "What takes longer in its first run is not repeated. Default: ${DEFAULT-VALUE}.")
    private int patience = 45;

    @Option(names = "--tree", paramLabel = "DIR", description = "The tree of the mixed cases. Default: a made-up one.")
    private Path tree;

    @Option(names = "--folder", paramLabel = "DIR", required = true, description = "Where the files go.")
    private Path folder;

    @Option(names = "--results", paramLabel = "FILE", required = true, description = "Where the tables go.")
    private Path results;

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description = "Results of an earlier run; exit code 1 when b2j has become slower than it was there.")
    private Path earlier;

    @Option(names = "--b2", paramLabel = "FILE", required = true, description = "This project's command.")
    private Path b2;

    /** @param args options, see there */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Cases cases = new Cases(b2, connections, tree);
        Map<String, Supplier<Case>> all = cases.all(quick);
        boolean adaptive = !quick && isWanted(Adaptive.NAME);
        boolean throttled = !quick && isWanted(Throttled.NAME);
        if (!adaptive && !throttled && all.keySet().stream().noneMatch(this::isWanted)) {
            throw usage("There is no such case; there are " + String.join(", ", all.keySet()));
        }
        // Before anything is measured, and before the results of this run may replace it.
        Map<String, Comparison.Times> then = earlier == null ? null : read(earlier);
        int usual = quick ? QUICK_ROUNDS : USUAL_ROUNDS;
        Runner runner = new Runner(b2, folder, results, rounds > 0 ? rounds : usual, patience);
        for (Map.Entry<String, Supplier<Case>> entry : all.entrySet()) {
            if (isWanted(entry.getKey())) {
                runner.run(entry.getValue().get());
            }
        }
        if (adaptive) {
            runner.run(cases.adaptive());
        }
        if (throttled) {
            runner.run(cases.throttled());
        }
        return then == null ? 0 : compare(then, read(results));
    }

    private int compare(Map<String, Comparison.Times> then, Map<String, Comparison.Times> now) throws IOException {
        if (now.keySet().stream().noneMatch(then::containsKey)) {
            throw usage("Nothing was compared: '" + earlier + "' has none of these cases");
        }
        Comparison comparison = new Comparison(then, now);
        System.out.println(comparison.table());
        Files.writeString(results, comparison.table(), StandardOpenOption.APPEND);
        return comparison.isAnySlower() ? 1 : 0;
    }

    private Map<String, Comparison.Times> read(Path file) throws IOException {
        Map<String, Comparison.Times> times = Comparison.read(file);
        if (times.isEmpty()) {
            throw usage("'" + file + "' has no tables that could be compared");
        }
        return times;
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(new CommandLine(this), message);
    }

    private boolean isWanted(String name) {
        return wanted.isEmpty()
                || wanted.stream()
                        .anyMatch(pattern -> pattern.endsWith("*")
                                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                                : name.equals(pattern));
    }
}
