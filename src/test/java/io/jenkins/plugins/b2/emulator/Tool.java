package io.jenkins.plugins.b2.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A command of this machine, run with its own environment. */
final class Tool {
    private final String name;
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** What a run has left: exit code, and output together with error output. */
    record Result(int exit, String output) {}

    private Tool(String name) {
        this.name = name;
    }

    /** Skips the test when the command is not there. */
    static Tool installed(String name) {
        boolean there = List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        assumeTrue(there, name + " is not installed");
        return new Tool(name);
    }

    Tool with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Result tryRun(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Runs to success and returns the output. */
    String run(String... arguments) throws IOException, InterruptedException {
        Result result = tryRun(arguments);
        assertEquals(0, result.exit(), name + " " + List.of(arguments) + ":\n" + result.output());
        return result.output();
    }
}
