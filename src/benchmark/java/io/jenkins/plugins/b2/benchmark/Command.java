package io.jenkins.plugins.b2.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command line with the environment that it needs. */
record Command(List<String> line, Map<String, String> environment) {
    private static final Path TIME = Path.of("/usr/bin/time");
    private static final int LONGEST_MINUTES = 30;

    /** What a process took. */
    record Taken(double seconds, double cpuSeconds, double peakMegabytes) {}

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** @return what the process wrote to its output */
    String run(Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("output.txt");
        finish(start(line, folder, out), folder);
        return Files.readString(out);
    }

    /** By GNU time, which knows of processor time and of the largest memory that was ever resident. */
    Taken measure(Path folder) throws IOException, InterruptedException {
        Path report = folder.resolve("time.txt");
        List<String> timed = new ArrayList<>(List.of(TIME.toString(), "-q", "-f", "%U %S %M", "-o", report.toString()));
        timed.addAll(line);
        long begin = System.nanoTime();
        finish(start(timed, folder, folder.resolve("output.txt")), folder);
        double seconds = (System.nanoTime() - begin) / 1e9;
        String[] figures = Files.readString(report).strip().split(" ");
        return new Taken(
                seconds,
                Double.parseDouble(figures[0]) + Double.parseDouble(figures[1]),
                Double.parseDouble(figures[2]) * 1024 / 1e6);
    }

    private Process start(List<String> command, Path folder, Path out) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("errors.txt").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void finish(Process process, Path folder) throws IOException, InterruptedException {
        if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("Not done in " + LONGEST_MINUTES + " minutes: " + line);
        }
        if (process.exitValue() != 0) {
            throw new IOException("Exit code " + process.exitValue() + " of " + line + ": "
                    + Files.readString(folder.resolve("errors.txt")));
        }
    }
}
