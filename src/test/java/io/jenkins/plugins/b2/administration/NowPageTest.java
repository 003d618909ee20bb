package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.bandwidth.TemporaryLimit;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import io.jenkins.plugins.b2.transfer.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What is under way, and the limit that administrators set for now. */
@WithJenkins
class NowPageTest {
    private JenkinsRule jenkins;
    private PageUsers users;

    @BeforeEach
    void start(JenkinsRule rule) {
        jenkins = rule;
        users = new PageUsers(rule);
    }

    @AfterEach
    void stop() {
        users.close();
        BandwidthBroker.get().setTemporary(TemporaryLimit.NONE);
    }

    private static TemporaryLimit limit() {
        return BandwidthBroker.get().temporary();
    }

    @Test
    void administratorsSetALimitForAWhileAndTheLogHasWho() throws Exception {
        LogRecorder log = new LogRecorder().record(NowPage.class, Level.INFO).capture(10);
        assertEquals(200, users.post("admin", "now/setLimit", "rate", "40 Mbps", "minutes", "60"));
        assertEquals(5_000_000, limit().bytesPerSecond());
        Duration left = Duration.between(Instant.now(), limit().until());
        assertTrue(left.toMinutes() >= 58 && left.toMinutes() <= 60, left::toString);
        assertTrue(users.get("auditor", "now/").asNormalizedText().contains("5.0 MB/s until"));
        assertTrue(
                log.getMessages().stream().anyMatch(line -> line.startsWith("admin changed the limit")),
                () -> String.valueOf(log.getMessages()));
        assertEquals(200, users.post("admin", "now/pause", "minutes", "0"));
        assertTrue(limit().isPaused());
        assertTrue(
                users.get("auditor", "now/").asNormalizedText().contains("all transfers are paused until you go back"));
        String paused = users.get("admin", "now/").asNormalizedText();
        assertTrue(paused.contains("Resume with the configured limit"), paused);
        assertFalse(paused.contains("Pause transfers"), paused);
        assertEquals(200, users.post("admin", "now/reset"));
        assertFalse(limit().isInForce());
    }

    @Test
    void whatIsNoRateChangesNothing() throws Exception {
        String told = users.postForPage("admin", "now/setLimit", "rate", "fast", "minutes", "60")
                .getWebResponse()
                .getContentAsString();
        assertTrue(told.contains("is not a size: write it as"), told);
        assertTrue(told.contains("page-header"), "a page of Jenkins, with a way back");
        assertFalse(limit().isInForce());
    }

    /** Whoever may look at the page may not see all jobs. */
    @Test
    void buildsAreNamedToThoseWhoMaySeeThem() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("secret"));
        ActiveTransfer.Build known =
                new ActiveTransfer.Build(build.getExternalizableId(), build.getFullDisplayName(), build.getUrl(), null);
        try (ActiveTransfer transfer = ActiveTransfers.get()
                .begin(new ActiveTransfer.Origin(
                        Verb.UPLOAD,
                        "b2Upload",
                        false,
                        false,
                        new ActiveTransfer.Target("main", true, null),
                        known,
                        "agent"))) {
            transfer.retried("503 service_unavailable", "retry 1 of 5 in 1.0 s: upload 'secret/merger.pdf'");
            JSONObject live =
                    JSONObject.fromObject(users.text("admin", "now/live")).getJSONObject("data");
            assertEquals("no limit, as configured", live.getString("limit"));
            JSONObject seen = live.getJSONArray("transfers").getJSONObject(0);
            assertEquals("secret #1", seen.getString("build"));
            assertTrue(seen.getString("lastRetry").contains("merger.pdf"));
            String hidden = users.text("auditor", "now/live");
            assertTrue(hidden.contains("b2Upload") && !hidden.contains("secret"), hidden);
        }
        assertFalse(users.text("admin", "now/live").contains("b2Upload"));
    }
}
