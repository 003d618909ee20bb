package io.jenkins.plugins.b2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.ProxyConfiguration;
import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The proxy of Jenkins holds for the controller, which authorizes, and for the node, which transfers. */
@WithJenkins
class JenkinsProxyTest {
    private static final String SCRIPT = """
        node('remote') {
            writeFile file: 'x.txt', text: 'content'
            b2Upload file: 'x.txt', name: 'proxy/x.txt'
            b2Download name: 'proxy/x.txt', file: 'y.txt'
        }
        """;

    @Test
    void proxyOfJenkinsIsUsedOnBothSides(JenkinsRule jenkins) throws Exception {
        try (B2Emulator emulator =
                        B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
                SmallProxy proxy = new SmallProxy("user:p&ss word")) {
            Profile profile = JenkinsWithB2.configure(emulator);
            profile.setMaxRetries(0);
            jenkins.createOnlineSlave(Label.get("remote"));
            WorkflowJob job = JenkinsWithB2.job("proxy", SCRIPT);

            jenkins.jenkins.setProxy(
                    new ProxyConfiguration("127.0.0.1", proxy.port(), "user", "p&ss word", "other.example"));
            jenkins.buildAndAssertSuccess(job);
            long calls = emulator.calls().all().values().stream()
                    .mapToLong(count -> count.count())
                    .sum();
            assertEquals(calls, proxy.passed(), "no request went another way");
            assertEquals(0, proxy.refused());
            assertEquals(1, emulator.calls().of("b2_authorize_account").count());

            jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), "user", "wrong", null));
            WorkflowRun refused = job.scheduleBuild2(0).get();
            jenkins.assertBuildStatus(Result.FAILURE, refused);
            jenkins.assertLogContains("407", refused);
            jenkins.assertLogNotContains("wrong", refused);

            int before = proxy.passed();
            jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", proxy.port(), "user", "wrong", "127.0.0.1"));
            jenkins.buildAndAssertSuccess(job);
            assertEquals(before, proxy.passed(), "hosts that are reached directly");
        }
    }
}
