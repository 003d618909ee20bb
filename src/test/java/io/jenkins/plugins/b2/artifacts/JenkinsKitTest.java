package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import org.jenkinsci.plugins.workflow.ArtifactManagerTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.testcontainers.DockerClientFactory;

/** Jenkins' own tests for artifact managers, odd characters included. */
@WithJenkins
class JenkinsKitTest {
    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        assumeFalse(
                DockerClientFactory.instance().isDockerAvailable(),
                "these tests use a container for an agent where they can, and from there the emulator can't be"
                        + " reached");
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
    }

    @AfterEach
    void stop() throws Exception {
        if (emulator != null) {
            emulator.close();
        }
    }

    private B2ArtifactManagerFactory factory(boolean encrypted, boolean deleting) {
        if (encrypted) {
            JenkinsWithB2.encrypt(profile);
        }
        B2ArtifactManagerFactory factory = new B2ArtifactManagerFactory();
        factory.setDeleteWithBuild(deleting);
        return factory;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void archive(boolean encrypted) throws Exception {
        ArtifactManagerTest.artifactArchive(jenkins, factory(encrypted, false), true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void archiveAndDelete(boolean encrypted) throws Exception {
        ArtifactManagerTest.artifactArchiveAndDelete(jenkins, factory(encrypted, true), true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stash(boolean encrypted) throws Exception {
        ArtifactManagerTest.artifactStash(jenkins, factory(encrypted, false), true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stashAndDelete(boolean encrypted) throws Exception {
        ArtifactManagerTest.artifactStashAndDelete(jenkins, factory(encrypted, true), true);
    }
}
