package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Label;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The calls that steps make together. Those with the same key share an authorization, on the controller. */
@WithJenkins
class StepCallsTest {
    private static final int STEPS = 100;

    private JenkinsRule jenkins;
    private B2Emulator emulator;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        JenkinsWithB2.configure(emulator);
        jenkins.createOnlineSlave(Label.get("remote"));
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private static WorkflowJob uploads(int steps) throws Exception {
        return JenkinsWithB2.job("uploads", """
            node('remote') {
                writeFile file: 'x', text: 'x'
                for (int i = 0; i < %d; i++) {
                    b2Upload file: 'x', name: "x${i}"
                }
            }
            """.formatted(steps));
    }

    private Map<String, Long> calls() throws InterruptedException {
        emulator.awaitIdle(10_000);
        Map<String, Long> calls = new TreeMap<>();
        emulator.calls().all().forEach((name, count) -> calls.put(name, count.count()));
        emulator.calls().reset();
        return calls;
    }

    private long authorizations() throws InterruptedException {
        return calls().getOrDefault("b2_authorize_account", 0L);
    }

    /** With a key for one bucket, as the documentation advises. Upload URLs end with the step: no token outlives it there. */
    @Test
    void aHundredStepsInARow() throws Exception {
        useKey(emulator.addKey("one bucket", List.of("writeFiles", "listFiles"), List.of(JenkinsWithB2.BUCKET), null));
        jenkins.buildAndAssertSuccess(uploads(STEPS));
        assertEquals(
                Map.of("b2_authorize_account", 1L, "b2_get_upload_url", (long) STEPS, "b2_upload_file", (long) STEPS),
                calls());
    }

    private static void useKey(AppKey key) throws Exception {
        var store = CredentialsProvider.lookupStores(Jenkins.get()).iterator().next();
        B2ApplicationKey now = store.getCredentials(Domain.global()).stream()
                .filter(B2ApplicationKey.class::isInstance)
                .map(B2ApplicationKey.class::cast)
                .findFirst()
                .orElseThrow();
        store.updateCredentials(
                Domain.global(),
                now,
                new B2ApplicationKey(
                        CredentialsScope.GLOBAL,
                        JenkinsWithB2.KEY_ID,
                        "",
                        key.keyId(),
                        Secret.fromString(key.secret())));
    }

    @Test
    void whatHasExpiredIsRenewedForAll() throws Exception {
        WorkflowJob job = uploads(3);
        jenkins.buildAndAssertSuccess(job);
        assertEquals(1, authorizations());
        emulator.clock().advance(Duration.ofHours(25));
        jenkins.buildAndAssertSuccess(job);
        assertEquals(1, authorizations());
    }

    @Test
    void anotherKeyGetsItsOwn() throws Exception {
        WorkflowJob job = uploads(1);
        jenkins.buildAndAssertSuccess(job);
        useKey(emulator.addKey("may not write", List.of("listFiles", "listBuckets"), List.of(), null));
        jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        assertEquals(2, authorizations());
    }

    @Test
    void aTestAuthorizesByItself() throws Exception {
        jenkins.buildAndAssertSuccess(uploads(1));
        WorkflowJob test = JenkinsWithB2.job("test", "node('remote') { b2TestConnection(); b2TestConnection() }");
        jenkins.buildAndAssertSuccess(test);
        assertEquals(3, authorizations());
    }
}
