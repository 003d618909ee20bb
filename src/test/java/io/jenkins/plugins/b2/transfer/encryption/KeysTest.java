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
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
        KdfParameters parameters = KdfParameters.fresh(2_000_000);
        try (Passphrase passphrase = Fixtures.passphrase()) {
            long start = System.nanoTime();
            byte[] first = passphrase.derive(parameters);
            long derived = System.nanoTime();
            byte[] again = first.clone();
            Arrays.fill(first, (byte) 0);
            assertArrayEquals(again, passphrase.derive(parameters));
            assertTrue(System.nanoTime() - derived < (derived - start) / 2);
        }
    }

    @Test
    void moreKeysThanTheCacheHoldsAreStillRight() throws Exception {
        try (Passphrase passphrase = Fixtures.passphrase()) {
            KdfParameters early = Fixtures.parameters();
            byte[] key = passphrase.derive(early);
            IntStream.range(0, 300).forEach(i -> deriveUnchecked(passphrase, Fixtures.parameters()));
            assertArrayEquals(key, passphrase.derive(early));
        }
    }

    @Test
    void derivationNoticesAnInterruptWithinASecond() throws Exception {
        KdfParameters hours = KdfParameters.fresh(KdfParameters.MAX_ITERATIONS);
        try (Passphrase passphrase = Fixtures.passphrase()) {
            CompletableFuture<Throwable> first = new CompletableFuture<>();
            CompletableFuture<Throwable> waiting = new CompletableFuture<>();
            Thread deriving = start(passphrase, hours, first);
            Thread second = start(passphrase, hours, waiting);
            Thread.sleep(300);
            long before = System.nanoTime();
            second.interrupt();
            deriving.interrupt();
            assertEquals(
                    InterruptedException.class, first.get(5, TimeUnit.SECONDS).getClass());
            assertEquals(
                    InterruptedException.class, waiting.get(5, TimeUnit.SECONDS).getClass());
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toMillis() < 1000);
        }
    }

    private static Thread start(Passphrase passphrase, KdfParameters parameters, CompletableFuture<Throwable> outcome) {
        Thread thread = new Thread(() -> {
            try {
                passphrase.derive(parameters);
                outcome.complete(new AssertionError("wasn't interrupted"));
            } catch (Exception e) {
                outcome.complete(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void nothingSecretIsPrintedOrSent() throws Exception {
        try (Passphrase passphrase = Fixtures.passphrase()) {
            WipeableKey key = new WipeableKey("AES", new byte[] {1, 2, 3});
            KeyRing ring = KeyRing.empty().withGcm(passphrase);
            assertEquals("Passphrase[hidden]", passphrase.toString());
            assertEquals("WipeableKey[AES, hidden]", key.toString());
            assertEquals("KeyRing[AES256_GCM hidden]", ring.toString());
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
        FileEncryptor encryptor = EncryptedContent.encryptor(EncryptionFormat.AES256_GCM, parameters, passphrase);
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
        "0, 1000, 16",
        "2, 1000, 16",
        "1, 999, 16",
        "1, 10000001, 16",
        "1, -1, 16",
        "1, 1000, 0",
        "1, 1000, 1025"
    })
    void parametersOutOfBoundsAreRefused(int algorithm, int iterations, int salt) {
        assertThrows(IllegalArgumentException.class, () -> new KdfParameters(algorithm, iterations, new byte[salt]));
    }

    @Test
    void aKeySourceThatGivesTheWrongLengthIsAnError() {
        assertThrows(
                IOException.class,
                () -> EncryptedContent.encryptor(
                        EncryptionFormat.AES256_GCM, Fixtures.parameters(), p -> new byte[16]));
    }

    private static void deriveUnchecked(Passphrase passphrase, KdfParameters parameters) {
        try {
            passphrase.derive(parameters);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
