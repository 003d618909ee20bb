package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.FolderProfiles;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.BucketContents;
import io.jenkins.plugins.b2.emulator.StoredFile;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Unfinished large files are canceled where that is asked for, and young ones never. */
@WithJenkins
class LeftoversTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private BucketContents bucket;
    private Profile profile;
    private PageUsers users;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        bucket = emulator.bucket(JenkinsWithB2.BUCKET);
        profile = JenkinsWithB2.configure(emulator);
        profile.setMaxRetries(0);
        store(profile);
        users = new PageUsers(rule);
        begin("a/old", 25);
        begin("a/young", 23);
        bucket.putPart(begin("a/young part", 500), 1, new byte[] {1});
        begin("b/old", 25);
    }

    @AfterEach
    void stop() throws Exception {
        users.close();
        emulator.close();
    }

    private static void store(Profile... profiles) {
        BackblazeB2Configuration.get().setProfiles(List.of(profiles));
    }

    private String begin(String name, int hours) {
        return bucket.file(name).age(Duration.ofHours(hours)).start();
    }

    private List<String> names() {
        return bucket.rows().stream().map(StoredFile::fileName).toList();
    }

    /** What the task logs. */
    private static String work() throws Exception {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Leftovers.get().execute(new StreamTaskListener(log, StandardCharsets.UTF_8));
        return log.toString(StandardCharsets.UTF_8);
    }

    private void sweep(String... how) throws Exception {
        String[] parameters = {"profile", "main", "hours", "24", how[0], how[1]};
        assertEquals(200, users.post("admin", "storage/sweep", parameters));
        Await.that("it has ended", () -> !Leftovers.get().isRunning("main"));
    }

    @Test
    void offUnlessAProfileSaysAfterHowManyHours() throws Exception {
        assertEquals("", work());
        assertEquals(4, names().size());
        profile.setSweepUnfinishedAfterHours(24);
        profile.setPrefix("a/");
        store(profile);
        assertEquals(
                List.of("main: Canceled the unfinished large file a/old"),
                work().lines().toList());
        assertEquals(List.of("a/young", "a/young part", "b/old"), names());
        profile.setEnabled(false);
        profile.setPrefix(null);
        store(profile);
        assertEquals("", work());
    }

    @Test
    void profilesOfFoldersToo() throws Exception {
        Profile own = new Profile("own", JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
        own.setRealm(emulator.realm());
        own.setSweepUnfinishedAfterHours(24);
        Folder folder = jenkins.createProject(Folder.class, "team");
        folder.addProperty(new FolderProfiles(List.of(own)));
        String log = work();
        assertTrue(log.contains("team/own: Canceled the unfinished large file b/old"), log);
        assertEquals(List.of("a/young", "a/young part"), names());
    }

    @Test
    void oneProfileThatFailsKeepsNoOtherFromIt() throws Exception {
        profile.setSweepUnfinishedAfterHours(24);
        Profile broken = new Profile("broken", "no-such-key", JenkinsWithB2.BUCKET);
        broken.setSweepUnfinishedAfterHours(24);
        store(broken, profile);
        String log = work();
        assertTrue(log.contains("no-such-key") && log.contains("Canceled the unfinished large file a/old"), log);
        assertEquals(2, names().size());
    }

    @Test
    void byHandAfterADryRun() throws Exception {
        sweep("neither", "");
        assertEquals(4, names().size(), "nothing is canceled unless somebody says so");
        sweep("dryRun", "");
        String page = users.get("auditor", "storage/").asNormalizedText();
        assertTrue(page.contains("would cancel 2 unfinished") && page.contains("a/old"), page);
        assertEquals(4, names().size());
        sweep("cancel", "");
        page = users.get("auditor", "storage/").asNormalizedText();
        assertTrue(page.contains("canceled 2 unfinished") && page.contains("b/old"), page);
        assertEquals(List.of("a/young", "a/young part"), names());
        assertNull(Leftovers.get().result("main").error());
    }

    @Test
    void aFailureIsShown() throws Exception {
        emulator.faults().add(Fault.on("b2_cancel_large_file").times(1).status(400, "bad_request", "not today", 0));
        sweep("cancel", "");
        assertEquals(1, Leftovers.get().result("main").count());
        String page = users.get("admin", "storage/").asNormalizedText();
        assertTrue(page.contains("not today"), page);
        assertEquals(3, names().size());
    }

    @Test
    void onlyAdministratorsCancel() throws Exception {
        for (String user : List.of("auditor", "manager")) {
            assertEquals(403, users.post(user, "storage/sweep", "profile", "main", "hours", "24"));
            assertFalse(users.get(user, "storage/").asNormalizedText().contains("Dry run"));
        }
        assertEquals(404, users.status("admin", "storage/sweep?profile=main&hours=24"));
        assertEquals(404, users.post("admin", "storage/sweep", "profile", "nobody", "hours", "24"));
        for (String hours : List.of("0", "-1", "", "soon", "1.5")) {
            assertEquals(400, users.post("admin", "storage/sweep", "profile", "main", "hours", hours), hours);
        }
        assertEquals(4, names().size());
    }
}
