package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProviderConfigTest {
    @TempDir
    Path folder;

    private Path config(String json) throws IOException {
        return Files.writeString(folder.resolve("b2.json"), json);
    }

    private ProviderConfig read(String settings) throws IOException, TransferException {
        return ProviderConfigReader.read(config("{\"local\": {\"path\": \"/x\"}, \"backblaze\": " + settings + "}"));
    }

    @Test
    void everySettingIsRead() throws Exception {
        ProviderConfig config = read("{\"enabled\": true, \"application_key_id\": \"id\", \"application_key\": \"key\","
                + " \"bucket\": \"b\", \"region\": \"eu-central-003\", \"max_retries\": 7, \"retry_delay\": 1.5,"
                + " \"timeout\": 60, \"max_bandwidth\": 1000000, \"upload_chunk_size\": 104857600,"
                + " \"encryption_enabled\": true, \"encryption_key\": \"k\", \"encryption_salt\": \"s\","
                + " \"connection_pool_size\": 9}");
        assertEquals("id", config.applicationKeyId());
        assertEquals("eu-central-003", config.region());
        assertEquals(7, config.maxRetries());
        assertEquals(Duration.ofMillis(1500), config.retryDelay());
        assertEquals(Duration.ofSeconds(60), config.timeout());
        assertEquals(1_000_000L, config.maxBandwidth());
        assertEquals(104_857_600L, config.partSize());
        assertTrue(config.encryptionEnabled());
        assertEquals(9, config.connections());
        assertFalse(config.toString().contains("key"));
    }

    @Test
    void nullsAndTheProvidersDefaultRegionMeanNotSet() throws Exception {
        ProviderConfig config =
                read("{\"max_bandwidth\": null, \"encryption_key\": null, \"region\": \"us-west-000\"}");
        assertNull(config.maxBandwidth());
        assertNull(config.encryptionKey());
        assertNull(config.region());
        assertTrue(config.enabled());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"max_retries\": \"3\"} | backblaze.max_retries",
                "{\"max_retries\": 3.5} | backblaze.max_retries",
                "{\"max_retries\": -1} | backblaze.max_retries",
                "{\"max_retries\": 1e400} | backblaze.max_retries",
                "{\"timeout\": 1e999999999} | backblaze.timeout",
                "{\"timeout\": true} | backblaze.timeout",
                "{\"timeout\": 0} | backblaze.timeout",
                "{\"retry_delay\": -1} | backblaze.retry_delay",
                "{\"max_bandwidth\": -1} | backblaze.max_bandwidth",
                "{\"max_bandwidth\": \"fast\"} | backblaze.max_bandwidth",
                "{\"upload_chunk_size\": 5} | backblaze.upload_chunk_size",
                "{\"upload_chunk_size\": []} | backblaze.upload_chunk_size",
                "{\"connection_pool_size\": 0} | backblaze.connection_pool_size",
                "{\"enabled\": \"yes\"} | backblaze.enabled",
                "{\"encryption_enabled\": 1} | backblaze.encryption_enabled",
                "{\"bucket\": {}} | backblaze.bucket",
                "{\"application_key\": 98712345678901234} | backblaze.application_key",
                "{\"bukket\": \"x\"} | backblaze.bukket",
                "{\"bucket\": \"x\", \"bucket\": \"y\"} | backblaze.bucket",
                "{\"bucket\": \"x\" | JSON",
                "{bucket: 'x'} | JSON",
                "{} trailing | JSON",
                "[] | 'backblaze' must be an object",
                "null | 'backblaze' must be an object"
            })
    void nonsenseNamesTheFileAndTheKey(String settings, String words) {
        TransferException e = assertThrows(TransferException.class, () -> read(settings));
        assertEquals(TransferException.Kind.USAGE, e.kind());
        assertTrue(e.getMessage().contains("b2.json") && e.getMessage().contains(words), e.getMessage());
        assertFalse(e.getMessage().contains("98712345678901234"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[] | object", "'' | JSON", "{} | no object 'backblaze'", "{\"backblaze\":{}}{} | JSON"})
    void nonsenseAroundTheSection(String json, String words) throws IOException {
        Path file = config(json);
        TransferException e = assertThrows(TransferException.class, () -> ProviderConfigReader.read(file));
        assertTrue(e.getMessage().contains("b2.json") && e.getMessage().contains(words), e.getMessage());
    }

    @Test
    void aFileOfOtherBytesIsRefused() throws IOException {
        Path file = folder.resolve("latin1.json");
        Files.write(file, new byte[] {'{', (byte) 0xe4, '}'});
        Run run = CommandTester.run(Map.of(), "list", "--config", file);
        assertEquals(2, run.code());
        assertTrue(run.err().contains("UTF-8"), run.err());
        assertEquals(2, CommandTester.run(Map.of(), "list", "--config", folder).code());
        assertEquals(
                2,
                CommandTester.run(Map.of(), "list", "--config", folder.resolve("none"))
                        .code());
    }

    @Test
    void aProvidersFileAloneMakesAFernetRoundTrip() throws Exception {
        try (CommandTester tester = new CommandTester()) {
            Path config = config(providersFile(tester, "true", "base64:" + base64("a salt of bytes")));
            Map<String, String> environment =
                    Map.of(CommandContext.REALM, tester.emulator().realm());
            Path source = Files.writeString(folder.resolve("a.txt"), "what the provider would have kept");
            Run up = CommandTester.run(environment, "upload", source, "--config", config);
            assertEquals(0, up.code(), up.err());
            String id = tester.emulator().files(CommandTester.BUCKET).get(0).fileId();
            byte[] token = tester.emulator().content(id);
            assertArrayEquals("gAAAA".getBytes(), java.util.Arrays.copyOf(token, 5));
            Path back = folder.resolve("back.txt");
            Run down = CommandTester.run(environment, "download", "a.txt.encrypted", back, "--config", config);
            assertEquals(0, down.code(), down.err());
            assertEquals(Files.readString(source), Files.readString(back));
            Path local = Files.write(folder.resolve("token"), token);
            Run decrypted = CommandTester.run(Map.of(), "decrypt", local, back, "--config", config);
            assertEquals(0, decrypted.code(), decrypted.err());
            assertEquals(Files.readString(source), Files.readString(back));
            assertEquals(
                    0,
                    CommandTester.run(environment, "upload", source, "--config", config, "--encrypt=none")
                            .code());
            assertEquals(2, tester.emulator().files(CommandTester.BUCKET).size());
        }
    }

    @Test
    void theFileWinsOverTheEnvironmentAndOptionsOverTheFile() throws Exception {
        try (CommandTester tester = new CommandTester()) {
            tester.emulator().createBucket("third-bucket");
            Path config = config(providersFile(tester, "true", "s"));
            tester.with(CommandContext.BUCKET, "no-such-bucket").with(CommandContext.KEY, "wrong");
            assertEquals(0, tester.b2("list", "--config", config).code());
            assertEquals(
                    0,
                    tester.b2("list", "--config", config, "--bucket", "third-bucket")
                            .code());
            assertEquals(
                    3,
                    tester.b2("list", "--config", config, "--bucket", "fourth-bucket")
                            .code());
            Path key = Files.writeString(folder.resolve("key"), "wrong\n");
            assertEquals(
                    4,
                    tester.b2("list", "--config", config, "--application-key-file", key)
                            .code());
        }
    }

    @Test
    void aDisabledProviderRestoresButDoesNotWrite() throws Exception {
        try (CommandTester tester = new CommandTester()) {
            Path config = config(providersFile(tester, "false", "s"));
            assertEquals(0, tester.b2("list", "--config", config).code());
            Run run = tester.b2("delete", "--prefix", "x", "--config", config);
            assertEquals(2, run.code());
            assertTrue(run.err().contains("backblaze.enabled"), run.err());
        }
    }

    @Test
    void encryptionWithoutAKeyIsAnErrorAndNotPlainData() throws Exception {
        try (CommandTester tester = new CommandTester()) {
            tester.with(CommandContext.PASSPHRASE, null);
            Path config = config("{\"backblaze\": {\"encryption_enabled\": true, \"encryption_key\": null}}");
            Run run = tester.b2("upload", config, "--config", config);
            assertEquals(2, run.code(), run.err());
            assertTrue(run.err().contains("passphrase"), run.err());
            assertEquals(0, tester.emulator().files(CommandTester.BUCKET).size());
        }
    }

    private static String providersFile(CommandTester tester, String enabled, String salt) {
        return "{\"backblaze\": {\"enabled\": " + enabled + ", \"application_key_id\": \""
                + tester.emulator().applicationKeyId() + "\", \"application_key\": \""
                + tester.emulator().applicationKey() + "\", \"bucket\": \"" + CommandTester.BUCKET
                + "\", \"region\": \"us-west-000\", \"encryption_enabled\": true, \"encryption_key\": \"kéy\","
                + " \"encryption_salt\": \"" + salt + "\"}}";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes());
    }
}
