package io.jenkins.plugins.b2.artifacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Slave;
import hudson.model.TaskListener;
import hudson.tasks.ArtifactArchiver;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.b2.JenkinsWithB2;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.security.MasterToSlaveCallable;
import jenkins.util.VirtualFile;
import org.jenkinsci.plugins.workflow.flow.StashManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What Jenkins and its plugins expect of any artifact manager: the walks of workflow-api's own kit for managers, on inbound
 * agents.
 */
@WithJenkins
class ManagerContractTest {
    private static final String ODD_NAME = "otherdir/xxx#?:$&'\"<>\u010d\u0950";

    @RegisterExtension
    final InboundAgentExtension agents = new InboundAgentExtension();

    private JenkinsRule jenkins;
    private B2Emulator emulator;
    private Profile profile;
    private Slave agent;
    private FreeStyleProject job;
    private FreeStyleBuild build;
    private FilePath workspace;
    private boolean oddName;

    @BeforeEach
    void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        emulator = B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start();
        profile = JenkinsWithB2.configure(emulator);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(new B2ArtifactManagerFactory());
        agent = agents.createAgent(jenkins, "remote");
    }

    @AfterEach
    void stop() throws Exception {
        emulator.close();
    }

    private static final class Encoding extends MasterToSlaveCallable<String, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public String call() {
            return System.getProperty("sun.jnu.encoding");
        }
    }

    private void archive() throws Exception {
        job = jenkins.createFreeStyleProject();
        job.setAssignedNode(agent);
        workspace = agent.getWorkspaceFor(job);
        workspace.child("file").write("content", null);
        workspace.child("some/deeply/nested/dir/subfile").write("content", null);
        workspace.child(".git/config").write("whatever", null);
        workspace.child("otherdir/somefile~").write("whatever", null);
        if (oddName) {
            assumeTrue(
                    "UTF-8".equals(agent.getChannel().call(new Encoding())),
                    "file names of this machine can't have such characters");
            workspace.child(ODD_NAME).write("whatever", null);
        }
        ArtifactArchiver archiver = new ArtifactArchiver("**");
        archiver.setDefaultExcludes(false);
        job.getPublishersList().add(archiver);
        build = jenkins.buildAndAssertSuccess(job);
    }

    private static Set<String> set(Collection<String> names) {
        return new TreeSet<>(names);
    }

    private void walk(VirtualFile root) throws Exception {
        assertFalse(root.getName().endsWith("/"));
        VirtualFile file = root.child("file");
        assertEquals("file", file.getName());
        isFile(file, "content");
        assertEquals(root, file.getParent());
        VirtualFile some = root.child("some");
        assertEquals("some", some.getName());
        isFolder(some);
        assertEquals(root, some.getParent());
        assertEquals(
                Set.of(file, some, root.child("otherdir"), root.child(".git")), Set.copyOf(Arrays.asList(root.list())));
        VirtualFile nested = some.child("deeply/nested/dir");
        assertEquals("dir", nested.getName());
        isFolder(nested);
        isFile(root.child("some/deeply/nested/dir/subfile"), "content");
        assertEquals(some, nested.getParent().getParent().getParent());
        assertArrayEquals(new VirtualFile[] {nested.child("subfile")}, nested.list());
        assertEquals(Set.of("file"), set(root.list("file", null, false)));
        assertEquals(Set.of("subfile"), set(nested.list("subfile", null, false)));
        assertEquals(Set.of("file", "some/deeply/nested/dir/subfile"), set(root.list("**/*file", null, false)));
        assertEquals(Set.of("deeply/nested/dir/subfile"), set(some.list("**/*file", null, false)));
        assertEquals(Set.of("file", "some/deeply/nested/dir/subfile"), set(root.list("**", "**/xxx*", true)));
        if (oddName) {
            isFile(root.child(ODD_NAME), "whatever");
        }
        isNothing(root.child("does-not-exist"));
        isNothing(root.child("some/deeply/nested/dir/does-not-exist"));
    }

    private void isFile(VirtualFile file, String content) throws Exception {
        assertTrue(file.isFile() && file.exists() && !file.isDirectory(), file::toString);
        assertEquals(content.length(), file.length());
        assertNotEquals(0, file.lastModified());
        try (InputStream in = file.open()) {
            assertEquals(content, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        URL url = file.toExternalURL();
        assertEquals(profile.getEncryption() == null, url != null);
        if (url != null) {
            assertEquals(content, agent.getChannel().call(new Fetch(url)));
        }
    }

    private static final class Fetch extends MasterToSlaveCallable<String, IOException> {
        private static final long serialVersionUID = 1L;
        private final URL url;

        Fetch(URL url) {
            this.url = url;
        }

        @Override
        public String call() throws IOException {
            try (InputStream in = url.openStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    private static void isFolder(VirtualFile folder) throws IOException {
        assertTrue(folder.isDirectory() && folder.exists() && folder.canRead() && !folder.isFile(), folder::toString);
    }

    private static void isNothing(VirtualFile nothing) throws IOException {
        assertFalse(nothing.isFile() || nothing.isDirectory() || nothing.exists(), nothing::toString);
        assertEquals(0, nothing.length());
        assertEquals(0, nothing.lastModified());
        assertEquals(0, nothing.list().length);
        assertThrows(IOException.class, nothing::open);
    }

    @ParameterizedTest(name = "odd characters: {0}")
    @ValueSource(booleans = {false, true})
    void archiveAndDelete(boolean odd) throws Exception {
        oddName = odd;
        archive();
        walk(build.getArtifactManager().root());
        assertTrue(build.getArtifactManager().delete());
        assertFalse(build.getArtifactManager().root().child("file").isFile());
        assertFalse(build.getArtifactManager().delete());
    }

    @Test
    void archiveEncrypted() throws Exception {
        JenkinsWithB2.encrypt(profile);
        archive();
        walk(build.getArtifactManager().root());
    }

    @Test
    void archiveWithoutDeletion() throws Exception {
        B2ArtifactManagerFactory factory = (B2ArtifactManagerFactory)
                ArtifactManagerConfiguration.get().getArtifactManagerFactories().get(0);
        factory.setDeleteWithBuild(false);
        archive();
        assertFalse(build.getArtifactManager().delete());
        assertTrue(build.getArtifactManager().root().child("file").isFile());
    }

    @ParameterizedTest(name = "odd characters: {0}")
    @ValueSource(booleans = {false, true})
    void stashAndDelete(boolean odd) throws Exception {
        oddName = odd;
        archive();
        TaskListener listener = StreamTaskListener.fromStderr();
        Launcher launcher = agent.createLauncher(listener);
        EnvVars env = new EnvVars();
        StashManager.stash(build, "stuff", workspace, launcher, env, listener, "file", null, false, false);
        StashManager.stash(build, "empty", workspace, launcher, env, listener, "nada", null, false, true);
        assertThrows(
                AbortException.class,
                () -> StashManager.stash(
                        build, "empty", workspace, launcher, env, listener, "nada", null, false, false));
        workspace.child("file").delete();
        StashManager.unstash(build, "stuff", workspace, launcher, env, listener);
        assertEquals("content", workspace.child("file").readToString());
        workspace.child("file").delete();
        StashManager.unstash(build, "empty", workspace, launcher, env, listener);

        job.getPublishersList().clear();
        FreeStyleBuild second = jenkins.buildAndAssertSuccess(job);
        ExtensionList.lookupSingleton(StashManager.CopyStashesAndArtifacts.class)
                .copy(build, second, listener);
        Slave other = agents.createAgent(jenkins, "other");
        FilePath elsewhere = other.getRootPath().child("elsewhere");
        StashManager.unstash(second, "stuff", elsewhere, other.createLauncher(listener), env, listener);
        assertEquals("content", elsewhere.child("file").readToString());
        StashManager.unstash(second, "empty", elsewhere, other.createLauncher(listener), env, listener);
        walk(second.getArtifactManager().root());

        StashManager.clearAll(build, listener);
        assertTrue(build.getArtifactManager().root().child("file").isFile());
        workspace.deleteContents();
        assertThrows(
                AbortException.class, () -> StashManager.unstash(build, "stuff", workspace, launcher, env, listener));
        assertFalse(workspace.child("file").exists());
        assertNotNull(second.getArtifactManager().root().child("file").toExternalURL());
        assertEquals(List.of(), Arrays.asList(workspace.list("**")).stream().toList());
    }
}
