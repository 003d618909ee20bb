package io.jenkins.plugins.b2.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured in one case, and its table. */
final class Results {
    private final Case measured;
    private final Map<String, List<Command.Taken>> taken = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    Results(Case measured) {
        this.measured = measured;
    }

    void add(Contender contender, Command.Taken figures) {
        taken.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(figures);
    }

    void missing(Contender contender, String why) {
        missing.put(contender.name(), why);
    }

    static double median(List<Command.Taken> all, ToDoubleFunction<Command.Taken> figure) {
        double[] sorted = all.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Medians with the fastest and slowest run; the first contender is what the others are compared with. */
    String table() {
        StringBuilder out = new StringBuilder();
        boolean moves = measured.bytes() > 0;
        out.append("### ").append(measured.name()).append("\n\n");
        out.append("| | time, s (from - to) | compared | ").append(moves ? "MB/s | CPU s/GiB | " : "CPU s | ");
        out.append("peak memory, MB | runs |\n|---|---|---|").append(moves ? "---|---|" : "---|");
        out.append("---|---|\n");
        double reference = 0;
        for (Contender contender : measured.contenders()) {
            List<Command.Taken> runs = taken.get(contender.name());
            if (runs == null) {
                continue;
            }
            double seconds = median(runs, Command.Taken::seconds);
            reference = reference == 0 ? seconds : reference;
            double cpu = median(runs, Command.Taken::cpuSeconds);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f (%.2f - %.2f) | %.2f | ",
                    contender.name(),
                    seconds,
                    runs.stream().mapToDouble(Command.Taken::seconds).min().orElse(0),
                    runs.stream().mapToDouble(Command.Taken::seconds).max().orElse(0),
                    seconds / reference));
            if (moves) {
                double gib = measured.bytes() / (double) (1 << 30);
                out.append(String.format(Locale.ROOT, "%.0f | %.2f | ", measured.bytes() / 1e6 / seconds, cpu / gib));
            } else {
                out.append(String.format(Locale.ROOT, "%.2f | ", cpu));
            }
            out.append(String.format(
                    Locale.ROOT, "%.0f | %d |%n", median(runs, Command.Taken::peakMegabytes), runs.size()));
        }
        missing.forEach((name, why) ->
                out.append("\n").append(name).append(": ").append(why).append(".\n"));
        return out.toString();
    }
}
