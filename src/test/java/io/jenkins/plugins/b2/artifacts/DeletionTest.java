package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Counting;
import hudson.model.Result;
import hudson.model.Run;
import hudson.tasks.LogRotator;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.monitor.RecentFigures;
import io.jenkins.plugins.b2.monitor.TransferStatistics;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jenkins.metrics.api.Metrics;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.BuildDiscarderProperty;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What goes in Jenkins goes in B2, sooner or later, and nobody waits for it. */
@WithJenkins
class DeletionTest {
    private static final String SCRIPT = "node { writeFile file: 'a.txt', text: 'alpha'; archiveArtifacts 'a.txt' }";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private B2ArtifactManagerFactory factory;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        profile.setMaxRetries(0);
        factory = new B2ArtifactManagerFactory();
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(factory);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private List<String> stored() {
        return emulator.files(JenkinsWithB2.BUCKET).stream()
                .map(StoredFile::fileName)
                .toList();
    }

    private void nothingIsLeft() throws Exception {
        Await.that("everything is deleted", () -> {
            DeletionQueue.get().retryNow();
            return DeletionQueue.get().state().count() == 0;
        });
        assertEquals(List.of(), stored());
    }

    private WorkflowRun archived(String name) throws Exception {
        return jenkins.buildAndAssertSuccess(JenkinsWithB2.job(name, SCRIPT));
    }

    @Test
    void aBuildGoesWithAllVersionsOfItsArtifacts() throws Exception {
        WorkflowRun run = archived("app");
        WorkflowRun kept = jenkins.buildAndAssertSuccess(run.getParent());
        String prefix = ((B2ArtifactManager) run.getArtifactManager())
                .places()
                .artifacts()
                .prefix();
        emulator.put(JenkinsWithB2.BUCKET, prefix + "a.txt", new byte[10]);
        assertEquals(3, stored().size());
        run.delete();
        Await.that("it is deleted", () -> stored().size() == 1);
        assertEquals(1, kept.getArtifacts().size());
        assertTrue(kept.getArtifactManager().root().child("a.txt").isFile());
    }

    @Test
    void artifactsGoOnceAndAnswerSo() throws Exception {
        WorkflowRun run = archived("app");
        assertTrue(run.getArtifactManager().delete());
        assertFalse(run.getArtifactManager().root().child("a.txt").isFile());
        assertFalse(run.getArtifactManager().delete());
        nothingIsLeft();
    }

    @Test
    void whatIsArchivedAfterwardsIsSpared() throws Exception {
        emulator.faults()
                .add(Fault.on("b2_list_file_versions").times(Fault.UNLIMITED).status(503, "busy"));
        WorkflowRun run = archived("app");
        assertTrue(run.getArtifactManager().delete());
        run = (WorkflowRun) reloaded(run);
        run.pickArtifactManager()
                .archive(
                        jenkins.jenkins.getWorkspaceFor(run.getParent()),
                        jenkins.createLocalLauncher(),
                        new hudson.model.StreamBuildListener(System.err, java.nio.charset.StandardCharsets.UTF_8),
                        Map.of("b.txt", "a.txt"));
        emulator.faults().clear();
        Await.that("the first is deleted", () -> {
            DeletionQueue.get().retryNow();
            return DeletionQueue.get().state().count() == 0;
        });
        assertEquals(1, stored().size());
        assertTrue(stored().get(0).endsWith("/b.txt"));
    }

    private Run<?, ?> reloaded(Run<?, ?> run) throws Exception {
        jenkins.jenkins.reload();
        return Run.fromExternalizableId(run.getExternalizableId());
    }

    @Test
    void unfinishedLargeFilesGoToo() throws Exception {
        profile.setPartSize("5 MB");
        emulator.faults()
                .add(Fault.on("b2_finish_large_file").times(Fault.UNLIMITED).status(403, "cap_exceeded"));
        WorkflowJob job = JenkinsWithB2.job("app", "node { archiveArtifacts 'big.bin' }");
        JenkinsWithB2.bigFile(jenkins.jenkins, job, "big.bin", 11_000_000);
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        assertEquals(1, emulator.state().unfinishedLargeFiles(), "this test needs an unfinished large file");
        run.delete();
        nothingIsLeft();
        assertEquals(0, emulator.state().unfinishedLargeFiles());
    }

    @Test
    void aJobGoesWithAllOfItsBuilds() throws Exception {
        WorkflowRun run = archived("app");
        jenkins.buildAndAssertSuccess(run.getParent());
        WorkflowRun other = archived("other");
        run.getParent().delete();
        Await.that("both builds are deleted", () -> stored().size() == 1);
        assertEquals(1, other.getArtifacts().size());
    }

    @Test
    void aRenamedJobGoesToo() throws Exception {
        WorkflowRun run = archived("app");
        run.getParent().renameTo("other");
        run.getParent().delete();
        nothingIsLeft();
    }

    @Test
    void aFolderGoesWithItsJobsAlsoWhileB2IsDown() throws Exception {
        MockFolder folder = jenkins.createFolder("team");
        MockFolder inner = folder.createProject(MockFolder.class, "inner");
        WorkflowJob job = inner.createProject(WorkflowJob.class, "app");
        job.setDefinition(new CpsFlowDefinition(SCRIPT, true));
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(job);
        emulator.faults().add(Fault.on("*").times(Fault.UNLIMITED).reset());
        folder.delete();
        assertNull(jenkins.jenkins.getItem("team"));
        Await.that("B2 was asked in vain", () -> DeletionQueue.get().state().error() != null);
        assertEquals(2, DeletionQueue.get().state().count());
        DeletionMonitor monitor = hudson.ExtensionList.lookupSingleton(DeletionMonitor.class);
        assertTrue(monitor.isActivated());
        String page = jenkins.createWebClient().goTo("manage/").asNormalizedText();
        assertTrue(page.contains("Artifacts or stashes of 2 deleted builds are still in Backblaze B2"), page);
        emulator.faults().clear();
        nothingIsLeft();
        assertFalse(monitor.isActivated());
    }

    @Test
    void administratorsAreToldWhatIsDeletedAndWhyTheRestIsNot() throws Exception {
        WorkflowJob job = JenkinsWithB2.job("app", """
            node {
                ['a', 'b', 'c'].each { writeFile file: "${it}.txt", text: it }
                archiveArtifacts '*.txt'
            }
            """);
        WorkflowRun first = jenkins.buildAndAssertSuccess(job);
        WorkflowRun second = jenkins.buildAndAssertSuccess(job);
        RecentFigures before = TransferStatistics.get().recent("main");
        first.delete();
        nothingWaits();
        assertEquals(3, deleted());
        assertEquals(Map.of(), DeletionQueue.get().failures(null));
        emulator.faults()
                .add(Fault.on("b2_delete_file_version").times(Fault.UNLIMITED).status(401, "unauthorized"));
        second.delete();
        Await.that("B2 was asked in vain", () -> gauge("deletions.failing") == 1);
        assertEquals(1, gauge("deletions.failing.permission"));
        assertEquals(0, gauge("deletions.failing.remote"));
        String health = health();
        assertTrue(health.contains("3 file versions were deleted"), health);
        assertTrue(
                health.contains("Artifacts or stashes of 1 deleted build are still in B2 and are billed:"
                        + " the key was wrong or not allowed to do that"),
                health);
        emulator.faults().clear();
        nothingIsLeft();
        assertEquals(6, deleted());
        assertEquals(0, gauge("deletions.failing"));
        assertFalse(health().contains("still in B2"));
        RecentFigures after = TransferStatistics.get().recent("main");
        assertEquals(before.deleted() + 6, after.deleted());
        assertEquals(before.ended(), after.ended(), "what is tried until it succeeds counts for nothing else");
    }

    private void nothingWaits() throws Exception {
        Await.that("nothing waits", () -> DeletionQueue.get().state().count() == 0);
    }

    private static long deleted() {
        return ((Counting) Metrics.metricRegistry().getMetrics().get("backblaze-b2.files.deleted")).getCount();
    }

    private static long gauge(String name) {
        return (Long)
                Metrics.metricRegistry().getGauges().get("backblaze-b2." + name).getValue();
    }

    private String health() throws Exception {
        return jenkins.createWebClient().goTo("manage/backblaze-b2/health/").asNormalizedText();
    }

    @Test
    void whatNoProfileLeadsToIsToldOfTheProfileThatDid() throws Exception {
        WorkflowRun run = archived("app");
        profile.setPrefix("elsewhere/");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        run.delete();
        Await.that("no way there was found", () -> DeletionQueue.get().state().error() != null);
        assertEquals(Map.of(Kind.USAGE, 1L), DeletionQueue.get().failures("main"));
        String health = health();
        assertTrue(
                health.contains(
                        "of 1 deleted build are still in B2 and are billed: the profile that leads there is gone"),
                health);
        profile.setPrefix(null);
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        nothingIsLeft();
    }

    @Test
    void whatIsToGoSurvivesARestart() throws Exception {
        WorkflowRun run = archived("app");
        emulator.faults().add(Fault.on("*").times(Fault.UNLIMITED).reset());
        run.delete();
        Path kept = new File(jenkins.jenkins.getRootDir(), DeletionQueue.class.getName() + ".xml").toPath();
        assertTrue(Files.readString(kept).contains("artifacts/app/1/"));
        Await.that("B2 was asked in vain", () -> DeletionQueue.get().state().error() != null);
        emulator.faults().clear();
        DeletionQueue restarted = new DeletionQueue();
        assertEquals(1, restarted.state().count());
        assertEquals(Map.of(Kind.REMOTE, 1L), restarted.failures("main"));
        assertEquals(Map.of(), restarted.failures("other"));
        restarted.retryNow();
        Await.that("it is deleted", () -> restarted.state().count() == 0);
        assertEquals(List.of(), stored());
    }

    /** Such as those under Object Lock. */
    @Test
    void whatCanNotBeDeletedHoldsNobodyUp() throws Exception {
        List<WorkflowRun> runs = List.of(archived("locked"), archived("one"), archived("other"));
        emulator.faults().add(Fault.on("*").times(Fault.UNLIMITED).reset());
        for (WorkflowRun run : runs) {
            run.delete();
        }
        Await.that("B2 was asked in vain", () -> DeletionQueue.get().state().error() != null);
        emulator.faults().clear();
        emulator.faults()
                .add(Fault.on("b2_delete_file_version")
                        .nameContains("/locked/")
                        .times(Fault.UNLIMITED)
                        .status(403, "access_denied"));
        DeletionQueue.get().retryNow();
        Await.that("the others are gone", () -> stored().size() == 1);
        assertTrue(stored().get(0).contains("/locked/"));
        emulator.faults().clear();
        nothingIsLeft();
    }

    /** On a full disk, builds are deleted to make room. */
    @Test
    void whatCanNotBeNotedIsDeletedAllTheSame() throws Exception {
        Path list = jenkins.jenkins.getRootDir().toPath().resolve(DeletionQueue.class.getName() + ".xml");
        WorkflowRun one = archived("one");
        WorkflowRun other = archived("other");
        Files.createDirectories(list.resolve("in the way"));
        one.delete();
        Await.that("it is deleted", () -> stored().size() == 1);
        emulator.faults().add(Fault.on("*").times(Fault.UNLIMITED).reset());
        other.delete();
        Await.that("it fails", () -> DeletionQueue.get().failures(null).size() == 1);
        assertEquals(1, stored().size());
        String page = jenkins.createWebClient().goTo("manage/").asNormalizedText();
        assertTrue(page.contains("could not be saved to " + list), page);
        Files.delete(list.resolve("in the way"));
        Files.delete(list);
        emulator.faults().clear();
        nothingIsLeft();
        assertTrue(Files.isRegularFile(list));
        assertNull(DeletionQueue.get().state().error());
    }

    /** A job chooses the names of its files, and must not keep others' from being noted by them. */
    @Test
    void aNameThatXmlCanNotHoldKeepsNothingFromBeingNoted() throws Exception {
        WorkflowRun odd = jenkins.buildAndAssertSuccess(
                JenkinsWithB2.job("odd", "node { writeFile file: 'a\\uFFFE.txt', text: 'x'; archiveArtifacts 'a*' }"));
        WorkflowRun good = archived("good");
        emulator.faults()
                .add(Fault.on("b2_delete_file_version").times(Fault.UNLIMITED).status(403, "access_denied"));
        odd.delete();
        Await.that("it fails", () -> DeletionQueue.get().state().error() != null);
        good.delete();
        File list = new File(jenkins.jenkins.getRootDir(), DeletionQueue.class.getName() + ".xml");
        String noted = Files.readString(list.toPath());
        assertTrue(noted.contains("artifacts/odd/1/") && noted.contains("artifacts/good/1/"), noted);
        emulator.faults().clear();
        nothingIsLeft();
    }

    @Test
    void aRotatorThatCallsEveryTimeCostsNoCall() throws Exception {
        WorkflowRun run = archived("app");
        WorkflowJob job = run.getParent();
        job.addProperty(new BuildDiscarderProperty(new LogRotator(-1, -1, -1, 1)));
        jenkins.buildAndAssertSuccess(job);
        Await.that("the first build's artifacts are deleted", () -> stored().size() == 1);
        Await.that("the queue is empty", () -> DeletionQueue.get().state().count() == 0);
        assertTrue(emulator.awaitIdle(10_000));
        emulator.calls().reset();
        job.logRotate();
        job.logRotate();
        assertEquals(0, DeletionQueue.get().state().count());
        assertTrue(emulator.awaitIdle(10_000));
        assertEquals(Map.of(), emulator.calls().all());
        assertNotNull(job.getBuildByNumber(1));
    }

    @Test
    void aBuildThatIsKeptKeepsItsArtifacts() throws Exception {
        WorkflowRun run = archived("app");
        run.keepLog(true);
        WorkflowJob job = run.getParent();
        job.addProperty(new BuildDiscarderProperty(new LogRotator(-1, 1, -1, -1)));
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(job);
        Await.that("the second build is deleted", () -> stored().size() == 2);
        assertTrue(run.getArtifactManager().root().child("a.txt").isFile());
    }

    @Test
    void staysWhereTheAdministratorWantsIt() throws Exception {
        factory.setDeleteWithBuild(false);
        WorkflowRun run = archived("app");
        assertFalse(run.getArtifactManager().delete());
        assertTrue(run.getArtifactManager().root().child("a.txt").isFile());
        run.getParent().delete();
        assertEquals(0, DeletionQueue.get().state().count());
        assertEquals(1, stored().size());
    }

    @Test
    void aJobOfTheSameNameMayComeMeanwhile() throws Exception {
        WorkflowRun run = archived("app");
        emulator.faults()
                .add(Fault.on("b2_list_file_versions").times(Fault.UNLIMITED).status(503, "busy"));
        run.getParent().delete();
        WorkflowRun fresh = archived("app");
        emulator.faults().clear();
        Await.that("the former is deleted", () -> {
            DeletionQueue.get().retryNow();
            return DeletionQueue.get().state().count() == 0;
        });
        assertEquals(1, stored().size());
        try (var in = fresh.getArtifactManager().root().child("a.txt").open()) {
            assertEquals("alpha", new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
    }
}
