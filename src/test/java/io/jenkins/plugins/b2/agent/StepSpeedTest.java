package io.jenkins.plugins.b2.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.OperatingSystemMXBean;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Slave;
import hudson.model.queue.QueueTaskFuture;
import hudson.remoting.Channel;
import hudson.remoting.Command;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.artifacts.B2ArtifactManagerFactory;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What steps on an agent take beside the command, and archiving beside Jenkins' own; and what they cost the controller, in time
 * of the processor, heap, and bytes between it and the agent. Controller, agent and emulator are a process each. Prints a table
 * for {@code docs/developer/performance.md} and asserts no figure. Runs with {@code -Db2.benchmark=true} only, after the
 * standalone build has made the command.
 */
@EnabledIfSystemProperty(
        named = "b2.benchmark",
        matches = "true",
        disabledReason = "figures need a machine of their own")
@WithJenkins
class StepSpeedTest {
    private static final Path COMMAND = Path.of("target/standalone/b2j").toAbsolutePath();
    private static final String CONNECTIONS = "10";
    /** After one that warms up the emulator, and the agent as every agent is that has run a build. */
    private static final int ROUNDS = 3;

    private static final int MEBIBYTE = 1024 * 1024;
    private static final int LARGE = 1024 * MEBIBYTE;
    private static final int OF_BRANCH = 128 * MEBIBYTE;
    private static final int BRANCHES = 4;
    private static final int SMALL_FILES = 1000;
    private static final int SMALL = 10_000;
    private static final int STEPS = 100;
    private static final int TRANSFERS = 10;
    private static final String LIMIT = "10 MB/s";
    private static final int OF_TRANSFER = 30 * MEBIBYTE;
    private static final int WATCHED_SECONDS = 20;

    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final LongAdder channelBytes = new LongAdder();
    private final List<String> table = new ArrayList<>();
    private JenkinsRule jenkins;
    private Process emulator;
    private Map<String, String> environment;
    private Slave agent;
    private WorkflowJob job;
    private FilePath workspace;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = new ProcessBuilder(COMMAND.toString(), "emulator", "--bucket", JenkinsWithB2.BUCKET)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(emulator.getInputStream(), StandardCharsets.UTF_8));
        JsonObject ready = JsonParser.parseString(out.readLine()).getAsJsonObject();
        String realm = ready.get("realm").getAsString();
        String keyId = ready.get("applicationKeyId").getAsString();
        String key = ready.get("applicationKey").getAsString();
        environment = Map.of(
                "B2_REALM", realm,
                "B2_APPLICATION_KEY_ID", keyId,
                "B2_APPLICATION_KEY", key,
                "B2_BUCKET", JenkinsWithB2.BUCKET);
        Profile profile = JenkinsWithB2.configure(realm, keyId, key);
        profile.setConnectionPoolSize(CONNECTIONS);
        agent = jenkins.createOnlineSlave(Label.get("agent"));
        ((Channel) agent.getChannel()).addListener(new Channel.Listener() {
            @Override
            public void onRead(Channel channel, Command command, long bytes) {
                channelBytes.add(bytes);
            }

            @Override
            public void onWrite(Channel channel, Command command, long bytes) {
                channelBytes.add(bytes);
            }
        });
        job = jenkins.createProject(WorkflowJob.class, "job");
        workspace = agent.getWorkspaceFor(job);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.destroy();
        emulator.waitFor();
    }

    /** Something to be timed, once; it tells how many seconds it took. */
    @FunctionalInterface
    private interface Contender {
        double run() throws Exception;
    }

    /** What a run took of the controller. */
    private record Cost(double seconds, double processor, long heap, long channel) {}

    @Test
    void stepsAndTheCommand() throws Exception {
        Path folder = Path.of(workspace.getRemote());
        write(folder.resolve("large"), LARGE);
        for (int i = 0; i < BRANCHES; i++) {
            write(folder.resolve("branch" + i), OF_BRANCH);
        }
        for (int i = 0; i < SMALL_FILES; i++) {
            write(folder.resolve("small/file" + i), SMALL);
        }
        for (int i = 0; i < TRANSFERS; i++) {
            write(folder.resolve("transfer" + i), OF_TRANSFER);
        }
        Path other = Files.createDirectory(folder.resolveSibling("by-command"));

        compare(
                "1 GiB up",
                1,
                () -> step("b2Upload file: 'large', name: 'large'"),
                () -> command("upload", folder.resolve("large"), "--name", "large"));
        compare(
                "1 GiB down",
                1,
                () -> step("b2Download name: 'large', file: 'large-down'"),
                () -> command("download", "large", other.resolve("large")));
        command("delete", "--prefix", "large", "--all-versions");
        Files.delete(folder.resolve("large-down"));
        Files.delete(other.resolve("large"));
        compare(
                count(SMALL_FILES) + " files of 10 kB up",
                SMALL_FILES,
                () -> step("b2Upload includes: 'small/**'"),
                () -> command("upload", folder.resolve("small"), "--prefix", "small/"));
        compare(
                count(SMALL_FILES) + " files of 10 kB down",
                SMALL_FILES,
                () -> step("b2Download prefix: 'small/', includes: '**', dir: 'small-down'"),
                () -> command("download", "--prefix", "small/", "--dir", other.resolve("small")));
        compare(
                STEPS + " steps in a row that upload a file of 10 kB each",
                STEPS,
                () -> step(
                        "for (int i = 0; i < " + STEPS + "; i++) { b2Upload file: 'small/file0', name: \"row/${i}\" }"),
                null);
        compare(
                BRANCHES + " branches at once, 128 MiB up each; " + BRANCHES + " commands at once",
                BRANCHES,
                () -> step(parallel(BRANCHES, "branch")),
                () -> atOnce(folder));
        compare(
                "archiving " + count(SMALL_FILES) + " files of 10 kB; Jenkins' own",
                SMALL_FILES,
                () -> archiving("archiveArtifacts 'small/*'"),
                () -> step("archiveArtifacts 'small/*'"));
        compare(
                "archiving 128 MiB; Jenkins' own",
                1,
                () -> archiving("archiveArtifacts 'branch0'"),
                () -> step("archiveArtifacts 'branch0'"));
        String stash = "stash name: 's', includes: 'small/*'; dir('again') { unstash 's' }";
        compare(
                "a stash of " + count(SMALL_FILES) + " files of 10 kB and back; Jenkins' own",
                SMALL_FILES,
                () -> archiving(stash),
                () -> step(stash));
        tenSlowOnes();
        System.out.println("| | B2 step, s | beside it, s | ratio | controller's processor, s | its peak heap, MiB |"
                + " channel, kB | B a file |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        table.forEach(System.out::println);
    }

    private static String count(int files) {
        return String.format(Locale.ROOT, "%,d", files);
    }

    /** In turn, so that what else the machine does meets both. */
    private void compare(String what, int files, Contender ours, Contender theirs) throws Exception {
        List<Cost> costs = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            Cost cost = cost(ours);
            double time = theirs == null ? 0 : theirs.run();
            if (round > 0) {
                costs.add(cost);
                beside.add(time);
            }
        }
        double seconds = median(costs.stream().map(Cost::seconds).toList());
        double other = median(beside);
        long channel = (long)
                median(costs.stream().map(cost -> (double) cost.channel()).toList());
        table.add(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.2f | %d | %d | %,d |",
                what,
                spread(costs.stream().map(Cost::seconds).toList()),
                theirs == null ? "-" : spread(beside),
                theirs == null ? "-" : String.format(Locale.ROOT, "%.2f", seconds / other),
                median(costs.stream().map(Cost::processor).toList()),
                (long) median(costs.stream().map(cost -> (double) cost.heap()).toList()) / MEBIBYTE,
                channel / 1000,
                channel / files));
    }

    private Cost cost(Contender contender) throws Exception {
        resetHeapPeaks();
        long processor = system.getProcessCpuTime();
        long channel = channelBytes.sum();
        double seconds = contender.run();
        return new Cost(
                seconds, (system.getProcessCpuTime() - processor) / 1e9, heapPeak(), channelBytes.sum() - channel);
    }

    /** Garbage is collected first: the peak has that of the run only. */
    private static void resetHeapPeaks() {
        System.gc();
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long heapPeak() {
        return heapPools().stream()
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String spread(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(
                Locale.ROOT, "%.2f (%.2f - %.2f)", median(values), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** What the controller does while ten transfers run that a limit slows down, and while nothing runs. */
    private void tenSlowOnes() throws Exception {
        double idle = share();
        BackblazeB2Configuration.get().setMaxBandwidth(LIMIT);
        QueueTaskFuture<WorkflowRun> build = begin(parallel(TRANSFERS, "transfer"));
        Await.that("all transfers run", () -> ActiveTransfers.get().all().size() == TRANSFERS);
        resetHeapPeaks();
        long channel = channelBytes.sum();
        double busy = share();
        assertEquals(TRANSFERS, ActiveTransfers.get().all().size(), "they ran all the time");
        table.add(String.format(
                Locale.ROOT,
                "| %d running transfers, for %d s: %.1f %% of a core, idle %.1f %% | - | - | - | %.2f | %d | %d | - |",
                TRANSFERS,
                WATCHED_SECONDS,
                100 * busy,
                100 * idle,
                busy * WATCHED_SECONDS,
                heapPeak() / MEBIBYTE,
                (channelBytes.sum() - channel) / 1000));
        jenkins.assertBuildStatusSuccess(build);
    }

    /** Of a core. */
    private double share() throws InterruptedException {
        long before = system.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(WATCHED_SECONDS);
        return (system.getProcessCpuTime() - before) / (double) TimeUnit.SECONDS.toNanos(WATCHED_SECONDS);
    }

    private static String parallel(int branches, String file) {
        return IntStream.range(0, branches)
                .mapToObj(i -> "'" + i + "': { b2Upload file: '" + file + i + "', name: '" + file + i + "' }")
                .collect(Collectors.joining(", ", "parallel(", ")"));
    }

    private double archiving(String step) throws Exception {
        var factories = ArtifactManagerConfiguration.get().getArtifactManagerFactories();
        factories.add(new B2ArtifactManagerFactory());
        try {
            return step(step);
        } finally {
            factories.clear();
        }
    }

    /** A Pipeline tells in its description how many seconds its steps took. */
    private double step(String step) throws Exception {
        return Double.parseDouble(jenkins.assertBuildStatusSuccess(begin(step)).getDescription());
    }

    private QueueTaskFuture<WorkflowRun> begin(String step) throws Exception {
        String script = "node('agent') { def begin = System.nanoTime(); " + step
                + "; currentBuild.description = (System.nanoTime() - begin) / 1e9 }";
        job.setDefinition(new CpsFlowDefinition(script, false));
        return job.scheduleBuild2(0);
    }

    private static void write(Path file, int size) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] bytes = new byte[Math.min(size, MEBIBYTE)];
        Random random = new Random(file.hashCode());
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int written = 0; written < size; written += bytes.length) {
                random.nextBytes(bytes);
                out.write(bytes);
            }
        }
    }

    private double atOnce(Path folder) throws Exception {
        List<Process> commands = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < BRANCHES; i++) {
            String name = "branch" + i;
            commands.add(begin("upload", folder.resolve(name), "--name", name));
        }
        for (Process command : commands) {
            assertEquals(0, command.waitFor());
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private double command(Object... arguments) throws Exception {
        long begin = System.nanoTime();
        assertEquals(0, begin(arguments).waitFor());
        return (System.nanoTime() - begin) / 1e9;
    }

    private Process begin(Object... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(COMMAND.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(line::add);
        line.addAll(List.of("--connections", CONNECTIONS, "--quiet"));
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().putAll(environment);
        return builder.start();
    }
}
