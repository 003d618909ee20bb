package io.jenkins.plugins.b2;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The examples of the documentation and the demo pass, also when they run a second time. */
@WithJenkins
class ExamplesTest {
    private static JenkinsRule jenkins;
    private static B2Emulator emulator;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.encrypt(JenkinsWithB2.configure(emulator));
    }

    @AfterAll
    static void stop() throws Exception {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "release"})
    void examplePasses(String name) throws Exception {
        String script = Files.readString(Path.of("docs", "examples", name + ".jenkinsfile"));
        WorkflowJob job = JenkinsWithB2.job(name, script);
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(job);
    }
}
