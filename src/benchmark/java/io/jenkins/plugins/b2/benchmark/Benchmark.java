package io.jenkins.plugins.b2.benchmark;

import io.jenkins.plugins.b2.benchmark.Case.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Measures this project's command side by side with what users would take instead. */
@CommandLine.Command(
        name = "run.sh",
        mixinStandardHelpOptions = true,
        description = "Measures b2 beside rclone, Backblaze's command, the plain Java SDK and a bound, in turn.")
public final class Benchmark implements Callable<Integer> {
    private static final long MIB = 1024 * 1024;
    private static final long GIB = 1024 * MIB;
    private static final int SMALL = 16 * 1024;
    private static final int LONG_ROUND_TRIP = 60;
    private static final int SHORT_ROUND_TRIP = 20;
    private static final long SLOW_LINE = 3_000_000;
    private static final long LIMIT = 10_000_000;

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

    @Option(names = "--b2", paramLabel = "FILE", required = true, description = "This project's command.")
    private Path b2;

    /** @param args options, see there */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Benchmark()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Files.writeString(results, "");
        Map<String, Supplier<Case>> cases = cases();
        for (Map.Entry<String, Supplier<Case>> entry : cases.entrySet()) {
            if (isWanted(entry.getKey())) {
                run(entry.getValue().get());
            }
        }
        if (isWanted("throttle") && !quick) {
            throttle();
        }
        return 0;
    }

    private boolean isWanted(String name) {
        return wanted.isEmpty()
                || wanted.stream()
                        .anyMatch(pattern -> pattern.endsWith("*")
                                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                                : name.equals(pattern));
    }

    private Contender own(boolean encrypts, String... javaOptions) {
        String name = "b2" + (encrypts ? " --encrypt" : "") + (javaOptions.length > 0 ? " " + javaOptions[0] : "");
        return new OwnCommand(name, b2, connections, encrypts, javaOptions);
    }

    private List<Contender> all() {
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

    private Map<String, Supplier<Case>> cases() {
        Map<String, Supplier<Case>> cases = new LinkedHashMap<>();
        long large = quick ? GIB / 2 : 2 * GIB;
        int many = quick ? 1000 : 5000;
        TreeCases.Source small = to -> Trees.same(to, many, SMALL);
        cases.put("up-large", () -> new FileCases.Upload("up-large", large, all()));
        cases.put("down-large", () -> new FileCases.Download("down-large", large, all()));
        cases.put("up-large-enc", () -> new FileCases.Upload("up-large-enc", large, encrypting()));
        cases.put("down-large-enc", () -> new FileCases.Download("down-large-enc", large, encrypting()));
        for (int millis : quick ? new int[] {0} : new int[] {0, SHORT_ROUND_TRIP}) {
            String up = "up-small-" + millis + "ms";
            String down = "down-small-" + millis + "ms";
            cases.put(up, () -> new TreeCases.Upload(up, small, all()).onLine(millis, 0));
            cases.put(down, () -> new TreeCases.Download(down, small, all()).onLine(millis, 0));
        }
        cases.put("start", () -> new CallCases.Start("start", all()));
        if (!quick) {
            addLongCases(cases);
        }
        return cases;
    }

    private void addLongCases(Map<String, Supplier<Case>> cases) {
        cases.put("wan-up", () -> new FileCases.Upload("wan-up", GIB, all()).onLine(LONG_ROUND_TRIP, SLOW_LINE));
        cases.put("wan-down", () -> new FileCases.Download("wan-down", GIB, all()).onLine(LONG_ROUND_TRIP, SLOW_LINE));
        TreeCases.Source mixed = to -> {
            if (tree == null) {
                Trees.mixed(to, 4000);
            } else {
                Trees.copy(tree, to);
            }
        };
        cases.put("mixed-new", () -> new TreeCases.Upload("mixed-new", mixed, all()));
        cases.put("mixed-same", () -> new TreeCases.Update("mixed-same", mixed, 0, all()));
        cases.put("mixed-changed", () -> new TreeCases.Update("mixed-changed", mixed, 100, all()));
        cases.put("list", () -> new CallCases.ListNames("list", 200_000, all()));
        cases.put("delete", () -> new CallCases.Delete("delete", 5000, all()).onLine(SHORT_ROUND_TRIP, 0));
        List<Contender> growing = List.of(own(false), own(false, "-Xmx64m"), new Rclone(connections, false));
        List<Contender> growingFar = growing.subList(0, 2);
        for (int half : new int[] {1, 2, 4, 8, 16}) {
            String suffix = String.format(Locale.ROOT, "%.1f-GiB", half / 2.0);
            long size = half * GIB / 2;
            String up = "growth-up-" + suffix;
            String down = "growth-down-" + suffix;
            cases.put(up, () -> new FileCases.Upload(up, size, growing).rounds(1));
            cases.put(down, () -> new FileCases.Download(down, size, growing).rounds(1));
        }
        for (int count : new int[] {1000, 10_000, 100_000}) {
            TreeCases.Source tiny = to -> Trees.same(to, count, 1024);
            String up = "growth-up-" + count + "-files";
            String down = "growth-down-" + count + "-files";
            List<Contender> here = count > 10_000 ? growingFar : growing;
            cases.put(up, () -> new TreeCases.Upload(up, tiny, here).rounds(1));
            cases.put(down, () -> new TreeCases.Download(down, tiny, here).rounds(1));
        }
    }

    private void run(Case one) throws Exception {
        Results measured = new Results(one);
        Trees.delete(folder);
        Files.createDirectories(folder.resolve("scratch"));
        try (EmulatorProcess emulator = new EmulatorProcess(b2, folder.resolve("emulator"))) {
            Bench bench = new Bench(folder, emulator);
            List<Contender> here = connect(bench, one.contenders(), measured);
            say(one.name() + ": making files");
            one.setUp(bench);
            rounds(one, bench, here, measured);
        } finally {
            Trees.delete(folder);
        }
        publish(measured.table());
    }

    private static List<Contender> connect(Bench bench, List<Contender> contenders, Results measured)
            throws IOException, InterruptedException {
        List<Contender> here = new ArrayList<>();
        for (Contender contender : contenders) {
            String why = contender.missing();
            if (why == null) {
                contender.connect(bench.emulator().endpoint(), bench.scratch());
                here.add(contender);
            } else {
                measured.missing(contender, "left out, " + why);
            }
        }
        return here;
    }

    private void rounds(Case one, Bench bench, List<Contender> contenders, Results measured) throws Exception {
        int usual = quick ? 3 : 5;
        boolean warmUp = one.rounds() < 0;
        int count = one.rounds() > 0 ? one.rounds() : rounds > 0 ? rounds : usual;
        Map<Contender, Boolean> slow = new HashMap<>();
        for (int round = warmUp ? 0 : 1; round <= count; round++) {
            for (Contender contender : contenders) {
                if (slow.containsKey(contender)) {
                    continue;
                }
                if (one.command(bench, contender) == null) {
                    measured.missing(contender, "has no command for it");
                    slow.put(contender, true);
                    continue;
                }
                Command.Taken taken = once(one, bench, contender, round <= 1);
                boolean tooSlow = taken.seconds() > patience;
                if (tooSlow) {
                    slow.put(contender, true);
                }
                if (round > 0 || tooSlow) {
                    measured.add(contender, taken);
                }
            }
        }
    }

    private Command.Taken once(Case one, Bench bench, Contender contender, boolean check) throws Exception {
        one.before(bench, contender);
        bench.emulator().shape(one.roundTripMillis(), one.bytesPerSecond());
        Command.Taken taken = one.command(bench, contender).measure(bench.scratch());
        bench.emulator().shape(0, 0);
        say(String.format(
                Locale.ROOT,
                "%s: %s %.2f s, CPU %.2f s, %.0f MB",
                one.name(),
                contender.name(),
                taken.seconds(),
                taken.cpuSeconds(),
                taken.peakMegabytes()));
        if (check) {
            one.check(bench, contender);
        }
        one.after(bench, contender);
        return taken;
    }

    private void throttle() throws Exception {
        Trees.delete(folder);
        Files.createDirectories(folder.resolve("scratch"));
        try (EmulatorProcess emulator = new EmulatorProcess(b2, folder.resolve("emulator"))) {
            Bench bench = new Bench(folder, emulator);
            List<Contender> both = List.of(own(false), new Rclone(connections, false));
            for (Contender contender : both) {
                if (contender.missing() == null) {
                    contender.connect(emulator.endpoint(), bench.scratch());
                }
            }
            publish(new Throttled(LIMIT, 30).measure(bench, both));
        } finally {
            Trees.delete(folder);
        }
    }

    private void publish(String table) throws IOException {
        System.out.println(table);
        Files.writeString(results, table + "\n", StandardOpenOption.APPEND);
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
