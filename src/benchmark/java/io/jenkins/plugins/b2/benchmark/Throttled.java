package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Eight files at once under one limit, looked at from outside: bytes that pass the loopback interface, ten times a second.
 * Nothing else may use that interface meanwhile.
 */
final class Throttled {
    static final String NAME = "throttle";

    private static final Path COUNTER = Path.of("/sys/class/net/lo/statistics/rx_bytes");
    private static final int STREAMS = 8;
    private static final int SAMPLES_A_SECOND = 10;

    private final long limit;
    private final int seconds;
    private final List<Contender> contenders;

    Throttled(long limit, int seconds, List<Contender> contenders) {
        this.limit = limit;
        this.seconds = seconds;
        this.contenders = contenders;
    }

    String measure(Case.Bench bench) throws Exception {
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT,
                "### " + NAME + "%n%n%d streams, limit %.1f MB/s, %d s%n%n"
                        + "| | mean, MB/s | off by | slowest second | fastest second | standard deviation |%n"
                        + "|---|---|---|---|---|---|%n",
                STREAMS,
                limit / 1e6,
                seconds));
        Trees.same(bench.source(), STREAMS, (int) (limit * seconds / STREAMS));
        for (Contender contender : contenders) {
            if (contender.missing() == null) {
                contender.connect(bench.emulator().endpoint(), bench.scratch());
                Command command = contender.uploadSlowly(bench.source(), contender.folder(), limit);
                out.append(row(contender.name(), sample(command, bench.scratch())));
                bench.emulator().clean();
            }
        }
        return out.toString();
    }

    private static List<Long> sample(Command command, Path folder) throws Exception {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> {
            try {
                command.run(folder);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Long> samples = new ArrayList<>();
        long begin = System.nanoTime();
        while (!run.isDone()) {
            samples.add(Long.parseLong(Files.readString(COUNTER).strip()));
            long next = begin + samples.size() * 1_000_000_000L / SAMPLES_A_SECOND;
            Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
        }
        run.get();
        return samples;
    }

    /** Leaves out the first two and the last two seconds in which bytes moved. */
    private String row(String name, List<Long> samples) {
        long least = limit / SAMPLES_A_SECOND / 4;
        int first = 1;
        while (samples.get(first) - samples.get(first - 1) < least) {
            first++;
        }
        int last = samples.size() - 1;
        while (samples.get(last) - samples.get(last - 1) < least) {
            last--;
        }
        List<Double> rates = new ArrayList<>();
        for (int i = first + 2 * SAMPLES_A_SECOND;
                i + SAMPLES_A_SECOND <= last - 2 * SAMPLES_A_SECOND;
                i += SAMPLES_A_SECOND) {
            rates.add((samples.get(i + SAMPLES_A_SECOND) - samples.get(i)) / 1e6);
        }
        double mean = rates.stream().mapToDouble(rate -> rate).average().orElseThrow();
        double variance = rates.stream()
                .mapToDouble(rate -> (rate - mean) * (rate - mean))
                .average()
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %+.1f %% | %.2f | %.2f | %.2f |%n",
                name,
                mean,
                (mean * 1e6 / limit - 1) * 100,
                rates.stream().mapToDouble(rate -> rate).min().orElseThrow(),
                rates.stream().mapToDouble(rate -> rate).max().orElseThrow(),
                Math.sqrt(variance));
    }
}
