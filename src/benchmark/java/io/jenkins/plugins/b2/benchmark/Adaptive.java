package io.jenkins.plugins.b2.benchmark;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The same uploads on lines of all kinds, with numbers of connections that were chosen and with one that the command finds
 * out. One run each, with the start of the command in it; what would take longer than anybody learns from is left out.
 */
final class Adaptive {
    static final String NAME = "auto";

    private static final List<String> CONNECTIONS = List.of("1", "5", "10", "20", "auto");
    private static final double LONGEST_SECONDS = 20;
    private static final double BUSY_SHARE = 0.01;
    private static final int SMALL = 16 * 1024;
    private static final int MEGABYTE = 1_000_000;

    private final Path b2;

    Adaptive(Path b2) {
        this.b2 = b2;
    }

    /**
     * What goes over which line.
     *
     * @param perConnection bytes a second; 0 for no limit
     */
    private record Line(int roundTripMillis, long perConnection, int files, int size, boolean busy) {
        String words() {
            String what = files == 1 ? size / MEGABYTE + " MB" : files + " x " + size / 1024 + " KiB";
            return what + ", " + roundTripMillis + " ms"
                    + (perConnection == 0 ? "" : ", " + perConnection / MEGABYTE + " MB/s each")
                    + (busy ? ", 1 % 503" : "");
        }

        /** Seconds that it can't do without. */
        double least(int connections) {
            double line = perConnection == 0 ? 0 : (double) files * size / perConnection;
            return (line + files * roundTripMillis / 1e3) / connections;
        }
    }

    /** Busy ones at the end, since the emulator stays so. */
    private static final List<Line> LINES = List.of(
            new Line(2, 0, 1, 200 * MEGABYTE, false),
            new Line(20, 10 * MEGABYTE, 1, 200 * MEGABYTE, false),
            new Line(200, 10 * MEGABYTE, 1, 200 * MEGABYTE, false),
            new Line(20, MEGABYTE, 1, 200 * MEGABYTE, false),
            new Line(2, 0, 1000, SMALL, false),
            new Line(20, MEGABYTE, 1000, SMALL, false),
            new Line(200, MEGABYTE, 400, SMALL, false),
            new Line(20, 10 * MEGABYTE, 1, 200 * MEGABYTE, true),
            new Line(20, MEGABYTE, 1000, SMALL, true));

    String measure(Case.Bench bench) throws Exception {
        StringBuilder out = new StringBuilder("### " + NAME + ": seconds by connections\n\n| | "
                + String.join(" | ", CONNECTIONS) + " |\n|---|" + "---|".repeat(CONNECTIONS.size()) + "\n");
        boolean busy = false;
        for (Line line : LINES) {
            if (line.busy() && !busy) {
                bench.emulator().answerBusily(BUSY_SHARE);
                busy = true;
            }
            Trees.delete(bench.source());
            if (line.files() == 1) {
                Trees.file(bench.source().resolve("large.bin"), line.size());
            } else {
                Trees.same(bench.source(), line.files(), line.size());
            }
            out.append("| ").append(line.words());
            for (String connections : CONNECTIONS) {
                out.append(" | ").append(cell(bench, line, connections));
            }
            out.append(" |\n");
        }
        return out.toString();
    }

    private String cell(Case.Bench bench, Line line, String connections) throws Exception {
        if (!connections.equals(NAME) && line.least(Integer.parseInt(connections)) > LONGEST_SECONDS) {
            return "over " + (int) LONGEST_SECONDS;
        }
        OwnCommand command = new OwnCommand(OwnCommand.NAME + " " + connections, b2, connections, false);
        command.connect(bench.emulator().endpoint(), bench.scratch());
        bench.emulator().shape(line.roundTripMillis(), line.perConnection());
        Command.Taken taken =
                command.uploadTree(bench.source(), command.folder()).measure(bench.scratch());
        bench.emulator().shape(0, 0);
        EmulatorProcess.Stored stored = bench.emulator().stored(command.folder());
        if (stored.files() != line.files()) {
            throw new IllegalStateException(line.words() + ": stored " + stored);
        }
        bench.emulator().clean();
        System.err.println(String.format(Locale.ROOT, "%s: %s %.2f s", line.words(), connections, taken.seconds()));
        return String.format(Locale.ROOT, "%.2f", taken.seconds());
    }
}
