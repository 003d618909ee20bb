package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The lines of shell with which the packaged command begins. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherIT {
    private static final Path COMMAND = Path.of("target/standalone/b2j");

    private ProcessBuilder version;

    @BeforeEach
    void prepare() {
        version =
                new ProcessBuilder(Documents.top().resolve(COMMAND).toString(), "--version").redirectErrorStream(true);
    }

    private String say(String options, boolean successful) throws Exception {
        version.environment().put("B2_JAVA_OPTIONS", options);
        Process process = version.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (successful) {
            assertEquals(0, process.waitFor(), said);
        } else {
            assertNotEquals(0, process.waitFor(), said);
        }
        return said;
    }

    @Test
    void optionsForJavaAreTaken() throws Exception {
        assertTrue(say("", true).startsWith("b2j "));
        assertTrue(say("-Xmx64m", true).startsWith("b2j "));
        assertTrue(say("-XX:+PrintFlagsFinal -Xmx64m", true).contains("MaxHeapSize"));
    }

    @Test
    void aMisspeltOptionIsNotIgnored() throws Exception {
        String said = say("-XX:+UseSerialGCC", false);
        assertTrue(said.contains("UseSerialGCC"), said);
    }

    @Test
    void nothingIsCountedForACompilerThatDoesNotCome() throws Exception {
        version.environment().put("JDK_JAVA_OPTIONS", "-XX:+PrintFlagsFinal");
        String flags = say("", true);
        for (String flag : List.of("C1ProfileCalls", "C1ProfileInlinedCalls", "C1ProfileBranches")) {
            assertTrue(
                    flags.lines().anyMatch(line -> line.matches(" *bool " + flag + " += false .*command line.*")),
                    flags);
        }
    }
}
