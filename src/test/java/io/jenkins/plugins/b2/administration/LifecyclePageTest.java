package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.Verb;
import java.time.Duration;
import java.util.List;
import org.htmlunit.Page;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Lifecycle rules on their page: read when asked for, previewed, and set at the revision that was seen. */
@WithJenkins
class LifecyclePageTest {
    private static final LifecycleRule LOGS = new LifecycleRule("logs/", 30, 7, null);
    private static final String OTHER_BUCKET = "another-bucket";
    private static final String PLACE = JenkinsWithB2.BUCKET;
    private static final String[] TMP_ONLY = {
        "profile", "main", "place", PLACE, "prefix", "tmp/", "hide", "1", "delete", "1", "cancel", "", "prefix", "",
        "hide", "", "delete", "", "cancel", ""
    };

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private PageUsers users;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder()
                .bucket(JenkinsWithB2.BUCKET)
                .bucket(OTHER_BUCKET)
                .start();
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

    private static LifecycleReport lifecycle(LifecycleRequest request) throws Exception {
        return ControllerWork.run(
                Connection.of(Connection.find("main", null)),
                Verb.LIFECYCLE,
                "rules",
                (session, context) -> session.lifecycle(request, context.console()));
    }

    private static LifecycleReport set(LifecycleRule... rules) throws Exception {
        return lifecycle(LifecycleRequest.builder().rules(List.of(rules)).build());
    }

    private static List<LifecycleRule> rules() throws Exception {
        return lifecycle(LifecycleRequest.builder().build()).after();
    }

    private String shown(String user) throws Exception {
        return users.get(user, "lifecycle/").asNormalizedText();
    }

    private long calls() throws Exception {
        emulator.awaitIdle(10_000);
        return emulator.calls().all().values().stream()
                .mapToLong(call -> call.count())
                .sum();
    }

    private String[] withRevision(int revision) {
        String[] parameters = new String[TMP_ONLY.length + 2];
        System.arraycopy(TMP_ONLY, 0, parameters, 0, TMP_ONLY.length);
        parameters[TMP_ONLY.length] = "revision";
        parameters[TMP_ONLY.length + 1] = String.valueOf(revision);
        return parameters;
    }

    @Test
    void readPreviewedAndSaved() throws Exception {
        set(LOGS);
        emulator.bucket(JenkinsWithB2.BUCKET)
                .file("tmp/a")
                .age(Duration.ofDays(3))
                .put(new byte[5]);
        users.post("admin", "storage/count", "profile", "main");
        Await.that("the count has ended", () -> !StorageGatherer.get().isRunning("main"));
        emulator.calls().reset();
        assertTrue(shown("admin").contains("Not read since Jenkins started"));
        assertEquals(0, calls());

        assertEquals(200, users.post("admin", "lifecycle/read", "profile", "main"));
        emulator.awaitIdle(10_000);
        emulator.calls().reset();
        String sentence = "Files below logs/ are hidden 30 days after upload and deleted 7 days later";
        assertTrue(shown("auditor").contains(sentence), shown("auditor"));
        HtmlPage edit = users.get("admin", "lifecycle/?profile=main");
        assertEquals(
                "logs/",
                edit.getFormByName("preview").getInputsByName("prefix").get(0).getValue());
        assertFalse(edit.asNormalizedText().contains("Save"));

        HtmlPage preview = (HtmlPage) users.postForPage("admin", "lifecycle/preview", TMP_ONLY);
        String told = preview.getElementById("b2-preview").asNormalizedText().replaceAll("\\s+", " ");
        assertTrue(told.contains("Would add: Files below tmp/ are hidden 1 day after upload"), told);
        assertTrue(told.contains("Would remove: " + sentence), told);
        assertTrue(told.contains("Hides 1 (5 B) 1 (5 B) 1 (5 B)") && told.contains("Deletes 1 (5 B)"), told);
        assertEquals(0, calls());
        assertEquals(List.of(LOGS), rules());

        HtmlForm save = preview.getFormByName("save");
        assertEquals("tmp/", save.getInputByName("prefix").getValue());
        int revision = Integer.parseInt(save.getInputByName("revision").getValue());
        assertEquals(200, users.post("admin", "lifecycle/save", withRevision(revision)));
        assertEquals(List.of(new LifecycleRule("tmp/", 1, 1, null)), rules());
        assertTrue(shown("auditor").contains("Files below tmp/ are hidden 1 day after upload"));
    }

    @Test
    void aConflictIsToldAndNothingIsSet() throws Exception {
        users.post("admin", "lifecycle/read", "profile", "main");
        int seen = lifecycle(LifecycleRequest.builder().build()).revision();
        set(LOGS);
        assertEquals(200, users.post("admin", "lifecycle/save", withRevision(seen)));
        assertTrue(shown("admin").contains("somebody has changed the settings of the bucket"), shown("admin"));
        assertEquals(List.of(LOGS), rules());
    }

    /** Of two buckets that have just been made, the revisions are the same. */
    @Test
    void rulesThatWereReadOfOneBucketAreNotSetInAnother() throws Exception {
        users.post("admin", "lifecycle/read", "profile", "main");
        String[] asShown =
                withRevision(lifecycle(LifecycleRequest.builder().build()).revision());
        Profile elsewhere = new Profile("main", JenkinsWithB2.KEY_ID, OTHER_BUCKET);
        elsewhere.setRealm(emulator.realm());
        BackblazeB2Configuration.get().setProfiles(List.of(elsewhere));
        assertTrue(shown("admin").contains("Not read since Jenkins started"), shown("admin"));
        users.post("admin", "lifecycle/read", "profile", "main");
        assertEquals(
                Integer.parseInt(asShown[asShown.length - 1]),
                lifecycle(LifecycleRequest.builder().build()).revision());
        Page answer = users.postForPage("admin", "lifecycle/save", asShown);
        assertEquals(400, answer.getWebResponse().getStatusCode());
        String told = answer.getWebResponse().getContentAsString();
        assertTrue(told.contains("now leads to " + OTHER_BUCKET + ", and"), told);
        assertEquals(List.of(), rules());
    }

    @Test
    void rulesThatMakeNoSenseAreToldBeforeTheyAreSet() throws Exception {
        set(LOGS);
        users.post("admin", "lifecycle/read", "profile", "main");
        String[] overlapping = {
            "profile",
            "main",
            "place",
            PLACE,
            "revision",
            "1",
            "prefix",
            "a",
            "hide",
            "1",
            "delete",
            "",
            "cancel",
            "",
            "prefix",
            "ab",
            "hide",
            "2",
            "delete",
            "",
            "cancel",
            ""
        };
        HtmlPage preview = (HtmlPage) users.postForPage("admin", "lifecycle/preview", overlapping);
        assertTrue(preview.asNormalizedText().contains("overlap"), preview.asNormalizedText());
        assertNull(preview.getForms().stream()
                .filter(form -> form.getNameAttribute().equals("save"))
                .findFirst()
                .orElse(null));
        assertEquals(
                "ab",
                preview.getFormByName("preview")
                        .getInputsByName("prefix")
                        .get(1)
                        .getValue());
        assertEquals(400, users.post("admin", "lifecycle/save", overlapping));
        String[] noNumber = {"profile", "main", "prefix", "", "hide", "soon", "delete", "", "cancel", ""};
        assertTrue(users.postForPage("admin", "lifecycle/preview", noNumber)
                .getWebResponse()
                .getContentAsString()
                .contains("is not a number of days"));
        assertEquals(List.of(LOGS), rules());
    }

    @Test
    void aFailureIsShownAndTheProfilesPrefixIsAWall() throws Exception {
        set(LOGS);
        profile.setPrefix("tmp/");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        users.post("admin", "lifecycle/read", "profile", "main");
        assertFalse(shown("admin").contains("logs/"), shown("admin"));
        String[] outside = {
            "profile",
            "main",
            "place",
            PLACE + ":tmp/",
            "revision",
            "2",
            "prefix",
            "a/",
            "hide",
            "1",
            "delete",
            "",
            "cancel",
            ""
        };
        users.post("admin", "lifecycle/save", outside);
        assertTrue(shown("admin").contains("'tmp/'"), shown("admin"));
        assertNotNull(rules());
        profile.setPrefix(null);
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        assertEquals(List.of(LOGS), rules());
        emulator.close();
        users.post("admin", "lifecycle/read", "profile", "main");
        assertTrue(users.get("admin", "lifecycle/")
                        .getByXPath("//div[@role='alert']")
                        .size()
                > 0);
    }

    @Test
    void whoMayReadLooksAndAdministratorsAct() throws Exception {
        set(LOGS);
        users.post("admin", "lifecycle/read", "profile", "main");
        emulator.awaitIdle(10_000);
        emulator.calls().reset();
        for (String user : List.of("auditor", "manager")) {
            HtmlPage page = users.get(user, "lifecycle/?profile=main");
            assertTrue(page.asNormalizedText().contains("Files below logs/"), page.asNormalizedText());
            assertFalse(page.asNormalizedText().contains("Read rules"));
            for (String action : List.of("read", "preview", "save")) {
                assertEquals(403, users.post(user, "lifecycle/" + action, withRevision(1)), user + " " + action);
            }
        }
        for (String action : List.of("read", "preview", "save")) {
            assertEquals(404, users.status("admin", "lifecycle/" + action + "?profile=main&revision=1"), action);
        }
        assertEquals(403, users.status("reader", "lifecycle/"));
        assertEquals(404, users.post("admin", "lifecycle/read", "profile", "nobody"));
        assertEquals(0, calls());
        assertEquals(List.of(LOGS), rules());
    }
}
