package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import jenkins.model.ArtifactManagerConfiguration;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What B2 does to artifacts and stashes, and what users see of it: passing trouble nothing, lasting trouble the reason. */
@WithJenkins
class ArtifactFaultsTest {
    private static final String FILES = "writeFile file: 'a.txt', text: 'alpha'; ";

    @RegisterExtension
    static final BuildWatcherExtension WATCHER = new BuildWatcherExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    /** What passes, and what lasts. */
    private enum Trouble {
        BUSY_ONCE(fault -> fault.status(503, "service_unavailable"), null),
        BROKEN_ONCE(fault -> fault.status(500, "internal_error"), null),
        RESET_ONCE(Fault::reset, null),
        SILENT_ONCE(Fault::stall, null),
        FORBIDDEN(fault -> fault.times(Fault.UNLIMITED).status(403, "access_denied"), "403 access_denied"),
        BROKEN(fault -> fault.times(Fault.UNLIMITED).status(500, "internal_error"), "500 internal_error"),
        BUSY(fault -> fault.times(Fault.UNLIMITED).status(503, "service_unavailable"), "503 service_unavailable"),
        RESET(fault -> fault.times(Fault.UNLIMITED).reset(), "");

        private final UnaryOperator<Fault> fault;
        /** Null for what passes. */
        private final String reason;

        Trouble(UnaryOperator<Fault> fault, String reason) {
            this.fault = fault;
            this.reason = reason;
        }

        boolean passes() {
            return reason == null;
        }
    }

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        profile.setMaxRetries(1);
        profile.setRetryDelay("1 ms");
        profile.setTimeout(1);
        profile.setBusyTimeout(0);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private void happen(Trouble trouble, String call) {
        emulator.faults().clear();
        emulator.faults().add(trouble.fault.apply(Fault.on(call)));
    }

    private void build(Trouble trouble, String call, String script) throws Exception {
        happen(trouble, call);
        WorkflowJob job = JenkinsWithB2.job(trouble + "-" + call + "-" + script.hashCode(), "node { " + script + " }");
        WorkflowRun run = jenkins.buildAndAssertStatus(trouble.passes() ? Result.SUCCESS : Result.FAILURE, job);
        if (!trouble.passes()) {
            jenkins.assertLogContains(trouble.reason, run);
            jenkins.assertLogNotContains("\tat io.jenkins.plugins.b2", run);
        }
    }

    @Test
    void archive() throws Exception {
        for (Trouble trouble : Trouble.values()) {
            build(trouble, "b2_upload_file", FILES + "archiveArtifacts 'a.txt'");
        }
    }

    @Test
    void stash() throws Exception {
        for (Trouble trouble : Trouble.values()) {
            build(trouble, "b2_upload_file", FILES + "stash 'x'");
        }
    }

    @Test
    void unstash() throws Exception {
        for (Trouble trouble : Trouble.values()) {
            build(trouble, "b2_download_file_by_id", FILES + "stash 'x'; unstash 'x'");
        }
    }

    private WorkflowRun archived() throws Exception {
        return jenkins.buildAndAssertSuccess(
                JenkinsWithB2.job("app", "node { " + FILES + " archiveArtifacts 'a.txt' }"));
    }

    @Test
    void download() throws Exception {
        WorkflowRun run = archived();
        for (Trouble trouble : Trouble.values()) {
            happen(trouble, "b2_download_file_by_id");
            if (trouble.passes()) {
                try (InputStream in =
                        run.getArtifactManager().root().child("a.txt").open()) {
                    assertEquals("alpha", new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            } else {
                IOException told = assertThrows(
                        IOException.class,
                        () -> run.getArtifactManager().root().child("a.txt").open());
                assertTrue(told.getMessage().contains(trouble.reason), told::getMessage);
                assertTrue(told.getMessage().contains("'a.txt'"), told::getMessage);
            }
        }
    }

    @Test
    void link() throws Exception {
        WorkflowRun run = archived();
        for (Trouble trouble : List.of(Trouble.FORBIDDEN, Trouble.BROKEN, Trouble.RESET, Trouble.BUSY_ONCE)) {
            happen(trouble, "b2_get_download_authorization");
            if (trouble.passes()) {
                assertTrue(run.getArtifactManager().root().child("a.txt").toExternalURL() != null);
            } else {
                IOException told = assertThrows(
                        IOException.class,
                        () -> run.getArtifactManager().root().child("a.txt").toExternalURL());
                assertTrue(told.getMessage().contains(trouble.reason), told::getMessage);
            }
        }
    }

    /** And none of its retries, of which there may be many. */
    @Test
    void theSystemLogHasOneLineOfADownloadThatFails() throws Exception {
        WorkflowRun run = archived();
        ArtifactManagerConfiguration.get()
                .getArtifactManagerFactories()
                .get(B2ArtifactManagerFactory.class)
                .setDirectDownloads(false);
        profile.setMaxRetries(3);
        happen(Trouble.BUSY, "b2_download_file_by_id");
        try (LogRecorder log = new LogRecorder().record("", Level.WARNING).capture(100)) {
            WebResponse page = jenkins.createWebClient()
                    .withThrowExceptionOnFailingStatusCode(false)
                    .goTo(run.getUrl() + "artifact/a.txt", "text/plain")
                    .getWebResponse();
            assertEquals(503, page.getStatusCode());
            assertTrue(page.getContentAsString().contains(Trouble.BUSY.reason));
            assertEquals(1, log.getMessages().size(), () -> String.join("\n", log.getMessages()));
            String line = log.getMessages().get(0);
            assertTrue(
                    line.startsWith("app #1: The artifact 'a.txt' is in Backblaze B2 and can't be fetched now: "),
                    line);
            assertTrue(line.contains(Trouble.BUSY.reason), line);
        }
    }

    @Test
    void browse() throws Exception {
        WorkflowRun run = archived();
        happen(Trouble.RESET, "*");
        assertEquals(1, run.getArtifacts().size());
        assertTrue(jenkins.createWebClient()
                .goTo(run.getUrl() + "artifact/")
                .asNormalizedText()
                .contains("a.txt"));
    }

    @Test
    void delete() throws Exception {
        WorkflowRun run = archived();
        for (Trouble trouble : Trouble.values()) {
            WorkflowRun next = jenkins.buildAndAssertSuccess(run.getParent());
            for (String call : List.of("b2_list_file_versions", "b2_delete_file_version")) {
                happen(trouble, call);
            }
            assertTrue(next.getArtifactManager().delete(), trouble + " is heard of");
            Await.that(
                    "it is tried",
                    () -> DeletionQueue.get().state().error() != null
                            || DeletionQueue.get().state().count() == 0);
            emulator.faults().clear();
            Await.that("it is deleted", () -> {
                DeletionQueue.get().retryNow();
                return DeletionQueue.get().state().count() == 0;
            });
        }
        assertEquals(1, emulator.files(JenkinsWithB2.BUCKET).size());
    }

    @Test
    void b2IsGone() throws Exception {
        WorkflowRun run = archived();
        WorkflowJob job = JenkinsWithB2.job("later", "node { " + FILES + " archiveArtifacts 'a.txt' }");
        emulator.close();
        WorkflowRun failed = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        jenkins.assertLogContains("Could not", failed);
        assertTrue(run.getArtifactManager().delete());
        Await.that("B2 was asked in vain", () -> DeletionQueue.get().state().error() != null);
        run.getParent().delete();
    }
}
