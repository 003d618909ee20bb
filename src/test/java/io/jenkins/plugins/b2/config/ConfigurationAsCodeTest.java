package io.jenkins.plugins.b2.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.b2.credentials.B2ApplicationKey;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.model.Jenkins;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ConfigurationAsCodeTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void load(JenkinsRule rule) throws Exception {
        ConfigurationAsCode.get()
                .configure(getClass().getResource("backblaze-b2.yaml").toString());
    }

    private static String exported() throws Exception {
        ConfiguratorRegistry registry = ConfiguratorRegistry.get();
        return Util.toYamlString(
                Util.getUnclassifiedRoot(new ConfigurationContext(registry)).get("backblazeB2"));
    }

    @Test
    void aKeyThatIsEmptyIsRefused() throws Exception {
        Path file = folder.resolve("empty.yaml");
        Files.writeString(file, """
            credentials:
              system:
                domainCredentials:
                  - credentials:
                      - backblazeB2ApplicationKey:
                          id: "empty"
                          keyId: "id"
                          applicationKey: "${NOBODY_SET_IT:-}"
            """);
        Exception refused = assertThrows(
                ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(file.toString()));
        assertTrue(ExceptionUtils.getStackTrace(refused).contains("Application key is required"), refused::toString);
    }

    @Test
    void everySettingArrives() {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        assertEquals(List.of("main", "backups"), Profile.names(configuration.getProfiles()));
        assertEquals("main", configuration.findDefault().getName());
        assertEquals(50_000_000, configuration.bandwidth());
        assertEquals(1, configuration.schedule().windows().size());
        Profile main = configuration.profile("main");
        assertTrue(main.isEnabled());
        assertEquals(3, main.getMaxRetries());
        Profile backups = configuration.profile("backups");
        assertFalse(backups.isEnabled());
        assertEquals(0, backups.getMaxRetries());
        assertEquals(250, backups.settings().build().retryDelay().toMillis());
        assertEquals(120, backups.getBusyTimeout());
        assertEquals(72, backups.getSweepUnfinishedAfterHours());
        assertTrue(configuration.isNodeRequired());
        assertEquals(10_485_760, backups.bandwidth());
        assertEquals(50_000_000, backups.settings().build().partSize());
        assertEquals("FERNET", backups.getEncryption().getFormat());
        assertEquals(
                List.of("b2-passphrase", "b2-passphrase-2025", "b2-passphrase-2024"),
                backups.getEncryption().allPassphrases());
        B2ApplicationKey key = (B2ApplicationKey)
                SystemCredentialsProvider.getInstance().getCredentials().get(0);
        assertEquals("000f00000000000000000001", key.getUsername());
        assertEquals("K000secret", key.getPassword().getPlainText());
    }

    @Test
    void connectionsAreANumberOrAWord() throws Exception {
        for (String written : List.of("8", "\"8\"", "auto")) {
            Path file = folder.resolve("connections.yaml");
            Files.writeString(file, """
                unclassified:
                  backblazeB2:
                    profiles:
                      - name: "main"
                        credentialsId: "key"
                        bucket: "company-builds"
                        connectionPoolSize: %s
                """.formatted(written));
            ConfigurationAsCode.get().configure(file.toString());
            Profile main = BackblazeB2Configuration.get().profile("main");
            assertEquals(written.replace("\"", ""), main.getConnectionPoolSize());
        }
    }

    @Test
    void whatIsExportedIsWhatWasLoaded() throws Exception {
        String all = Files.readString(
                Path.of(getClass().getResource("backblaze-b2.yaml").toURI()));
        String head = "  backblazeB2:\n";
        String ours = all.substring(all.indexOf(head) + head.length());
        String exported = exported();
        Path again = folder.resolve("again.yaml");
        Files.writeString(again, "unclassified:\n  backblazeB2:\n" + exported.replaceAll("(?m)^", "    "));
        BackblazeB2Configuration.get().setDefaultProfile(null);
        BackblazeB2Configuration.get().setProfiles(List.of());
        ConfigurationAsCode.get().configure(again.toString());
        assertEquals(exported, exported());
        for (String line : ours.split("\n")) {
            assertTrue(exported.contains(line.strip().replaceFirst("^- ", "")), () -> line + " is not in " + exported);
        }
    }

    @Test
    void theWholeExportHidesTheKey() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(out);
        String yaml = out.toString(StandardCharsets.UTF_8);
        assertTrue(yaml.contains("backblazeB2ApplicationKey"), yaml);
        assertFalse(yaml.contains("K000secret"), yaml);
    }

    /** How often the configuration was written. */
    @TestExtension
    public static final class Saves extends SaveableListener {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void onChange(Saveable saved, XmlFile file) {
            if (saved instanceof BackblazeB2Configuration) {
                count.incrementAndGet();
            }
        }
    }

    @Test
    void nothingNeedsQuotes() throws Exception {
        Path bare = folder.resolve("bare.yaml");
        Files.writeString(
                bare,
                Files.readString(Path.of(
                                getClass().getResource("backblaze-b2.yaml").toURI()))
                        .replace("\"", ""));
        String before = exported();
        BackblazeB2Configuration.get().setDefaultProfile(null);
        BackblazeB2Configuration.get().setProfiles(List.of());
        ConfigurationAsCode.get().configure(bare.toString());
        assertEquals(before, exported());
    }

    @Test
    void oneLoadIsOneSave() throws Exception {
        Saves saves = ExtensionList.lookupSingleton(Saves.class);
        saves.count.set(0);
        load(null);
        assertEquals(1, saves.count.get());
    }

    @Test
    void aDefaultProfileThatIsNotThereIsRefused() throws Exception {
        Path wrong = folder.resolve("wrong.yaml");
        Files.writeString(
                wrong,
                "unclassified:\n  backblazeB2:\n    defaultProfile: nobody\n    maxBandwidth: 1 MB/s\n"
                        + "    profiles: [{name: a, credentialsId: k, bucket: b}]\n");
        Exception e =
                assertThrows(Exception.class, () -> ConfigurationAsCode.get().configure(wrong.toString()));
        String told = ExceptionUtils.getStackTrace(e);
        assertTrue(told.contains("'nobody'"), told);
        everySettingArrives();
        assertThrows(
                IllegalArgumentException.class,
                () -> BackblazeB2Configuration.get().setDefaultProfile("nobody"));
        everySettingArrives();
    }

    @Test
    void aStoredRateThatCanNotBeReadHasNoEffect() throws Exception {
        BackblazeB2Configuration configuration = BackblazeB2Configuration.get();
        Path file = Jenkins.get().getRootDir().toPath().resolve(configuration.getId() + ".xml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("10 MiB/s", "much")
                        .replace("50 MB/s", "much")
                        .replace("5 MB/s", "much"));
        configuration.load();
        assertEquals(0, configuration.bandwidth());
        assertEquals(0, configuration.schedule().windows().size());
        Profile backups = configuration.profile("backups");
        assertEquals(0, backups.bandwidth());
        assertThrows(IllegalArgumentException.class, backups::settings);
    }

    @Test
    void nonsenseIsRefusedAndTheOldConfigurationStays() throws Exception {
        Path wrong = folder.resolve("wrong.yaml");
        for (String profiles : List.of(
                "[{name: a, credentialsId: k, bucket: b, partSize: much}]",
                "[{name: a, credentialsId: k, bucket: b}, {name: a, credentialsId: k, bucket: c}]",
                "[{name: a, credentialsId: k, bucket: b, encryption: {format: ROT13, passphraseCredentialsId: p}}]")) {
            Files.writeString(wrong, "unclassified:\n  backblazeB2:\n    profiles: " + profiles + "\n");
            assertThrows(
                    ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(wrong.toString()));
            assertEquals(
                    List.of("main", "backups"),
                    Profile.names(BackblazeB2Configuration.get().getProfiles()));
        }
    }
}
