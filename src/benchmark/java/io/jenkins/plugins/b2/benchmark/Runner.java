package io.jenkins.plugins.b2.benchmark;

import io.jenkins.plugins.b2.benchmark.Case.Bench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lets contenders do a case's work in turn, each case with an emulator and a folder of its own. */
final class Runner {
    private final Path b2;
    private final Path folder;
    private final Path results;
    private final int rounds;
    private final int patience;

    /** @param patience what takes more seconds in its first run is not repeated */
    Runner(Path b2, Path folder, Path results, int rounds, int patience) throws IOException {
        this.b2 = b2;
        this.folder = folder;
        this.results = results;
        this.rounds = rounds;
        this.patience = patience;
        Files.writeString(results, "");
    }

    /** What is done on a fresh bench, and gives a table. */
    @FunctionalInterface
    private interface Work {
        String measure(Bench bench) throws Exception;
    }

    private void onBench(Work work) throws Exception {
        Trees.delete(folder);
        Files.createDirectories(folder.resolve("scratch"));
        String table;
        try (EmulatorProcess emulator = new EmulatorProcess(b2, folder.resolve("emulator"))) {
            table = work.measure(new Bench(folder, emulator));
        } finally {
            Trees.delete(folder);
        }
        System.out.println(table);
        Files.writeString(results, table + "\n", StandardOpenOption.APPEND);
    }

    void run(Case one) throws Exception {
        onBench(bench -> {
            Results measured = new Results(one);
            List<Contender> here = connect(bench, one.contenders(), measured);
            System.err.println(one.name() + ": making files");
            one.setUp(bench);
            rounds(one, bench, here, measured);
            return measured.table();
        });
    }

    void run(Adaptive adaptive) throws Exception {
        onBench(adaptive::measure);
    }

    void run(Throttled throttled) throws Exception {
        onBench(throttled::measure);
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
        Set<Contender> done = new HashSet<>();
        for (Contender contender : contenders) {
            if (one.command(bench, contender) == null) {
                measured.missing(contender, "has no command for it");
                done.add(contender);
            }
        }
        // The first round warms up, unless there is only that one.
        for (int round = 0; round <= (one.isOnce() ? 0 : rounds); round++) {
            for (Contender contender : contenders) {
                if (!done.contains(contender)) {
                    Command.Taken taken = once(one, bench, contender, round == 0);
                    boolean last = one.isOnce() || taken.seconds() > patience;
                    if (round > 0 || last) {
                        measured.add(contender, taken);
                    }
                    if (last) {
                        done.add(contender);
                    }
                }
            }
        }
    }

    private static Command.Taken once(Case one, Bench bench, Contender contender, boolean check) throws Exception {
        one.before(bench, contender);
        bench.emulator().shape(one.roundTripMillis(), one.bytesPerSecond());
        Command.Taken taken = one.command(bench, contender).measure(bench.scratch());
        bench.emulator().shape(0, 0);
        System.err.println(String.format(
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
}
