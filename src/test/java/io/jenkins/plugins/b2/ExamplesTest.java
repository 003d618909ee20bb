package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.report.BuildReport;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The examples of the documentation and the demo pass, also when they run a second time. */
@WithJenkins
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("docs", "examples");

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
    void pipelinePasses(String name) throws Exception {
        String script = Files.readString(EXAMPLES.resolve(name + ".jenkinsfile"));
        WorkflowJob job = JenkinsWithB2.job(name, script);
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(job);
    }

    @Test
    void freestyleJobPasses() throws Exception {
        FreeStyleProject job;
        try (InputStream config = Files.newInputStream(EXAMPLES.resolve("freestyle.xml"))) {
            job = (FreeStyleProject) jenkins.jenkins.createProjectFromXML("freestyle", config);
        }
        jenkins.buildAndAssertSuccess(job);
        FreeStyleBuild again = jenkins.buildAndAssertSuccess(job);
        BuildReport report = again.getAction(BuildReport.class);
        assertEquals(3, report.getTotals().getUploaded());
        assertEquals(2, report.getTotals().getDownloaded());
    }
}
