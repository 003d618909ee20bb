package io.jenkins.plugins.b2.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Label;
import hudson.model.Slave;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * The same transfers by the step on an agent and by the command, in turn; prints the times and asserts none. Runs with
 * {@code -Db2.benchmark=true} only, after the standalone build has made the command.
 */
@EnabledIfSystemProperty(
        named = "b2.benchmark",
        matches = "true",
        disabledReason = "figures need a machine of their own")
@WithJenkins
class StepSpeedTest {
    private static final Path COMMAND = Path.of("target/standalone/b2j").toAbsolutePath();
    private static final int ROUNDS = 5;
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int SIZE = 1024 * MEBIBYTE;

    @Test
    void stepAndCommand(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Profile profile = JenkinsWithB2.configure(emulator);
            profile.setConnectionPoolSize(10);
            WorkflowJob up = timed(jenkins, "up", "b2Upload file: 'large', name: 'large'");
            WorkflowJob down = timed(jenkins, "down", "b2Download name: 'large', file: 'large'");
            Slave agent = jenkins.createOnlineSlave(Label.get("agent"));
            Path source = Path.of(agent.getWorkspaceFor(up).getRemote(), "large");
            write(source);
            Path target = source.resolveSibling("by-command");
            Map<String, List<Double>> seconds = new LinkedHashMap<>();
            for (int round = 0; round <= ROUNDS; round++) {
                Map<String, Double> taken = new LinkedHashMap<>();
                taken.put("step up", build(jenkins, up));
                taken.put("command up", command(emulator, "upload", source.toString(), "--name", "large"));
                taken.put("step down", build(jenkins, down));
                taken.put("command down", command(emulator, "download", "large", target.toString()));
                Files.delete(target);
                command(emulator, "delete", "--prefix", "large", "--all-versions");
                // The first round warms up the emulator, and the agent as every agent is that has run a build.
                if (round > 0) {
                    taken.forEach((what, time) -> seconds.computeIfAbsent(what, first -> new ArrayList<>())
                            .add(time));
                }
            }
            seconds.forEach((what, times) -> {
                times.sort(Comparator.naturalOrder());
                System.out.printf("%s: %s, median %.2f s%n", what, times, times.get(ROUNDS / 2));
            });
        }
    }

    /** A Pipeline that tells in its description how many seconds the step took. */
    private static WorkflowJob timed(JenkinsRule jenkins, String name, String step) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        String script = "node('agent') { def begin = System.nanoTime(); " + step
                + "; currentBuild.description = (System.nanoTime() - begin) / 1e9 }";
        job.setDefinition(new CpsFlowDefinition(script, false));
        return job;
    }

    private static double build(JenkinsRule jenkins, WorkflowJob job) throws Exception {
        return Double.parseDouble(jenkins.buildAndAssertSuccess(job).getDescription());
    }

    private static void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] bytes = new byte[MEBIBYTE];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < SIZE / MEBIBYTE; i++) {
                new Random(i).nextBytes(bytes);
                out.write(bytes);
            }
        }
    }

    private static double command(B2Emulator emulator, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(COMMAND.toString()));
        line.addAll(Arrays.asList(arguments));
        line.addAll(List.of("--connections", "10", "--quiet"));
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment()
                .putAll(Map.of(
                        "B2_REALM", emulator.realm(),
                        "B2_APPLICATION_KEY_ID", emulator.applicationKeyId(),
                        "B2_APPLICATION_KEY", emulator.applicationKey(),
                        "B2_BUCKET", JenkinsWithB2.BUCKET));
        long begin = System.nanoTime();
        assertEquals(0, builder.start().waitFor());
        return (System.nanoTime() - begin) / 1e9;
    }
}
