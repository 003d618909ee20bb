package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.BucketContents;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is stored, counted in the background and shown without asking B2. */
@WithJenkins
class StoragePageTest {
    private static final String VERSIONS = "b2_list_file_versions";

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
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        users = new PageUsers(rule);
    }

    @AfterEach
    void stop() throws Exception {
        users.close();
        emulator.close();
    }

    private void put(String name, int size, int days) throws Exception {
        bucket.file(name).age(Duration.ofDays(days)).put(new byte[size]);
    }

    private void putSome() throws Exception {
        put("logs/2026/a.txt", 3, 40);
        put("logs/2026/a.txt", 5, 10);
        put("logs/b.txt", 7, 31);
        bucket.file("logs/big").age(Duration.ofDays(8)).start();
        put("tmp/c", 2, 20);
        bucket.hide("tmp/c");
        put("root.txt", 11, 0);
        put("=1+1/x", 1, 0);
    }

    private static void setRules(LifecycleRule... rules) throws Exception {
        LifecycleRequest request =
                LifecycleRequest.builder().rules(List.of(rules)).build();
        ControllerWork.run(
                Connection.of(Connection.find("main", null)),
                Verb.LIFECYCLE,
                "rules",
                (session, context) -> session.lifecycle(request, context.console()));
    }

    private static void awaitCount() throws Exception {
        Await.that("the count has ended", () -> !StorageGatherer.get().isRunning("main"));
    }

    private void count() throws Exception {
        assertEquals(200, users.post("admin", "storage/count", "profile", "main"));
        awaitCount();
        assertNull(StorageRecord.read("main").error());
    }

    private static String text(HtmlPage page, String id) {
        return page.getElementById(id).asNormalizedText().replaceAll("\\s+", " ");
    }

    private long calls(String name) throws Exception {
        emulator.awaitIdle(10_000);
        return emulator.calls().of(name).count();
    }

    @Test
    void countsAndShowsWithoutAskingB2() throws Exception {
        putSome();
        setRules(new LifecycleRule("logs/", 30, 7, 7));
        String before = users.get("admin", "storage/").asNormalizedText();
        assertTrue(before.contains("Not counted yet") && before.contains("Unknown, one call for each"), before);
        count();
        emulator.awaitIdle(10_000);
        emulator.calls().reset();

        HtmlPage all = users.get("admin", "storage/");
        String row = text(all, "b2-storage");
        assertTrue(row.contains(" 4 6 1 1 29 B About 1 call"), row);
        HtmlPage main = users.get("admin", "storage/?profile=main");
        String folders = text(main, "b2-folders");
        assertTrue(folders.contains("logs/ 15 B 2 3 0 1"), folders);
        assertTrue(folders.contains("tmp/ 2 B 0 1 1 0"), folders);
        assertTrue(folders.contains("Files here 11 B 1 1 0 0"), folders);
        String forecast = text(main, "b2-forecast");
        assertTrue(forecast.contains("Hides 1 (7 B) 1 (7 B) 2 (12 B)"), forecast);
        assertTrue(forecast.contains("Deletes 1 (3 B) 2 (10 B) 3 (15 B)"), forecast);
        assertTrue(forecast.contains("Cancels 1 1 1"), forecast);
        HtmlPage logs = main.getAnchorByText("logs/").click();
        String below = text(logs, "b2-folders");
        assertTrue(below.contains("2026/ 8 B 1 2 0 0"), below);
        assertEquals(
                0,
                emulator.calls().all().values().stream()
                        .mapToLong(call -> call.count())
                        .sum());
    }

    @Test
    void theProfilesPrefixIsTheWall() throws Exception {
        putSome();
        profile.setPrefix("logs/");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        count();
        PrefixFigures figures = StorageRecord.read("main").last().all();
        assertEquals(2, figures.getFiles());
        assertEquals(15, figures.getBytes());
        assertEquals(List.of("2026"), List.copyOf(figures.folders().keySet()));
    }

    @Test
    void csvIsHarmlessToSpreadsheets() throws Exception {
        putSome();
        put("semi;=1+1;\uff1dx/x", 0, 0);
        count();
        String csv = users.text("auditor", "storage/csv?profile=main");
        List<String> lines = csv.lines().toList();
        assertEquals(
                "\"profile\",\"bucket\",\"prefix\",\"files\",\"versions\",\"hidden\",\"unfinished\",\"fileBytes\","
                        + "\"versionBytes\",\"counted\"",
                lines.get(0));
        assertTrue(
                lines.get(1).startsWith("\"main\",\"jenkins-bucket\",\"\",\"5\",\"7\",\"1\",\"1\",\"24\",\"29\","),
                csv);
        assertTrue(csv.contains("\"main\",\"jenkins-bucket\",\"'=1+1/\",\"1\","), csv);
        assertTrue(csv.contains("\"semi;'=1+1;'\uff1dx/\""), csv);
        assertTrue(
                csv.contains("\"main\",\"jenkins-bucket\",\"logs/2026/\",\"1\",\"2\",\"0\",\"0\",\"5\",\"8\","), csv);
        assertEquals(404, users.status("auditor", "storage/csv?profile=nobody"));
    }

    /** 1,000 rows, 10,000, and the rest: the third call fails, and is the only one that is made again. */
    @Test
    void goesOnWhereItWasBrokenOff() throws Exception {
        bucket.putMany("many/", 12_000, new byte[] {1});
        emulator.faults().add(Fault.on(VERSIONS).skip(2).times(Fault.UNLIMITED).status(400, "bad_request"));
        users.post("admin", "storage/count", "profile", "main");
        awaitCount();
        StorageRecord record = StorageRecord.read("main");
        assertEquals(11_000, record.partial().getRows());
        assertNotNull(record.error());
        String page = users.get("auditor", "storage/").asNormalizedText();
        assertTrue(page.contains("after 11,000 versions") && page.contains(record.error()), page);

        // By itself only after a crash, which leaves no reason.
        emulator.faults().clear();
        StorageWork work = ExtensionList.lookupSingleton(StorageWork.class);
        work.execute(TaskListener.NULL);
        assertFalse(StorageGatherer.get().isRunning("main"));
        record.begin(JenkinsWithB2.BUCKET, "");
        record.write();
        emulator.calls().reset();
        work.execute(TaskListener.NULL);
        awaitCount();
        assertEquals(12_000, StorageRecord.read("main").last().all().getFiles());
        assertNull(StorageRecord.read("main").partial());
        assertEquals(1, calls(VERSIONS));
        assertTrue(users.get("admin", "storage/").asNormalizedText().contains("About 12 calls"));
    }

    /** Every hour anew would be a bill. */
    @Test
    void whatCanNotBeKeptIsToldAndNotCountedAgainAtOnce() throws Exception {
        putSome();
        new StorageSettings(null, true).write();
        Path kept = jenkins.jenkins.getRootDir().toPath().resolve("backblaze-b2/storage");
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, "in the way");
        users.post("admin", "storage/count", "profile", "main");
        awaitCount();
        String page = users.get("auditor", "storage/").asNormalizedText();
        assertTrue(page.contains("The figures could not be saved"), page);
        ExtensionList.lookupSingleton(StorageWork.class).execute(TaskListener.NULL);
        assertFalse(StorageGatherer.get().isRunning("main"));
        Files.delete(kept);
        count();
        assertFalse(users.get("auditor", "storage/").asNormalizedText().contains("could not be saved"));
    }

    @Test
    void canBeStopped() throws Exception {
        bucket.putMany("many/", 12_000, new byte[] {1});
        emulator.faults().add(Fault.on(VERSIONS).skip(2).stall().lasting(Duration.ofHours(1)));
        users.post("admin", "storage/count", "profile", "main");
        Await.that(
                "it waits for the third page",
                () -> emulator.faults().list().get(0).fired() == 1);
        assertTrue(users.get("admin", "storage/").asNormalizedText().contains("Being counted"));
        users.post("admin", "storage/stop", "profile", "main");
        awaitCount();
        assertTrue(StorageRecord.read("main").isHeld());
        assertNotNull(StorageRecord.read("main").partial());
        emulator.faults().clear();
        count();
        assertEquals(12_000, StorageRecord.read("main").last().all().getFiles());
    }

    @Test
    void growthIsKeptByTheDay() throws Exception {
        count();
        putSome();
        count();
        StorageRecord record = StorageRecord.read("main");
        assertEquals(1, record.history().size());
        assertEquals(29, record.history().get(0).bytes);
    }

    @Test
    void byItselfOnlyWhereThatIsWanted() throws Exception {
        StorageWork work = ExtensionList.lookupSingleton(StorageWork.class);
        work.execute(TaskListener.NULL);
        assertFalse(StorageGatherer.get().isRunning("main"));
        assertEquals(200, users.post("admin", "storage/settings", "price", "1000000", "daily", "on"));
        work.execute(TaskListener.NULL);
        awaitCount();
        assertNotNull(StorageRecord.read("main").last());
        emulator.calls().reset();
        work.execute(TaskListener.NULL);
        awaitCount();
        assertEquals(0, calls(VERSIONS));
        bucket.put("big", new byte[2_000_000]);
        count();
        assertTrue(users.get("admin", "storage/").asNormalizedText().contains("$2.00"));
        assertEquals(400, users.post("admin", "storage/settings", "price", "cheap"));
        assertEquals(200, users.post("admin", "storage/settings", "price", ""));
        assertFalse(StorageSettings.read().isDaily());
        assertNull(StorageSettings.read().price());
        String noPrice = users.get("admin", "storage/").asNormalizedText();
        assertFalse(noPrice.contains("$") || noPrice.contains("Cost"), noPrice);
    }

    @Test
    void whoMayReadLooksAndAdministratorsAct() throws Exception {
        putSome();
        count();
        emulator.calls().reset();
        for (String user : List.of("auditor", "manager")) {
            HtmlPage page = users.get(user, "storage/");
            assertTrue(page.asNormalizedText().contains("29 B"), page.asNormalizedText());
            assertEquals(
                    0,
                    page.getElementsByTagName("form").stream()
                            .filter(form -> form.getAttribute("action").matches("count|stop|settings|sweep"))
                            .count());
            for (String action : List.of("count", "stop", "settings")) {
                assertEquals(403, users.post(user, "storage/" + action, "profile", "main"), user + " " + action);
            }
        }
        assertEquals(403, users.status("reader", "storage/"));
        assertEquals(403, users.status("reader", "storage/csv?profile=main"));
        assertEquals(404, users.post("admin", "storage/count", "profile", "nobody"));
        for (String action : List.of("count", "stop", "settings")) {
            assertEquals(404, users.status("admin", "storage/" + action), action);
        }
        assertEquals(0, calls(VERSIONS));
    }
}
