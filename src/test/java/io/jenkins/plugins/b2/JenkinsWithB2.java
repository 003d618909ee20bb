package io.jenkins.plugins.b2;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.Node;
import hudson.util.Secret;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.config.ProfileEncryption;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.monitor.ProfileMonitor;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.ActiveTransfers;
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Random;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.kohsuke.stapler.Dispatcher;
import org.kohsuke.stapler.MetaClass;

/** A Jenkins whose default profile leads to the emulator. */
public final class JenkinsWithB2 {
    public static final String BUCKET = "jenkins-bucket";
    public static final String KEY_ID = "b2-key";
    public static final String PASSPHRASE_ID = "b2-passphrase";
    public static final String PASSPHRASE = "a passphrase that nobody guesses";

    static {
        // As in a Jenkins that people use. The harness has pages read each time, for those who change them meanwhile.
        MetaClass.NO_CACHE = false;
        Dispatcher.TRACE = false;
    }

    private JenkinsWithB2() {}

    /** Credentials and one profile, called main. */
    public static Profile configure(B2Emulator emulator) throws Exception {
        return configure(emulator.realm(), emulator.applicationKeyId(), emulator.applicationKey());
    }

    /** As {@link #configure(B2Emulator)}, for an emulator in another process. */
    public static Profile configure(String realm, String keyId, String key) throws Exception {
        Jenkins jenkins = Jenkins.get();
        // Its calls in the background would be counted among those of tests.
        ExtensionList.lookupSingleton(ProfileMonitor.class).disable(true);
        var store = CredentialsProvider.lookupStores(jenkins).iterator().next();
        store.addCredentials(
                Domain.global(),
                new B2ApplicationKey(CredentialsScope.GLOBAL, KEY_ID, "", keyId, Secret.fromString(key)));
        store.addCredentials(
                Domain.global(),
                new StringCredentialsImpl(CredentialsScope.GLOBAL, PASSPHRASE_ID, "", Secret.fromString(PASSPHRASE)));
        Profile profile = new Profile("main", KEY_ID, BUCKET);
        profile.setRealm(realm);
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
        return profile;
    }

    /** A step of no build in particular. */
    public static ActiveTransfer transfer(String step) {
        return ActiveTransfers.get()
                .begin(new ActiveTransfer.Origin(
                        Verb.UPLOAD, step, false, false, new ActiveTransfer.Target("main", true, null), null, "agent"));
    }

    public static StepRecorder recorder(String step) {
        return new StepRecorder(transfer(step).origin());
    }

    /** Has a profile encrypt what goes out. */
    public static void encrypt(Profile profile) {
        profile.setEncryption(new ProfileEncryption(PASSPHRASE_ID));
    }

    /** A Pipeline job. */
    public static WorkflowJob job(String name, String script) throws Exception {
        WorkflowJob job = Jenkins.get().createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    /** Puts a file of random bytes into the workspace that the job is going to have on a node. */
    public static byte[] bigFile(Node node, WorkflowJob job, String name, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        node.getWorkspaceFor(job).child(name).copyFrom(new ByteArrayInputStream(content));
        return content;
    }
}
