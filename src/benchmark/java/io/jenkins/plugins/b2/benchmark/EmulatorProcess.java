package io.jenkins.plugins.b2.benchmark;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The emulator in a process of its own. */
final class EmulatorProcess implements AutoCloseable {
    private static final String BUCKET = "benchmark";
    private static final int CLEANERS = 8;

    private final Process process;
    private final Endpoint endpoint;

    EmulatorProcess(Path b2, Path folder) throws IOException {
        Files.createDirectories(folder);
        process = new ProcessBuilder(
                        "java",
                        "-Xmx512m",
                        "-jar",
                        b2.toString(),
                        "emulator",
                        "--quiet",
                        "--bucket",
                        BUCKET,
                        "--data",
                        folder.toString())
                .redirectError(folder.resolveSibling("emulator.log").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        JsonObject told = new Gson().fromJson(out.readLine(), JsonObject.class);
        endpoint = new Endpoint(
                told.get("realm").getAsString(),
                told.get("applicationKeyId").getAsString(),
                told.get("applicationKey").getAsString(),
                BUCKET);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** @param bytesPerSecond of each connection; 0 for no limit */
    void shape(int roundTripMillis, long bytesPerSecond) throws IOException {
        JsonObject shape = new JsonObject();
        shape.addProperty("rttMillis", roundTripMillis);
        shape.addProperty("bytesPerSecondPerConnection", bytesPerSecond);
        try (BareB2 b2 = new BareB2(endpoint)) {
            b2.emulator("shape", shape);
        }
    }

    /** Has it answer that share of uploads with 503, from now on. */
    void answerBusily(double share) throws IOException {
        for (String call : List.of("b2_upload_file", "b2_upload_part")) {
            JsonObject fault = new JsonObject();
            fault.addProperty("call", call);
            fault.addProperty("probability", share);
            fault.addProperty("seed", 1);
            try (BareB2 b2 = new BareB2(endpoint)) {
                b2.emulator("faults", fault);
            }
        }
    }

    /** Files and bytes stored below a prefix. */
    record Stored(long files, long bytes) {}

    Stored stored(String prefix) throws IOException {
        long[] sums = new long[2];
        try (BareB2 b2 = new BareB2(endpoint)) {
            b2.authorize().list(prefix, row -> {
                sums[0]++;
                sums[1] += row.get("contentLength").getAsLong();
            });
        }
        return new Stored(sums[0], sums[1]);
    }

    /** Removes everything. */
    void clean() throws Exception {
        List<JsonObject> rows = new ArrayList<>();
        do {
            rows.clear();
            try (BareB2 b2 = new BareB2(endpoint)) {
                b2.authorize().list("", rows::add);
                Threads.<JsonObject>work(CLEANERS, rows, queue -> {
                    try (BareB2 own = new BareB2(b2)) {
                        JsonObject row;
                        while ((row = queue.next()) != null) {
                            own.delete(
                                    row.get("fileName").getAsString(),
                                    row.get("fileId").getAsString());
                        }
                    }
                });
            }
            // What is left are older versions.
        } while (!rows.isEmpty());
    }

    /** Stores files of 1 byte each. */
    void fill(String prefix, int count, Path folder) throws Exception {
        Path one = Files.write(folder.resolve("one"), new byte[] {1});
        List<Integer> numbers = IntStream.range(0, count).boxed().toList();
        try (BareB2 b2 = new BareB2(endpoint)) {
            b2.authorize();
            Threads.<Integer>work(CLEANERS, numbers, queue -> {
                try (BareB2 own = new BareB2(b2)) {
                    Integer number;
                    while ((number = queue.next()) != null) {
                        own.upload(one, 1, String.format("%sd%04d/f%06d.bin", prefix, number / 100, number));
                    }
                }
            });
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
