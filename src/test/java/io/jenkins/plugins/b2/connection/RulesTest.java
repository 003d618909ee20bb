package io.jenkins.plugins.b2.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Fingerprint;
import hudson.model.ModelObject;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.Secret;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.List;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who may go where, and what a build says that may not, or asks for what makes no sense. */
@WithJenkins
class RulesTest {
    private static final String GLOBAL = "at Manage Jenkins, Backblaze B2";

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile main;
    private int jobs;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        main = JenkinsWithB2.configure(emulator);
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private Profile another(String name) {
        Profile profile = new Profile(name, JenkinsWithB2.KEY_ID, JenkinsWithB2.BUCKET);
        profile.setRealm(emulator.realm());
        return profile;
    }

    private static void profiles(Profile... profiles) {
        BackblazeB2Configuration.get().setProfiles(List.of(profiles));
    }

    private WorkflowJob job(ModifiableTopLevelItemGroup parent, String script) throws Exception {
        jobs++;
        WorkflowJob job = (WorkflowJob) parent.createProject(
                jenkins.jenkins.getDescriptorByType(WorkflowJob.DescriptorImpl.class), "job" + jobs, false);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private WorkflowRun succeeds(ModifiableTopLevelItemGroup parent, String script) throws Exception {
        return jenkins.buildAndAssertSuccess(job(parent, script));
    }

    private WorkflowRun succeeds(String script) throws Exception {
        return succeeds(jenkins.jenkins, script);
    }

    /** The message, all of it, and no stack trace. */
    private void fails(ModifiableTopLevelItemGroup parent, String script, String message) throws Exception {
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job(parent, script));
        jenkins.assertLogContains("ERROR: " + message, run);
        jenkins.assertLogNotContains("\tat ", run);
        jenkins.assertLogNotContains("Exception", run);
    }

    private void fails(String script, String message) throws Exception {
        fails(jenkins.jenkins, script, message);
    }

    @Test
    void whichProfile() throws Exception {
        Profile disabled = another("disabled");
        disabled.setEnabled(false);
        Profile secret = another("secret");
        secret.setAllowedJobs("ops/**");
        profiles(main, disabled, secret);
        fails("b2List profile: 'nobody'", Messages.Connection_noProfile("nobody", "main, disabled"));
        fails("b2List()", Messages.Connection_whichProfile("main, disabled"));
        fails("b2List profile: 'disabled'", Messages.Connection_disabled("disabled", GLOBAL));
        succeeds("b2List profile: 'main'");
        BackblazeB2Configuration.get().setDefaultProfile("main");
        succeeds("b2List()");
        succeeds("b2List bucket: '" + JenkinsWithB2.BUCKET + "'");
        fails("b2List bucket: 'other'", Messages.Connection_otherBucket("main", JenkinsWithB2.BUCKET, "other"));
        fails(
                "b2List profile: 'main', credentialsId: 'b2-key', bucket: 'b'",
                Messages.Connection_both("main", "b2-key"));
        BackblazeB2Configuration.get().setDefaultProfile(null);
        profiles();
        fails("b2List()", Messages.Connection_noProfiles());
        fails("b2List profile: 'main'", Messages.Connection_noneOfThem("main"));
    }

    @Test
    void whoseProfile() throws Exception {
        main.setAllowedJobs("ops/**\n !ops/inner/try/**");
        Folder ops = jenkins.createProject(Folder.class, "ops");
        Folder inner = ops.createProject(Folder.class, "inner");
        Folder opsLike = jenkins.createProject(Folder.class, "ops-like");
        succeeds(ops, "b2List()");
        succeeds(inner, "b2List()");
        Folder tries = inner.createProject(Folder.class, "try");
        fails(tries, "b2List()", Messages.Connection_notAllowed("ops/inner/try/job3", "main", GLOBAL));
        WorkflowJob outside = job(opsLike, "b2List()");
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, outside);
        jenkins.assertLogContains(
                "ERROR: " + Messages.Connection_notAllowed(outside.getFullName(), "main", GLOBAL), run);
        jenkins.assertLogNotContains("\tat ", run);
    }

    @Test
    void aPrefixConfines() throws Exception {
        main.setPrefix("mine/");
        String other = "writeFile file: 'a', text: 'a'; ";
        fails("b2List prefix: 'theirs/'", Messages.Connection_prefix("main", "mine/", "theirs/"));
        fails("b2List()", Messages.Connection_prefix("main", "mine/", ""));
        fails("b2Delete name: 'theirs/a'", Messages.Connection_prefix("main", "mine/", "theirs/a"));
        fails("b2Delete allowBucketPurge: true", Messages.Connection_prefix("main", "mine/", ""));
        fails("node { b2Download name: 'theirs/a' }", Messages.Connection_prefix("main", "mine/", "theirs/a"));
        fails(
                "node { " + other + "b2Upload file: 'a', name: 'theirs/a' }",
                Messages.Connection_prefix("main", "mine/", "theirs/a"));
        fails("node { " + other + "b2Upload includes: '*' }", Messages.Connection_prefix("main", "mine/", ""));
        succeeds("node { " + other + "b2Upload file: 'a', name: 'mine/a'; b2Delete name: 'mine/a' }");
    }

    @Test
    void profilesThatCanNotWork() throws Exception {
        profiles(new Profile("gone", "no-such-key", "b"), new Profile("none", "", "b"));
        fails(
                "b2List profile: 'gone'",
                io.jenkins.plugins.b2.config.Messages.ProfileAccess_credentialsGone(
                        "gone",
                        "no-such-key",
                        io.jenkins.plugins.b2.config.Messages.ProfileAccess_system(),
                        io.jenkins.plugins.b2.config.Messages.ProfileAccess_applicationKey(),
                        GLOBAL));
        fails(
                "b2List profile: 'none'",
                io.jenkins.plugins.b2.config.Messages.ProfileAccess_noCredentials("none", GLOBAL));
    }

    @Test
    void wrongKeyIsToldByB2() throws Exception {
        store(jenkins.jenkins, key("wrong", "nobody", "nothing"));
        Profile wrong = new Profile("wrong", "wrong", JenkinsWithB2.BUCKET);
        wrong.setRealm(emulator.realm());
        profiles(wrong);
        fails("b2List()", "B2 refused the application key");
    }

    private static Credentials key(String id, String name, String password) throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", name, password);
    }

    private static void store(ModelObject where, Credentials credentials) throws Exception {
        CredentialsProvider.lookupStores(where).iterator().next().addCredentials(Domain.global(), credentials);
    }

    @Test
    void usernameWithPasswordIsAKeyToo() throws Exception {
        store(jenkins.jenkins, key("plain", emulator.applicationKeyId(), emulator.applicationKey()));
        Profile plain = new Profile("plain", "plain", JenkinsWithB2.BUCKET);
        plain.setRealm(emulator.realm());
        profiles(plain);
        succeeds("b2List()");
    }

    @Test
    void credentialsOfAFolderServeItsJobsOnly() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        store(team, key("team-key", "id", "key"));
        fails(
                jenkins.jenkins,
                "b2List credentialsId: 'team-key', bucket: 'b'",
                Messages.Connection_noCredentials("team-key"));
        fails(team, "b2List credentialsId: 'team-key'", Messages.Connection_noBucket("team-key"));
        WorkflowJob job = job(team, "b2TestConnection credentialsId: 'team-key', bucket: 'b', failOnError: false");
        jenkins.buildAndAssertStatus(Result.SUCCESS, job);
        Credentials used = CredentialsProvider.lookupStores(team)
                .iterator()
                .next()
                .getCredentials(Domain.global())
                .get(0);
        Fingerprint usage = CredentialsProvider.getFingerprintOf(used);
        assertTrue(usage != null && usage.getJobs().contains(job.getFullName()), "usage is not tracked");
    }

    @Test
    void credentialsOfAUserStayTheUsers() throws Exception {
        User alice = User.getById("alice", true);
        try (ACLContext ignored = ACL.as2(alice.impersonate2())) {
            store(alice, new B2ApplicationKey(null, "alices", "", "id", Secret.fromString("key")));
        }
        WorkflowJob job = job(jenkins.jenkins, "b2List credentialsId: 'alices', bucket: 'b'");
        WorkflowRun run = jenkins.assertBuildStatus(
                Result.FAILURE, job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("alice"))));
        jenkins.assertLogContains("ERROR: " + Messages.Connection_noCredentials("alices"), run);
    }

    @Test
    void usageOfAProfilesKeyIsTracked() throws Exception {
        WorkflowRun run = succeeds("b2List()");
        Fingerprint usage = CredentialsProvider.getFingerprintOf(
                SystemCredentialsProvider.getInstance().getCredentials().get(0));
        assertTrue(usage != null && usage.getJobs().contains(run.getParent().getFullName()));
        assertFalse(usage.getJobs().contains("another"));
    }
}
