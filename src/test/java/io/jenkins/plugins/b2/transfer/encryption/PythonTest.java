package io.jenkins.plugins.b2.transfer.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.b2.standalone.Documents;
import io.jenkins.plugins.b2.transfer.download.LocalDecryption;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Python's {@code cryptography}, and with the program that the documentation offers. */
@Tag("slow")
class PythonTest {
    private static final String SECRET = "schlüssel base64:";
    private static final String NAME = "geschäfte/2026.db.encrypted";
    private static final String SALT = "base64:AAECAwQFBgcICQoLDA0ODw==";

    /** As HOMESERVER's provider does it: arguments key, salt (hex), in, out. */
    private static final String FERNET = """
        import base64, sys
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
        verb, key, salt, source, target = sys.argv[1:]
        kdf = PBKDF2HMAC(algorithm=hashes.SHA256(), length=32, salt=bytes.fromhex(salt), iterations=100000)
        fernet = Fernet(base64.urlsafe_b64encode(kdf.derive(bytes.fromhex(key))))
        data = open(source, "rb").read()
        open(target, "wb").write(fernet.encrypt(data) if verb == "encrypt" else fernet.decrypt(data))
        """;

    private static Optional<String> python;

    @TempDir
    Path folder;

    private Path in;
    private Path out;

    @BeforeAll
    static void find() throws Exception {
        python = Optional.empty();
        for (String candidate : List.of("python3", "/usr/bin/python3")) {
            try {
                if (run(List.of(candidate, "-c", "import cryptography")) == 0) {
                    python = Optional.of(candidate);
                    return;
                }
            } catch (IOException e) {
                // Not there: the next one.
            }
        }
    }

    @BeforeEach
    void needsPython() {
        assumeTrue(python.isPresent(), "SKIPPED: needs python3 with its package cryptography (python3-cryptography)");
        in = folder.resolve("in");
        out = folder.resolve("out");
    }

    private static int run(List<String> command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("B2_ENCRYPTION_PASSPHRASE", SECRET);
        builder.environment().put("B2_ENCRYPTION_SALT", SALT);
        builder.environment().put("PYTHONUTF8", "1");
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return process.exitValue();
    }

    private int runPython(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(python.orElseThrow()));
        command.addAll(Arrays.asList(arguments));
        return run(command);
    }

    private int fernet(String verb) throws Exception {
        String key = HexFormat.of().formatHex(SecretText.toBytes(SECRET.toCharArray()));
        return runPython("-c", FERNET, verb, key, "000102030405060708090a0b0c0d0e0f", in.toString(), out.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 1000, 3_000_000})
    void pythonOpensOurFernet(int length) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        try (Passphrase passphrase = Passphrase.of(SECRET.toCharArray());
                FileEncryptor encryptor = EncryptedContent.encryptor(
                        EncryptionFormat.FERNET, KdfParameters.fernet(SALT), passphrase, NAME)) {
            Files.write(in, Fixtures.encrypt(encryptor, plaintext));
        }
        assertEquals(0, fernet("decrypt"));
        assertArrayEquals(plaintext, Files.readAllBytes(out));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 1000, 3_000_000})
    void weOpenPythonsFernet(int length) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        Files.write(in, plaintext);
        assertEquals(0, fernet("encrypt"));
        Path opened = folder.resolve("opened");
        try (Passphrase passphrase = Passphrase.of(SECRET.toCharArray())) {
            KeyRing keys = KeyRing.of(passphrase).withFernet(KdfParameters.fernet(SALT));
            new LocalDecryption(out, keys, null, false).toFile(opened, warning -> {});
        }
        assertArrayEquals(plaintext, Files.readAllBytes(opened));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, (1 << 20) - 57, (1 << 20) - 56, (1 << 20) - 55, 3_000_000})
    void theProgramOfTheDocumentationOpensOurFiles(int length) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        byte[] ciphertext;
        try (Passphrase passphrase = Passphrase.of(SECRET.toCharArray());
                FileEncryptor encryptor = EncryptedContent.encryptor(
                        EncryptionFormat.AES256_GCM, KdfParameters.fresh(), passphrase, NAME)) {
            ciphertext = Fixtures.encrypt(encryptor, plaintext);
        }
        Files.write(in, ciphertext);
        assertEquals(0, decryptPy());
        assertArrayEquals(plaintext, Files.readAllBytes(out));
        Files.delete(out);

        assertEquals(0, decryptPy("--name", NAME));
        Files.delete(out);
        assertNotEquals(0, decryptPy("--name", "another name"));

        for (int cut : new int[] {1, 10, 29, 69, 85, 100, 130, ciphertext.length - 1}) {
            Files.write(in, Arrays.copyOf(ciphertext, cut));
            assertNotEquals(0, decryptPy());
        }
        for (int at : new int[] {9, 10, 11, 12, 20, 40, 65, 66, 70, 90, 130, ciphertext.length - 1}) {
            Files.write(in, Fixtures.flip(ciphertext, at, 0));
            assertNotEquals(0, decryptPy());
        }
        assertFalse(Files.exists(out));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(in), files.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 16, 1000})
    void theProgramOfTheDocumentationOpensOurFernet(int length) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        byte[] ciphertext;
        try (Passphrase passphrase = Passphrase.of(SECRET.toCharArray());
                FileEncryptor encryptor = EncryptedContent.encryptor(
                        EncryptionFormat.FERNET, KdfParameters.fernet(SALT), passphrase, NAME)) {
            ciphertext = Fixtures.encrypt(encryptor, plaintext);
        }
        Files.write(in, ciphertext);
        assertEquals(0, decryptPy());
        assertArrayEquals(plaintext, Files.readAllBytes(out));
        Files.delete(out);
        Files.write(in, Fixtures.flip(ciphertext, 60, 0));
        assertNotEquals(0, decryptPy());
        assertFalse(Files.exists(out));
    }

    private int decryptPy(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of(Documents.top().resolve("docs/reference/decrypt.py").toString()));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(in.toString(), out.toString()));
        return runPython(arguments.toArray(String[]::new));
    }
}
