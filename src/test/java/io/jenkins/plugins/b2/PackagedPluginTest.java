package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Node;
import hudson.model.Result;
import hudson.remoting.Channel;
import io.jenkins.plugins.b2.config.BackblazeB2Configuration;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.agents.ControllerToAgentCallable;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The packaged plugin in a Jenkins process of its own, with an agent process: class filter, class loading, a crash. */
class PackagedPluginTest {
    private static final int BIG = 12_000_000;
    private static final int PARTS = 3;
    private static final String AGENT = "inbound";
    /** For classes, by a fresh agent: some 400 when the transfer's jars are sent beforehand, some 1,000 otherwise. */
    private static final int FEW_REQUESTS = 700;

    /** Without a plugin that sends many classes of its own to agents, which are counted here. */
    @RegisterExtension
    final RealJenkinsExtension controller = new RealJenkinsExtension().omitPlugins("backblaze-b2", "opentelemetry");

    @RegisterExtension
    final InboundAgentExtension inbound = new InboundAgentExtension();

    @Test
    void worksAndSurvivesACrash() throws Throwable {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            Path plugins = controller.getHome().toPath().resolve("plugins");
            Files.createDirectories(plugins);
            PluginArchive.write(plugins.resolve("backblaze-b2.jpi"));
            controller.startJenkins();
            inbound.createAgent(
                    controller,
                    InboundAgentExtension.Options.newBuilder()
                            .name(AGENT)
                            .webSocket()
                            .build());
            controller.runRemotely(
                    PackagedPluginTest::configure,
                    emulator.realm(),
                    emulator.applicationKeyId(),
                    emulator.applicationKey());
            controller.runRemotely(PackagedPluginTest::allSteps);

            emulator.calls().reset();
            emulator.faults()
                    .add(Fault.on("b2_upload_part")
                            .skip(1)
                            .times(Fault.UNLIMITED)
                            .at(Moment.REQUEST_BODY)
                            .afterBytes(100_000)
                            .stall());
            controller.runRemotely(PackagedPluginTest::startBigUpload);
            Await.that(
                    "the upload stalls",
                    () -> emulator.state().requestsStalled() == PARTS - 1
                            && emulator.state().parts() == 1);
            controller.stopJenkinsForcibly();
            Await.that("the transfer ends with Jenkins", () -> emulator.state().requestsStalled() == 0);
            emulator.faults().clear();
            controller.startJenkins();
            controller.runRemotely(PackagedPluginTest::bigUploadGoesOn);
            assertEquals(PARTS, emulator.calls().of("b2_upload_part").outcome("200"), "no part went twice");
            controller.stopJenkins();
        }
    }

    private static void configure(JenkinsRule jenkins, String realm, String keyId, String key) throws Throwable {
        String location = Profile.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        assertTrue(location.endsWith("/backblaze-b2.jar"), location);
        Profile profile = JenkinsWithB2.configure(realm, keyId, key);
        JenkinsWithB2.encrypt(profile);
        profile.setPartSize("5 MB");
        BackblazeB2Configuration.get().setProfiles(List.of(profile));
    }

    private static void allSteps(JenkinsRule jenkins) throws Throwable {
        WorkflowJob job = JenkinsWithB2.job("steps", """
            node('%s') {
                writeFile file: 'a.txt', text: 'alpha'
                def up = b2Upload file: 'a.txt', name: 'packed/a.txt'
                b2Upload file: 'a.txt', name: 'packed/b.txt', skipUnchanged: true
                def down = b2Download prefix: 'packed/', dir: 'back'
                echo "${up[0].encrypted} ${down.size()} ${readFile('back/b.txt')}"
                echo "listed ${b2List(prefix: 'packed/')*.name}"
                echo "deleted ${b2Delete(prefix: 'packed/').size()}"
                echo "test ${b2TestConnection(probe: 'write').ok}, ${b2Info().bucket.bucketName}"
            }
            """.formatted(AGENT));
        WorkflowRun run = jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
        int requests = jenkins.jenkins.getNode(AGENT).getChannel().call(new ClassRequests());
        jenkins.assertBuildStatus(Result.SUCCESS, run);
        assertTrue(requests < FEW_REQUESTS, "the agent asked for classes " + requests + " times");
        jenkins.assertLogContains("true 2 alpha", run);
        jenkins.assertLogContains("listed [packed/a.txt.encrypted, packed/b.txt.encrypted]", run);
        jenkins.assertLogContains("deleted 2", run);
        jenkins.assertLogContains("test true, " + JenkinsWithB2.BUCKET, run);
    }

    /** How often the agent had to ask the controller for a class. */
    record ClassRequests() implements ControllerToAgentCallable<Integer, IOException> {
        @Override
        public Integer call() {
            return Channel.currentOrFail().classLoadingCount.get();
        }
    }

    private static void startBigUpload(JenkinsRule jenkins) throws Throwable {
        Node node = Jenkins.get().getNode(AGENT);
        WorkflowJob job =
                JenkinsWithB2.job("big", "node('" + AGENT + "') { b2Upload file: 'big.bin', name: 'packed/big.bin' }");
        JenkinsWithB2.bigFile(node, job, "big.bin", BIG);
        job.scheduleBuild2(0).waitForStart();
    }

    private static void bigUploadGoesOn(JenkinsRule jenkins) throws Throwable {
        WorkflowRun run =
                jenkins.jenkins.getItemByFullName("big", WorkflowJob.class).getBuildByNumber(1);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("b2Upload resumes after the restart of Jenkins", run);
        jenkins.assertLogContains("resumed", run);
    }
}
