package io.jenkins.plugins.b2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** A Jenkins that has none of the plugins that monitoring and support need: nothing else misses them. */
class WithoutOptionalPluginsTest {
    private static final String[] OPTIONAL = {"metrics", "opentelemetry", "support-core"};

    @RegisterExtension
    final RealJenkinsExtension controller = new RealJenkinsExtension().omitPlugins(OPTIONAL);

    @Test
    void transfersWork() throws Throwable {
        try (B2Emulator emulator =
                B2Emulator.builder().bucket(JenkinsWithB2.BUCKET).start()) {
            controller.startJenkins();
            controller.runRemotely(
                    WithoutOptionalPluginsTest::roundTrip,
                    emulator.realm(),
                    emulator.applicationKeyId(),
                    emulator.applicationKey());
            controller.stopJenkins();
        }
    }

    private static void roundTrip(JenkinsRule jenkins, String realm, String keyId, String key) throws Throwable {
        for (String name : OPTIONAL) {
            assertNull(Jenkins.get().getPluginManager().getPlugin(name), name);
        }
        assertEquals(List.of(), Jenkins.get().getPluginManager().getFailedPlugins());
        JenkinsWithB2.configure(realm, keyId, key);
        var run = jenkins.buildAndAssertSuccess(JenkinsWithB2.job("round", """
            node {
                writeFile file: 'a.txt', text: 'alpha'
                b2Upload file: 'a.txt', name: 'a.txt'
                b2Download name: 'a.txt', file: 'back.txt'
                echo "back: ${readFile('back.txt')}"
            }
            """));
        jenkins.assertLogContains("back: alpha", run);
    }
}
