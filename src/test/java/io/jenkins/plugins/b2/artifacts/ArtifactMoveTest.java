package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import jenkins.branch.BranchSource;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.Jenkins;
import jenkins.model.StandardArtifactManager;
import jenkins.scm.impl.SingleSCMSource;
import jenkins.util.VirtualFile;
import net.sf.json.JSONObject;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.SingleFileSCM;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Artifacts of builds that are done go to B2 and back; at no time are they in neither place. */
@WithJenkins
class ArtifactMoveTest {
    private static final String SCRIPT =
            "node { writeFile file: 'a.txt', text: \"alpha ${currentBuild.number}\"; writeFile file: 'lib/b.txt',"
                    + " text: 'beta'; sh 'chmod 750 lib/b.txt; touch -d 2001-02-03T04:05:06Z lib/b.txt; ln -sf b.txt"
                    + " lib/link'; archiveArtifacts '**' }";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private WorkflowJob job;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        profile.setMaxRetries(0);
        job = JenkinsWithB2.job("app", SCRIPT);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private void keepInB2() {
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
    }

    private void keepInB2EvenWhenDeleted() {
        B2ArtifactManagerFactory keeping = new B2ArtifactManagerFactory();
        keeping.setDeleteWithBuild(false);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(keeping);
    }

    private WorkflowRun build() throws Exception {
        return jenkins.buildAndAssertSuccess(job);
    }

    private List<String> stored() {
        return emulator.files(JenkinsWithB2.BUCKET).stream()
                .map(StoredFile::fileName)
                .toList();
    }

    private static Path disk(Run<?, ?> run) {
        return run.getRootDir().toPath().resolve("archive");
    }

    private static Map<String, String> artifacts(Run<?, ?> run) throws IOException {
        VirtualFile root = run.getArtifactManager().root();
        Map<String, String> all = new TreeMap<>();
        for (String name : root.list("**", null, false)) {
            try (InputStream in = root.child(name).open()) {
                all.put(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return all;
    }

    private ArtifactMove move(boolean toB2) {
        ArtifactMove move = new ArtifactMove(job, toB2, false);
        move.run();
        return move;
    }

    private WorkflowRun reloaded(WorkflowRun run) throws Exception {
        reload();
        return job.getBuildByNumber(run.getNumber());
    }

    private void reload() throws Exception {
        Jenkins.get().reload();
        job = Jenkins.get().getItemByFullName("app", WorkflowJob.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsOnDiskGoesToB2AndBack(boolean encrypted) throws Exception {
        if (encrypted) {
            JenkinsWithB2.encrypt(profile);
        }
        WorkflowRun first = build();
        WorkflowRun second = build();
        Map<String, String> before = artifacts(first);
        assertEquals(3, before.size());
        keepInB2();
        ArtifactMove there = move(true);
        assertEquals("2 of 2 builds moved to B2: 6 files, 30 B", there.getSummary());
        assertEquals(6, stored().size());
        first = reloaded(first);
        assertFalse(Files.exists(disk(first)));
        assertFalse(Files.exists(disk(second)));
        assertInstanceOf(B2ArtifactManager.class, first.getArtifactManager());
        assertEquals(before, artifacts(first));
        assertEquals(3, first.getArtifacts().size());
        assertEquals(
                "b.txt", first.getArtifactManager().root().child("lib/link").readLink());
        assertEquals("0 of 2 builds moved to B2: 0 files, 0 B", move(true).getSummary(), "once is enough");

        ArtifactMove back = move(false);
        assertEquals("2 of 2 builds moved to this controller: 6 files, 30 B", back.getSummary());
        Await.that("B2 is empty", () -> stored().isEmpty());
        first = reloaded(first);
        assertEquals(before, artifacts(first));
        Path file = disk(first).resolve("lib/b.txt");
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("2001-02-03T04:05:06Z", Files.getLastModifiedTime(file).toString());

        assertEquals("2 of 2 builds moved to B2: 6 files, 30 B", move(true).getSummary(), "and to B2 once more");
        assertEquals(before, artifacts(reloaded(first)));
        assertFalse(Files.exists(disk(first)));
    }

    @Test
    void aDryRunMovesNothing() throws Exception {
        WorkflowRun run = build();
        keepInB2();
        ArtifactMove dry = new ArtifactMove(job, true, true);
        dry.run();
        assertEquals("1 of 1 builds would be moved to B2: 3 files, 15 B", dry.getSummary());
        assertEquals(List.of(), stored());
        assertInstanceOf(StandardArtifactManager.class, run.getArtifactManager());
        move(true);
        ArtifactMove back = new ArtifactMove(job, false, true);
        back.run();
        assertEquals("1 of 1 builds would be moved to this controller: 3 files, 15 B", back.getSummary());
        assertEquals(3, stored().size());
    }

    @Test
    void whileB2IsDownAllStaysAndASecondTryGoesOn() throws Exception {
        WorkflowRun run = build();
        build();
        build();
        build();
        keepInB2();
        emulator.faults()
                .add(Fault.on("b2_upload_file").skip(4).times(Fault.UNLIMITED).status(403, "cap_exceeded"));
        ArtifactMove down = move(true);
        assertEquals(3, down.getFailed());
        assertEquals("1 of 4 builds moved to B2: 3 files, 15 B", down.getSummary());
        assertTrue(down.getState().startsWith("Gave up"), down.getState());
        assertTrue(
                down.getFailures().get(0).startsWith("#3: "), down.getFailures().toString());
        assertEquals(3, artifacts(run).size());
        assertTrue(Files.exists(disk(run)));
        emulator.faults().clear();
        assertEquals("3 of 4 builds moved to B2: 9 files, 45 B", move(true).getSummary());

        emulator.faults().add(Fault.on("*").times(Fault.UNLIMITED).reset());
        ArtifactMove back = move(false);
        assertEquals(3, back.getFailed());
        emulator.faults().clear();
        assertEquals(3, artifacts(run).size());
        assertEquals(
                "4 of 4 builds moved to this controller: 12 files, 60 B",
                move(false).getSummary());
        Await.that("B2 is empty", () -> stored().isEmpty());
        assertEquals(3, artifacts(run).size());
    }

    @Test
    void whatAnInterruptedMoveHasLeftGoesWithTheBuild() throws Exception {
        WorkflowRun run = build();
        keepInB2();
        emulator.faults()
                .add(Fault.on("b2_upload_file").skip(2).times(Fault.UNLIMITED).status(403, "cap_exceeded"));
        move(true);
        assertEquals(2, stored().size(), "this test needs a move that was interrupted");
        emulator.faults().clear();
        run.delete();
        Await.that("B2 is empty", () -> stored().isEmpty());
    }

    @Test
    void whatWasLeftOnDiskByAnEndOfJenkinsIsDeletedByTheNextMove() throws Exception {
        WorkflowRun run = build();
        keepInB2();
        move(true);
        Files.createDirectories(disk(run));
        Files.writeString(disk(run).resolve("a.txt"), "alpha 1");
        move(true);
        assertFalse(Files.exists(disk(run)));
        Files.createDirectories(disk(run));
        Files.writeString(disk(run).resolve("unknown.txt"), "nobody knows");
        move(true);
        assertTrue(Files.exists(disk(run).resolve("unknown.txt")), "what is not in B2 stays");
    }

    @Test
    void oneBuildThatCanNotBeMovedStaysAndOthersGo() throws Exception {
        WorkflowRun odd = build();
        WorkflowRun run = build();
        keepInB2();
        Files.createSymbolicLink(disk(odd).resolve("out"), Path.of("/etc/hostname"));
        ArtifactMove move = move(true);
        assertEquals(1, move.getFailed());
        assertTrue(
                move.getFailures().get(0).startsWith("#1: "), move.getFailures().toString());
        assertTrue(Files.exists(disk(odd).resolve("a.txt")));
        assertFalse(Files.exists(disk(run)));
    }

    @Test
    void whatIsDamagedInB2IsNotTakenForAnArtifact() throws Exception {
        WorkflowRun run = build();
        keepInB2();
        move(true);
        emulator.faults()
                .add(Fault.on("b2_download_file_by_id").times(Fault.UNLIMITED).corrupt());
        ArtifactMove back = move(false);
        assertEquals(1, back.getFailed());
        assertInstanceOf(B2ArtifactManager.class, run.getArtifactManager());
        assertEquals(3, run.getArtifactManager().root().list("**", null, false).size(), "it still counts in B2");
        assertEquals(3, stored().size());
    }

    @Test
    void aNameThatCanNotBeReadKeepsTheFolder() throws Exception {
        WorkflowRun run = build();
        // A name that is no UTF-8.
        String script = "printf x >\"$0\"/$(printf 'odd\\377')";
        assertEquals(
                0,
                new ProcessBuilder("sh", "-c", script, disk(run).toString())
                        .start()
                        .waitFor());
        keepInB2();
        ArtifactMove move = move(true);
        assertTrue(
                move.getFailures().get(0).contains("/archive/odd"),
                move.getFailures().toString());
        assertTrue(Files.exists(disk(run).resolve("a.txt")));
        assertEquals(List.of(), stored());
    }

    /** Such as a build from before, of which a stage was run again since. */
    @Test
    void whatAnEmptyManagerHidesIsMovedToo() throws Exception {
        WorkflowRun run = build();
        Map<String, String> before = artifacts(run);
        keepInB2();
        run.pickArtifactManager();
        assertEquals(Map.of(), artifacts(run), "this test needs a manager that hides the disk");
        assertEquals("1 of 1 builds moved to B2: 3 files, 15 B", move(true).getSummary());
        assertEquals(before, artifacts(reloaded(run)));
        assertFalse(Files.exists(disk(run)));
    }

    /** The disk was full when the build was to keep where its artifacts are. */
    @Test
    void whatTheBuildDoesNotKnowOfIsTakenUpAgain() throws Exception {
        WorkflowRun run = build();
        Map<String, String> before = artifacts(run);
        byte[] unsaved = Files.readAllBytes(run.getRootDir().toPath().resolve("build.xml"));
        keepInB2();
        move(true);
        Files.write(run.getRootDir().toPath().resolve("build.xml"), unsaved);
        run = reloaded(run);
        assertInstanceOf(
                StandardArtifactManager.class, run.getArtifactManager(), "this test needs one that was not saved");
        move(true);
        assertEquals(before, artifacts(run));
        assertEquals(before, artifacts(reloaded(run)));
    }

    @Test
    void whereArtifactsStayInB2ASecondMoveGoesElsewhere() throws Exception {
        WorkflowRun run = build();
        keepInB2EvenWhenDeleted();
        move(true);
        List<String> kept = stored();
        move(false);
        assertEquals(kept, stored());
        move(true);
        assertEquals(6, stored().size());
        assertEquals(
                2, stored().stream().map(name -> name.split("/")[3]).distinct().count());
        assertEquals(3, artifacts(run).size());
    }

    /** A build with a file that takes seconds on a slow line. */
    private WorkflowRun buildWithBigFile() throws Exception {
        WorkflowRun run = build();
        Files.write(disk(run).resolve("big.bin"), new byte[30_000]);
        return run;
    }

    /** Moves on a slow line, and does something when part of it is done. */
    private ArtifactMove moveWhile(boolean toB2, Callable<Boolean> begun, Callable<?> meanwhile) throws Exception {
        emulator.shape(new Shape(0, 3000, 0));
        ArtifactMove move = new ArtifactMove(job, toB2, false);
        Thread mover = new Thread(move::run);
        mover.start();
        Await.that("it is at work", begun);
        meanwhile.call();
        emulator.shape(Shape.NONE);
        mover.join();
        return move;
    }

    private ArtifactMove uploadWhile(Callable<?> meanwhile) throws Exception {
        long before = emulator.bytesReceived();
        return moveWhile(true, () -> emulator.bytesReceived() > before + 10_000, meanwhile);
    }

    @Test
    void aFileThatComesMeanwhileIsNotDeletedWithTheOthers() throws Exception {
        WorkflowRun run = buildWithBigFile();
        keepInB2();
        ArtifactMove move = uploadWhile(() -> Files.writeString(disk(run).resolve("late.txt"), "late")
                .toFile()
                .isFile());
        assertEquals(1, move.getFailed());
        assertTrue(
                move.getFailures().get(0).contains("'late.txt' was not uploaded"),
                move.getFailures().toString());
        assertTrue(Files.exists(disk(run).resolve("late.txt")));
        assertTrue(Files.exists(disk(run).resolve("a.txt")));
    }

    @Test
    void settingsThatChangeMeanwhileLeaveAllOnDisk() throws Exception {
        WorkflowRun run = buildWithBigFile();
        keepInB2();
        ArtifactMove move = uploadWhile(() -> {
            ArtifactManagerConfiguration.get().getArtifactManagerFactories().clear();
            return null;
        });
        assertEquals(1, move.getFailed());
        assertEquals(4, artifacts(run).size());
        assertEquals(4, artifacts(reloaded(run)).size());
    }

    /** Jenkins ended between having a place deleted and noting the next one. */
    @Test
    void nothingGoesToAPlaceThatIsToBeDeleted() throws Exception {
        WorkflowRun run = build();
        keepInB2();
        move(true);
        B2ArtifactManager manager = (B2ArtifactManager) run.getArtifactManager();
        Map<String, String> before = artifacts(run);
        Path xml = run.getRootDir().toPath().resolve("build.xml");
        emulator.faults()
                .add(Fault.on("b2_list_file_versions").times(Fault.UNLIMITED).status(400, "bad_request"));
        StoredPlace place = manager.places().artifacts();
        move(false);
        // As it was before places were renewed.
        Files.writeString(
                xml, Files.readString(xml).replace(manager.places().artifacts().prefix(), place.prefix()));
        run = reloaded(run);
        assertEquals(
                place,
                ((B2ArtifactManager) run.getArtifactManager()).places().artifacts(),
                "this test needs the earlier place");
        move(true);
        emulator.faults().clear();
        Await.that("the first place is deleted", () -> {
            DeletionQueue.get().retryNow();
            return DeletionQueue.get().state().count() == 0;
        });
        assertEquals(before, artifacts(run));
        assertEquals(before, artifacts(reloaded(run)));
    }

    @Test
    void aBuildThatIsDeletedMeanwhileDoesNotComeBack() throws Exception {
        WorkflowRun run = buildWithBigFile();
        // Else the move fails, since B2 does not have the files any more.
        keepInB2EvenWhenDeleted();
        move(true);
        moveWhile(false, () -> Files.exists(disk(run).resolve("a.txt")), () -> {
            run.delete();
            return null;
        });
        assertFalse(Files.exists(run.getRootDir().toPath()));
        assertEquals(0, job.getBuilds().size());
        reload();
        assertEquals(0, job.getBuilds().size());
    }

    @Test
    void withoutAFactoryNothingMovesAndItSaysWhereToAddOne() throws Exception {
        build();
        ArtifactMove move = move(true);
        assertEquals(1, move.getFailed());
        assertTrue(
                move.getFailures().get(0).contains("Artifact Management for Builds"),
                move.getFailures().toString());
    }

    @Test
    void timesOfFilesStayWhatTheyAre() throws Exception {
        WorkflowRun run = build();
        Files.setLastModifiedTime(disk(run).resolve("a.txt"), FileTime.fromMillis(1000));
        keepInB2();
        move(true);
        assertEquals(1000, run.getArtifactManager().root().child("a.txt").lastModified());
    }

    @Test
    void whoConfiguresAFolderMayNotMoveWhatIsInIt() throws Exception {
        MockFolder folder = jenkins.createFolder("team");
        WorkflowJob inside = folder.createProject(WorkflowJob.class, "inside");
        keepInB2();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("owner")
                .grant(Item.CONFIGURE)
                .onItems(folder)
                .to("owner"));
        JenkinsRule.WebClient owner = jenkins.createWebClient().login("owner");
        assertFalse(owner.getPage(inside).asXml().contains("backblaze-b2-artifacts"));
        owner.assertFails(inside.getUrl() + "backblaze-b2-artifacts/", 403);
    }

    /** Nobody has the permission to configure a branch. */
    @Test
    void whoConfiguresAMultibranchJobMayMoveWhatItsBranchesHave() throws Exception {
        WorkflowMultiBranchProject whole = jenkins.createProject(WorkflowMultiBranchProject.class, "whole");
        whole.getSourcesList()
                .add(new BranchSource(new SingleSCMSource("main", new SingleFileSCM("Jenkinsfile", SCRIPT))));
        whole.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
        WorkflowJob branch = whole.getItem("main");
        keepInB2();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("owner", "reader")
                .grant(Item.CONFIGURE)
                .onItems(whole)
                .to("owner"));
        jenkins.createWebClient().login("reader").assertFails(branch.getUrl() + "backblaze-b2-artifacts/", 403);
        JenkinsRule.WebClient owner = jenkins.createWebClient().login("owner");
        assertTrue(owner.getPage(branch).asXml().contains("backblaze-b2-artifacts"));
        HtmlPage page = owner.getPage(branch, "backblaze-b2-artifacts/");
        jenkins.submit(page.getFormByName("toB2"), "move");
        ArtifactMovePage action = branch.getAction(ArtifactMovePage.class);
        Await.that("it has ended", () -> !action.isRunning());
        assertEquals(3, stored().size());
    }

    @Test
    void thePageIsForThoseWhoConfigureTheJob() throws Exception {
        build();
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("owner"));
        JenkinsRule.WebClient owner = jenkins.createWebClient().login("owner");
        assertFalse(owner.getPage(job).asXml().contains("backblaze-b2-artifacts"), "there is nothing to move to");
        keepInB2();
        assertTrue(owner.getPage(job).asXml().contains("backblaze-b2-artifacts"));
        JenkinsRule.WebClient reader = jenkins.createWebClient().login("reader");
        assertFalse(reader.getPage(job).asXml().contains("backblaze-b2-artifacts"));
        reader.assertFails("job/app/backblaze-b2-artifacts/", 403);

        HtmlPage page = owner.getPage(job, "backblaze-b2-artifacts/");
        jenkins.submit(page.getFormByName("toB2"), "move");
        String live = owner.goTo(job.getUrl() + "backblaze-b2-artifacts/live", "application/json")
                .getWebResponse()
                .getContentAsString();
        assertTrue(JSONObject.fromObject(live).getJSONObject("data").getInt("next") >= 1000, live);
        ArtifactMovePage action = job.getAction(ArtifactMovePage.class);
        Await.that("it has ended", () -> !action.isRunning());
        String text = owner.getPage(job, "backblaze-b2-artifacts/").asNormalizedText();
        assertTrue(text.contains("1 of 1 builds moved to B2: 3 files, 15 B"), text);
        assertEquals(3, stored().size());
        page = owner.getPage(job, "backblaze-b2-artifacts/");
        jenkins.submit(page.getFormByName("toDisk"), "dryRun");
        Await.that("it has ended", () -> !action.isRunning());
        text = owner.getPage(job, "backblaze-b2-artifacts/").asNormalizedText();
        assertTrue(text.contains("1 of 1 builds would be moved to this controller: 3 files, 15 B"), text);
        assertEquals(3, stored().size());
    }
}
