package io.jenkins.plugins.b2.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Label;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Shape;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import java.time.Duration;
import java.util.ArrayList;
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

/** The calls that steps make together. Those with the same key share an authorization and ids of buckets, on the controller. */
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

    private long lookUps() throws InterruptedException {
        return calls().getOrDefault("b2_list_buckets", 0L);
    }

    /** With a key for one bucket, as the documentation advises. */
    @Test
    void aHundredStepsInARow() throws Exception {
        useKey(emulator.addKey("one bucket", List.of("writeFiles", "listFiles"), List.of(JenkinsWithB2.BUCKET), null));
        jenkins.buildAndAssertSuccess(uploads(STEPS));
        assertEquals(
                Map.of("b2_authorize_account", 1L, "b2_get_upload_url", 1L, "b2_upload_file", (long) STEPS), calls());
    }

    @Test
    void aHundredStepsWithAKeyForAllBuckets() throws Exception {
        jenkins.buildAndAssertSuccess(uploads(STEPS));
        assertEquals(
                Map.of(
                        "b2_authorize_account",
                        1L,
                        "b2_list_buckets",
                        1L,
                        "b2_get_upload_url",
                        1L,
                        "b2_upload_file",
                        (long) STEPS),
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

    private void addProfile(String name, String bucket) throws Exception {
        Profile profile = new Profile(name, JenkinsWithB2.KEY_ID, bucket);
        profile.setRealm(emulator.realm());
        List<Profile> all = new ArrayList<>(BackblazeB2Configuration.get().getProfiles());
        all.add(profile);
        BackblazeB2Configuration.get().setProfiles(all);
    }

    /** With the same key: what is known of one bucket is nothing for another. */
    @Test
    void anotherBucketIsLookedUpByItself() throws Exception {
        emulator.createBucket("other-bucket");
        addProfile("other", "other-bucket");
        jenkins.buildAndAssertSuccess(JenkinsWithB2.job("two", """
            node('remote') {
                writeFile file: 'x', text: 'x'
                for (int i = 0; i < 2; i++) {
                    b2Upload profile: 'main', file: 'x', name: 'x'
                    b2Upload profile: 'other', file: 'x', name: 'x'
                }
            }
            """));
        assertEquals(2, lookUps());
        assertEquals(2, emulator.files(JenkinsWithB2.BUCKET).size());
        assertEquals(2, emulator.files("other-bucket").size());
    }

    @Test
    void anotherKeyLooksByItself() throws Exception {
        WorkflowJob job = uploads(1);
        jenkins.buildAndAssertSuccess(job);
        useKey(emulator.addKey("wide", List.of("listBuckets", "writeFiles", "listFiles"), null, null));
        jenkins.buildAndAssertSuccess(job);
        assertEquals(2, lookUps());
    }

    @Test
    void aBucketThatIsNotThereIsLookedForEachTime() throws Exception {
        addProfile("later", "later-bucket");
        WorkflowJob job = JenkinsWithB2.job("later", "node('remote') { b2List profile: 'later', allowEmpty: true }");
        for (int i = 1; i <= 2; i++) {
            jenkins.assertLogContains(
                    "There is no bucket 'later-bucket' in this account",
                    jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0)));
            assertEquals(1, lookUps());
        }
        emulator.createBucket("later-bucket");
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(job);
        assertEquals(1, lookUps());
    }

    /** Somebody may have deleted the bucket and made another one of its name. */
    @Test
    void aBucketThatIsMadeAgainIsLookedUpAgain() throws Exception {
        WorkflowJob job = uploads(3);
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(
                JenkinsWithB2.job("clear", "node('remote') { b2Delete includes: 'x*', allVersions: true }"));
        emulator.deleteBucket(JenkinsWithB2.BUCKET);
        emulator.createBucket(JenkinsWithB2.BUCKET);
        calls();
        jenkins.buildAndAssertSuccess(job);
        assertEquals(3, emulator.files(JenkinsWithB2.BUCKET).size());
        Map<String, Long> calls = calls();
        assertEquals(3, calls.remove("b2_get_upload_url"), "one was refused, and one not lent");
        assertEquals(4, calls.remove("b2_upload_file"), "one was refused");
        assertEquals(Map.of("b2_list_buckets", 1L), calls);
    }

    /** B2 takes one upload at a time at each of them. */
    @Test
    void branchesHaveUploadUrlsOfTheirOwn() throws Exception {
        // So slow that they are sure to overlap.
        emulator.shape(new Shape(0, 50_000, 0));
        WorkflowJob job = JenkinsWithB2.job("branches", """
            node('remote') {
                writeFile file: 'x', text: 'x' * 30000
                def branches = [:]
                for (int i = 0; i < 4; i++) {
                    def name = "x${i}"
                    branches[name] = { 3.times { b2Upload file: 'x', name: name } }
                }
                parallel branches
            }
            """);
        jenkins.buildAndAssertSuccess(job);
        Map<String, Long> calls = calls();
        assertEquals(12, calls.get("b2_upload_file"), "none was refused");
        assertTrue(calls.get("b2_get_upload_url") <= 4, calls::toString);
    }

    @Test
    void anUploadUrlThatWasRefusedIsNotLentAgain() throws Exception {
        WorkflowJob job = uploads(1);
        jenkins.buildAndAssertSuccess(job);
        emulator.faults().add(Fault.on("b2_upload_file").status(503, "service_unavailable"));
        calls();
        jenkins.buildAndAssertSuccess(job);
        assertEquals(Map.of("b2_get_upload_url", 1L, "b2_upload_file", 2L), calls(), "asked for by the step");
        jenkins.buildAndAssertSuccess(job);
        assertEquals(Map.of("b2_get_upload_url", 1L, "b2_upload_file", 1L), calls(), "lent afresh");
    }

    @Test
    void anUploadUrlIsNotLentAgainAfterAStepThatFailed() throws Exception {
        WorkflowJob job = uploads(1);
        jenkins.buildAndAssertSuccess(job);
        emulator.faults().add(Fault.on("b2_upload_file").status(400, "bad_request"));
        calls();
        jenkins.assertBuildStatus(Result.FAILURE, job.scheduleBuild2(0));
        jenkins.buildAndAssertSuccess(job);
        assertEquals(Map.of("b2_get_upload_url", 1L, "b2_upload_file", 2L), calls());
    }

    @Test
    void whatExpiresWithTheTokenIsLookedUpAgain() throws Exception {
        WorkflowJob job = uploads(3);
        jenkins.buildAndAssertSuccess(job);
        assertEquals(1, lookUps());
        emulator.clock().advance(Duration.ofHours(25));
        jenkins.buildAndAssertSuccess(job);
        jenkins.buildAndAssertSuccess(job);
        assertEquals(1, lookUps());
    }

    /** What is kept is the bucket's id and nothing that somebody may have changed meanwhile. */
    @Test
    void aTestAndTheRulesAreLookedAtAfresh() throws Exception {
        jenkins.buildAndAssertSuccess(uploads(1));
        assertEquals(1, lookUps());
        jenkins.buildAndAssertSuccess(JenkinsWithB2.job("rules", "node('remote') { 2.times { b2Lifecycle() } }"));
        assertEquals(2, lookUps());
        jenkins.buildAndAssertSuccess(JenkinsWithB2.job("test", "node('remote') { 2.times { b2TestConnection() } }"));
        assertEquals(2, lookUps());
    }
}
