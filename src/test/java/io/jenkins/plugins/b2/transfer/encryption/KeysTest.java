package io.jenkins.plugins.b2.transfer.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    /** RFC 7914, section 11: the first 32 of 64 bytes. */
    @ParameterizedTest
    @CsvSource({
        "passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
        "Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
    })
    void pbkdf2AsPublished(String password, String salt, int iterations, String key) throws Exception {
        assertEquals(key, hex(Pbkdf2.derive(ascii(password), ascii(salt), iterations)));
        assertEquals(key, hex(PlatformPbkdf2.derive(ascii(password), ascii(salt), iterations)));
        assertEquals(key, hex(BouncyCastlePbkdf2.derive(ascii(password), ascii(salt), iterations)));
    }

    /** RFC 5869, test case 1: the first 32 of 42 bytes. */
    @Test
    void hkdfAsPublished() {
        byte[] keyMaterial = HexFormat.of().parseHex("0b".repeat(22));
        byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c");
        byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");
        assertEquals(
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
                hex(Primitives.hkdf(keyMaterial, salt, info)));
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 616263",
        "ü€, c3bce282ac",
        "base64:AP/+, 00fffe",
        "base64:AP_-, 00fffe",
        "base64:AA==, 00",
        "base64:AA, 00",
        "Base64:AA, 4261736536343a4141"
    })
    void textMeansBytes(String text, String bytes) throws Exception {
        KdfParameters parameters = Fixtures.parameters();
        try (Passphrase ofText = Passphrase.of(text.toCharArray());
                Passphrase ofBytes = Passphrase.of(HexFormat.of().parseHex(bytes))) {
            assertArrayEquals(ofBytes.derive(parameters), ofText.derive(parameters));
        }
        assertEquals(bytes, hex(KdfParameters.fernet(text).salt()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "base64:", "base64:§secret", "base64:secret=secret", "base64:A", "\ud800secret"})
    void textWithoutMeaningIsRefusedWithoutRepeatingIt(String text) {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> Passphrase.of(text.toCharArray()));
        assertFalse(thrown.toString().contains("secret"));
        assertNull(thrown.getCause());
    }

    @Test
    void derivedKeysAreCachedAndHandedOutAsCopies() throws Exception {
        KdfParameters parameters = KdfParameters.fresh(KdfParameters.MIN_ITERATIONS);
        try (Passphrase passphrase = Fixtures.passphrase()) {
            byte[] first = passphrase.derive(parameters);
            byte[] again = first.clone();
            Arrays.fill(first, (byte) 0);
            // Whoever derives notices an interrupt; whoever finds the key in the cache has nothing to wait for.
            Thread.currentThread().interrupt();
            assertArrayEquals(again, passphrase.derive(parameters));
            assertThrows(InterruptedException.class, () -> passphrase.derive(KdfParameters.fresh()));
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void derivationNoticesAnInterrupt() {
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class, () -> Pbkdf2.derive(ascii("password"), ascii("salt"), Integer.MAX_VALUE));
        Thread.currentThread().interrupt();
        assertThrows(
                InterruptedException.class,
                () -> PlatformPbkdf2.derive(ascii("password"), ascii("salt"), Integer.MAX_VALUE));
    }

    @Test
    void nothingSecretIsPrintedOrSent() throws Exception {
        try (Passphrase passphrase = Fixtures.passphrase()) {
            WipeableKey key = new WipeableKey("AES", new byte[] {1, 2, 3});
            KeyRing ring = KeyRing.of(passphrase).withFernet(Fixtures.fernetParameters());
            assertEquals("Passphrase[hidden]", passphrase.toString());
            assertEquals("WipeableKey[AES, hidden]", key.toString());
            assertEquals("KeyRing[1, FERNET, hidden]", ring.toString());
            assertFalse(KdfParameters.fernet("configured salt").toString().contains("configured"));
            assertFalse(((Object) passphrase) instanceof Serializable);
            assertThrows(
                    NotSerializableException.class,
                    () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
        }
    }

    @Test
    void whatIsClosedIsOfNoUse() throws Exception {
        KdfParameters parameters = Fixtures.parameters();
        Passphrase passphrase = Fixtures.passphrase();
        FileEncryptor encryptor = Fixtures.standardEncryptor(EncryptionFormat.AES256_GCM);
        passphrase.close();
        encryptor.close();
        assertThrows(IllegalStateException.class, () -> passphrase.derive(parameters));
        assertThrows(IllegalStateException.class, () -> encryptor.open(Fixtures.source(new byte[1]), 0, 1));
        assertThrows(IllegalStateException.class, () -> encryptor.fingerprint(new byte[20], 1));
    }

    @Test
    void parametersAreValuesThatTravel() throws Exception {
        KdfParameters parameters = Fixtures.parameters();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ObjectOutputStream(out).writeObject(parameters);
        Object copy = new ObjectInputStream(new ByteArrayInputStream(out.toByteArray())).readObject();
        assertEquals(parameters, copy);
        assertEquals(parameters.hashCode(), copy.hashCode());
        assertNotEquals(parameters, Fixtures.parameters());
        assertNotSame(parameters.salt(), parameters.salt());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 100000, 16",
        "2, 100000, 16",
        "1, 99999, 16",
        "1, 2000001, 16",
        "1, -1, 16",
        "1, 100000, 0",
        "1, 100000, 1025"
    })
    void parametersOutOfBoundsAreRefused(int algorithm, int iterations, int salt) {
        assertThrows(IllegalArgumentException.class, () -> new KdfParameters(algorithm, iterations, new byte[salt]));
    }

    @Test
    void aKeySourceThatGivesTheWrongLengthIsAnError() {
        assertThrows(
                IOException.class,
                () -> EncryptedContent.encryptor(
                        EncryptionFormat.AES256_GCM, Fixtures.parameters(), p -> new byte[16], "name"));
    }

    /** Counts derivations, which take no time. */
    private static KeySource counting(AtomicInteger count) {
        return parameters -> {
            count.incrementAndGet();
            return new byte[KdfParameters.KEY_BYTES];
        };
    }

    @Test
    void anOperationDerivesNoMoreKeysThanItsBudgetAllows() throws Exception {
        AtomicInteger count = new AtomicInteger();
        DerivationBudget budget = new DerivationBudget();
        KeySource one = budget.limit(counting(count));
        KeySource other = budget.limit(counting(count));
        KdfParameters first = KdfParameters.fresh();
        one.derive(first);
        for (int i = 1; i < 400; i++) {
            (i % 2 == 0 ? one : other).derive(KdfParameters.fresh());
        }
        IOException thrown = assertThrows(IOException.class, () -> other.derive(KdfParameters.fresh()));
        assertTrue(thrown.getMessage().contains("240000000"), thrown.getMessage());
        assertThrows(IOException.class, () -> other.derive(first), "a key of another passphrase costs as much");
        one.derive(first);
        assertEquals(401, count.get(), "the same key again costs nothing, and what is refused is not derived");
    }

    @Test
    void craftedFilesSpendTheBudgetSooner() throws Exception {
        AtomicInteger count = new AtomicInteger();
        KeySource keys = new DerivationBudget().limit(counting(count));
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                keys.derive(KdfParameters.fresh(KdfParameters.MAX_ITERATIONS));
            }
        });
        assertEquals(120, count.get());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
