package io.jenkins.plugins.b2.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import hudson.model.Slave;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.b2.Await;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.artifacts.B2ArtifactManagerFactory;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import jenkins.model.ArtifactManagerConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Neither the application key nor the passphrase leaves the controller, or lies anywhere on it in plain. */
@WithJenkins
class AgentSecrecyTest {
    private static final String KEY = "K000TheKeyThatStaysOnTheControllerX";
    private static final String KEY_ID = "00000000000000000000000bb";

    /** A secret in every form that it might take, whole and in halves, because a channel cuts its data anywhere. */
    private static List<byte[]> forms(String secret) {
        List<byte[]> forms = new ArrayList<>();
        int middle = secret.length() / 2;
        for (String text : List.of(secret.substring(0, middle), secret.substring(middle))) {
            forms.add(text.getBytes(StandardCharsets.UTF_8));
            forms.add(text.getBytes(StandardCharsets.UTF_16BE));
            forms.add(text.getBytes(StandardCharsets.UTF_16LE));
        }
        return forms;
    }

    private static List<byte[]> secrets() {
        List<byte[]> all = new ArrayList<>(forms(KEY));
        all.addAll(forms(JenkinsWithB2.PASSPHRASE));
        all.addAll(forms(Base64.getEncoder().encodeToString((KEY_ID + ":" + KEY).getBytes(StandardCharsets.UTF_8))));
        return all;
    }

    private static boolean contains(byte[] bytes, byte[] wanted) {
        outer:
        for (int i = 0; i <= bytes.length - wanted.length; i++) {
            for (int j = 0; j < wanted.length; j++) {
                if (bytes[i + j] != wanted[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }

    private static void assertClean(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (byte[] secret : secrets()) {
            assertFalse(
                    contains(bytes, secret), () -> file + " holds " + new String(secret, StandardCharsets.ISO_8859_1));
        }
    }

    private static boolean holds(Path file, String text) throws IOException {
        return contains(Files.readAllBytes(file), text.getBytes(StandardCharsets.UTF_8));
    }

    /** All that is logged, requests included. */
    private static final class Log extends Handler {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord logged) {
            lines.add(new SimpleFormatter().format(logged));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void secretsStayOnTheController(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        Logger logger = Logger.getLogger("io.jenkins.plugins.b2");
        Log log = new Log();
        logger.addHandler(log);
        logger.setLevel(Level.ALL);
        try (B2Emulator emulator = B2Emulator.builder()
                .key(KEY_ID, KEY)
                .bucket(JenkinsWithB2.BUCKET)
                .start()) {
            Profile profile = JenkinsWithB2.configure(emulator);
            JenkinsWithB2.encrypt(profile);
            ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
            Path sent = folder.resolve("sent");
            Path received = folder.resolve("received");
            Slave agent = new DumbSlave(
                    "recorded", folder.resolve("agent").toString(), new RecordingLauncher(sent, received));
            jenkins.jenkins.addNode(agent);
            jenkins.waitOnline(agent);

            run(jenkins, emulator);

            Path heap = folder.resolve("heap.hprof");
            agent.getChannel().call(new DumpHeap(heap.toString()));
            assertTrue(holds(heap, JenkinsWithB2.BUCKET), "the dump shows what is there");
            assertClean(heap);
            agent.toComputer().disconnect(null).get();
            assertTrue(holds(sent, JenkinsWithB2.BUCKET), "the recording shows what is there");
            assertTrue(holds(received, "deriveKey"), "keys are asked for");
            assertClean(sent);
            assertClean(received);
            assertNothingIn(jenkins.jenkins.getRootDir().toPath());
            String logged = String.join("\n", log.lines);
            assertTrue(logged.contains("b2_upload_file"), "requests are logged");
            assertTrue(logged.contains("b2Upload main begins"), logged);
            assertTrue(logged.contains("archiveArtifacts main begins"), logged);
            assertTrue(logged.contains("unstash main begins"), logged);
            assertFalse(logged.contains(KEY) || logged.contains(JenkinsWithB2.PASSPHRASE), logged);
        } finally {
            logger.removeHandler(log);
            logger.setLevel(null);
        }
    }

    private static void run(JenkinsRule jenkins, B2Emulator emulator) throws Exception {
        WorkflowJob job = JenkinsWithB2.job("secret", """
            node('recorded') {
                writeFile file: 'x.txt', text: 'content'
                b2Upload file: 'x.txt', name: 'secret/x.txt', verbose: true
                b2Download name: 'secret/x.txt.encrypted', file: 'y.txt', verbose: true
                b2Info()
                b2TestConnection probe: 'write'
                archiveArtifacts 'x.txt'
                stash name: 'secret', includes: 'x.txt'
                unstash 'secret'
            }
            node('built-in') {
                writeFile file: 'x.txt', text: 'content'
                b2Upload file: 'x.txt', name: 'secret/z.txt', verbose: true
            }
            """);
        jenkins.jenkins.setLabelString("built-in");
        jenkins.buildAndAssertSuccess(job);
        // Once more, and looked at in the middle, when the step itself is in program.dat.
        emulator.faults()
                .add(Fault.on("b2_upload_file")
                        .times(Fault.UNLIMITED)
                        .at(Moment.REQUEST_BODY)
                        .stall());
        WorkflowRun stalled = job.scheduleBuild2(0).waitForStart();
        Await.that("it stalls", () -> emulator.state().requestsStalled() > 0);
        Path program = stalled.getRootDir().toPath().resolve("program.dat");
        assertTrue(holds(program, "UploadTask"), "the step is saved");
        assertNothingIn(jenkins.jenkins.getRootDir().toPath());
        stalled.getExecutor().doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(stalled));
        emulator.faults().clear();
    }

    private static void assertNothingIn(Path home) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(home)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".jar") && !file.startsWith(home.resolve("war")))
                    .filter(file -> !file.startsWith(home.resolve("plugins")))
                    .toList();
        }
        assertTrue(files.stream().anyMatch(file -> file.endsWith("build.xml")), files.toString());
        for (Path file : files) {
            assertClean(file);
        }
    }
}
