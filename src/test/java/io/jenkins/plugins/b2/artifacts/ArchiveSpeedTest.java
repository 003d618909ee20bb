package io.jenkins.plugins.b2.artifacts;

import hudson.model.Label;
import hudson.model.Slave;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * How long it takes to archive many small files, and what the controller keeps of them. With {@code -Db2.benchmark=true} only.
 */
@EnabledIfSystemProperty(
        named = "b2.benchmark",
        matches = "true",
        disabledReason = "figures need a machine of their own")
@WithJenkins
class ArchiveSpeedTest {
    private static final int FILES = 10_000;
    private static final int SIZE = 5000;
    private static final int MANY = 100_000;
    private static final int ROUND_TRIP_MILLIS = 20;

    @Test
    void manySmallFiles(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            emulator.shape(new Shape(ROUND_TRIP_MILLIS, 0, 0));
            Profile profile = JenkinsWithB2.configure(emulator);
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "archive");
            job.setDefinition(new CpsFlowDefinition(
                    "node('agent') { def begin = System.nanoTime(); archiveArtifacts '**';"
                            + " currentBuild.description = (System.nanoTime() - begin) / 1e9 }",
                    false));
            Slave agent = jenkins.createOnlineSlave(Label.get("agent"));
            write(Path.of(agent.getWorkspaceFor(job).getRemote()));
            measure(jenkins, job, "controller's disk");
            ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
            for (int connections : new int[] {10, 1, 10}) {
                profile.setConnectionPoolSize(Integer.toString(connections));
                measure(jenkins, job, "B2, " + connections + " connections, " + ROUND_TRIP_MILLIS + " ms");
            }
        }
    }

    @Test
    void pagesOfABuildWithAGreatManyArtifacts(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            JenkinsWithB2.configure(emulator);
            ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
            WorkflowRun run = jenkins.buildAndAssertSuccess(
                    JenkinsWithB2.job("many", "node { writeFile file: 'a.txt', text: 'a'; archiveArtifacts 'a.txt' }"));
            B2ArtifactManager manager = (B2ArtifactManager) run.getArtifactManager();
            StoredEntry one = manager.manifest().entries().get("a.txt");
            List<StoredEntry> entries = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String path = String.format("d%02d/d%02d/f%06d", i % 10, i / 10 % 100, i);
                entries.add(new StoredEntry(
                        path, 5000, 5000, one.modified(), 0644, null, one.sha1(), one.fileId(), "", false));
            }
            manager.add(entries);
            System.out.printf("manifest: %.1f MB%n", Files.size(manager.file(Manifest.ARTIFACTS)) / 1e6);
            for (String page : List.of("", "artifact/", "artifact/d01/d01/", "api/json?tree=artifacts[relativePath]")) {
                for (int round = 0; round < 4; round++) {
                    long begin = System.nanoTime();
                    long bytes = 0;
                    try (InputStream in = new URL(jenkins.getURL(), run.getUrl() + page).openStream()) {
                        bytes = in.readAllBytes().length;
                    }
                    System.out.printf("'%s': %.3f s, %d kB%n", page, (System.nanoTime() - begin) / 1e9, bytes / 1000);
                }
            }
        }
    }

    private static void write(Path folder) throws Exception {
        Random random = new Random(1);
        byte[] bytes = new byte[SIZE];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(bytes);
            Path file = folder.resolve(String.format("d%02d/f%04d", i % 100, i));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
    }

    private static void measure(JenkinsRule jenkins, WorkflowJob job, String what) throws Exception {
        long before = used();
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        String seconds = run.getDescription();
        long after = used();
        System.out.printf(
                "%s: %s s, heap in use %.1f MB before and %.1f MB after%n", what, seconds, before / 1e6, after / 1e6);
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
