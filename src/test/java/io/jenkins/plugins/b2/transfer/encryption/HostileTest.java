package io.jenkins.plugins.b2.transfer.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.encryption.gcm.TinySegments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever arrives instead of what was stored ends in a {@link DecryptionException}. */
class HostileTest {
    private static final KeyRing KEYS = Fixtures.keys();
    private static final int HEADER = TinySegments.HEADER_BYTES;
    /** Where the second segment begins. */
    private static final int SECOND = TinySegments.start(1);

    private static final int ITERATIONS_AT = 12;

    private static byte[] ciphertext(EncryptionFormat format, int length) throws Exception {
        try (FileEncryptor encryptor = Fixtures.encryptor(format)) {
            return Fixtures.encrypt(encryptor, Fixtures.pattern(length));
        }
    }

    private static DecryptionException refused(byte[] ciphertext) {
        return assertThrows(DecryptionException.class, () -> Fixtures.decrypt(ciphertext, KEYS));
    }

    @ParameterizedTest
    @CsvSource({"AES256_GCM, 0", "AES256_GCM, 44", "AES256_GCM, 45", "AES256_GCM, 300", "FERNET, 0", "FERNET, 300"})
    void cutAnywhere(EncryptionFormat format, int length) throws Exception {
        byte[] whole = ciphertext(format, length);
        for (int cut = 0; cut < whole.length; cut++) {
            refused(Arrays.copyOf(whole, cut));
        }
    }

    @ParameterizedTest
    @CsvSource({"AES256_GCM, 0", "AES256_GCM, 45", "AES256_GCM, 300", "FERNET, 0", "FERNET, 14", "FERNET, 100"})
    void anyBitFlipped(EncryptionFormat format, int length) throws Exception {
        byte[] whole = ciphertext(format, length);
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                refused(Fixtures.flip(whole, at, bit));
            }
        }
    }

    /** The length was announced, the bytes stopped coming: also where a segment ends. */
    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void fewerBytesThanAnnounced(EncryptionFormat format) throws Exception {
        byte[] whole = ciphertext(format, 300);
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, KEYS)) {
            for (int cut = 0; cut < whole.length; cut++) {
                try (RangeDecryptor range = decryptor.open(0, whole.length, whole.length)) {
                    Fixtures.Collected collected = new Fixtures.Collected();
                    range.update(whole, 0, cut, collected);
                    DecryptionException thrown = assertThrows(DecryptionException.class, () -> range.finish(collected));
                    assertEquals(Kind.TRUNCATED, thrown.kind());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void moreBytesThanAnnounced(EncryptionFormat format) throws Exception {
        byte[] whole = ciphertext(format, 300);
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, KEYS);
                RangeDecryptor range = decryptor.open(0, whole.length, whole.length)) {
            Fixtures.Collected collected = new Fixtures.Collected();
            range.update(whole, 0, whole.length, collected);
            assertThrows(DecryptionException.class, () -> range.update(whole, 0, 1, collected));
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void somethingAdded(EncryptionFormat format) throws Exception {
        byte[] whole = ciphertext(format, 300);
        for (int more = 1; more < 120; more++) {
            refused(Arrays.copyOf(whole, whole.length + more));
            refused(Fixtures.concat(whole, Arrays.copyOf(whole, more)));
        }
    }

    @Test
    void segmentsSwappedDoubledOrDropped() throws Exception {
        byte[] whole = ciphertext(EncryptionFormat.AES256_GCM, 84 * 5 - 40);
        byte[] header = TinySegments.header(whole);
        byte[][] segments = IntStream.range(0, 5)
                .mapToObj(i -> TinySegments.segment(whole, i))
                .toArray(byte[][]::new);
        byte[] first = segments[0];
        refused(Fixtures.concat(header, first, segments[2], segments[1], segments[3], segments[4]));
        refused(Fixtures.concat(header, first, segments[1], segments[1], segments[2], segments[3], segments[4]));
        refused(Fixtures.concat(header, first, segments[1], segments[3], segments[4]));
        refused(Fixtures.concat(header, first, segments[1], segments[2], segments[3]));
        refused(Fixtures.concat(header, first, segments[4]));
        refused(Fixtures.concat(header, first));
        refused(Fixtures.concat(header, segments[1], segments[2], segments[3], segments[4]));
    }

    @Test
    void aSegmentOfAnotherFileOfTheSameKey() throws Exception {
        KdfParameters parameters = Fixtures.parameters();
        byte[][] files = new byte[2][];
        for (int i = 0; i < files.length; i++) {
            try (FileEncryptor encryptor = TinySegments.encryptor(parameters, Fixtures.KEYS)) {
                files[i] = Fixtures.encrypt(encryptor, Fixtures.pattern(300));
            }
        }
        System.arraycopy(files[1], SECOND, files[0], SECOND, 100);
        assertEquals(Kind.WRONG_KEY_OR_ALTERED, refused(files[0]).kind());
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void aWrongKeySaysThatItMayBeTheKey(EncryptionFormat format) throws Exception {
        byte[] whole = ciphertext(format, 300);
        KeyRing one = Fixtures.keys(new QuickKeys("wrong"));
        DecryptionException thrown = assertThrows(DecryptionException.class, () -> Fixtures.decrypt(whole, one));
        assertEquals(Kind.WRONG_KEY_OR_ALTERED, thrown.kind());
        assertTrue(thrown.getMessage().matches(".*(key|passphrase).* isn't .*altered.*"), thrown.getMessage());
        assertFalse(thrown.getMessage().contains("wrong"), thrown.getMessage());
        KeyRing three = Fixtures.keys(new QuickKeys("wrong"), new QuickKeys("older"), new QuickKeys("oldest"));
        thrown = assertThrows(DecryptionException.class, () -> Fixtures.decrypt(whole, three));
        assertTrue(thrown.getMessage().contains("one of the 3"), thrown.getMessage());
    }

    @Test
    void afterAGoodSegmentItCanNotBeTheKey() throws Exception {
        byte[] whole = ciphertext(EncryptionFormat.AES256_GCM, 300);
        DecryptionException thrown = refused(Fixtures.flip(whole, whole.length - 1, 0));
        assertTrue(thrown.getMessage().contains("the passphrase is right"), thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void withoutAKeyTheFormatIsNamed(EncryptionFormat format) throws Exception {
        byte[] whole = ciphertext(format, 10);
        DecryptionException thrown =
                assertThrows(DecryptionException.class, () -> Fixtures.decrypt(whole, KeyRing.empty()));
        assertEquals(Kind.NO_KEY, thrown.kind());
        assertTrue(thrown.getMessage().contains(format.name()), thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 99_999, 2_000_001, Integer.MAX_VALUE, Integer.MIN_VALUE, -1})
    void aHeaderCanNotAskForEndlessOrNoWork(int iterations) throws Exception {
        byte[] whole = ciphertext(EncryptionFormat.AES256_GCM, 10);
        ByteBuffer.wrap(whole).putInt(ITERATIONS_AT, iterations);
        DecryptionException thrown = refused(whole);
        assertEquals(Kind.MALFORMED, thrown.kind());
        assertTrue(thrown.getMessage().contains("100000..2000000"), thrown.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"8, 2, UNSUPPORTED", "8, 0, UNSUPPORTED", "11, 2, UNSUPPORTED", "11, 0, UNSUPPORTED"})
    void unknownVersionsAreNamed(int at, byte value, Kind kind) throws Exception {
        byte[] whole = ciphertext(EncryptionFormat.AES256_GCM, 10);
        whole[at] = value;
        DecryptionException thrown = refused(whole);
        assertEquals(kind, thrown.kind());
        assertTrue(thrown.getMessage().contains("[" + value + "]"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("newer version of this software"), thrown.getMessage());
    }

    /** The head says one thing, the bytes that follow another. */
    @Test
    void contentReplacedBetweenHeadAndRange() throws Exception {
        byte[] first = ciphertext(EncryptionFormat.AES256_GCM, 300);
        byte[] second = ciphertext(EncryptionFormat.AES256_GCM, 300);
        try (FileDecryptor decryptor = Fixtures.decryptor(first, KEYS)) {
            DecryptionException thrown =
                    assertThrows(DecryptionException.class, () -> Fixtures.decrypt(decryptor, second));
            assertTrue(thrown.getMessage().contains("replaced meanwhile"), thrown.getMessage());
        }
    }

    @Test
    void nothingIsGivenOutBeforeItsSegmentIsAuthentic() throws Exception {
        byte[] whole = Fixtures.flip(ciphertext(EncryptionFormat.AES256_GCM, 300), SECOND + 10, 3);
        Fixtures.Collected collected = new Fixtures.Collected();
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, KEYS);
                RangeDecryptor range = decryptor.open(0, whole.length, whole.length)) {
            assertThrows(DecryptionException.class, () -> range.update(whole, 0, whole.length, collected));
            assertEquals(100 - 40 - 16, collected.size());
            assertThrows(IllegalStateException.class, () -> range.finish(collected));
            assertThrows(IllegalStateException.class, () -> range.update(whole, 0, 1, collected));
        }
    }

    /** A full disk, say: after room was made, the segment is got again. */
    @Test
    void aSinkThatFailsLosesNothing() throws Exception {
        byte[] whole = ciphertext(EncryptionFormat.AES256_GCM, 300);
        Fixtures.Collected collected = new Fixtures.Collected();
        PlaintextSink full = (buffer, offset, length, position) -> {
            throw new IOException("full");
        };
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, KEYS);
                RangeDecryptor range = decryptor.open(0, whole.length, whole.length)) {
            range.update(whole, 0, SECOND + 10, collected);
            assertThrows(IOException.class, () -> range.update(whole, SECOND + 10, 100, full));
            range.restart();
            int again = (int) range.resumeOffset();
            assertEquals(SECOND, again);
            range.update(whole, again, whole.length - again, collected);
            range.finish(collected);
        }
        assertArrayEquals(Fixtures.pattern(300), collected.toByteArray());
    }

    @Test
    void rangesThatCanNotBeAreTheCallersFault() throws Exception {
        byte[] whole = ciphertext(EncryptionFormat.AES256_GCM, 300);
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, KEYS)) {
            int length = whole.length;
            assertThrows(IllegalArgumentException.class, () -> decryptor.open(1, length, length));
            assertThrows(IllegalArgumentException.class, () -> decryptor.open(0, length - 1, length));
            assertThrows(IllegalArgumentException.class, () -> decryptor.open(0, length + 1, length));
            assertThrows(IllegalArgumentException.class, () -> decryptor.open(SECOND, HEADER, length));
            assertThrows(IllegalArgumentException.class, () -> decryptor.open(-1, HEADER, length));
        }
    }

    @Property(tries = 2000)
    void rubbishBehindAnyBeginning(@ForAll byte[] rubbish, @ForAll long seed) throws Exception {
        byte[] whole = SAMPLES[(int) Math.floorMod(seed, (long) SAMPLES.length)];
        byte[] mixed = Fixtures.concat(Arrays.copyOf(whole, new Random(seed).nextInt(whole.length)), rubbish);
        if (!Arrays.equals(mixed, whole)) {
            refused(mixed);
        }
    }

    private static final byte[][] SAMPLES = samples();

    private static byte[][] samples() {
        try {
            return new byte[][] {ciphertext(EncryptionFormat.AES256_GCM, 150), ciphertext(EncryptionFormat.FERNET, 60)};
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "g", "gAAAA", "plain text", "gAAAAA with blanks", "gAAAAA=", "\u0089B2ENC\r", "\u0089B2ENC\n"
            })
    void plainContentIsNotTakenForEncrypted(String text) {
        byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(EncryptedContent.detect(head, head.length).isEmpty());
        assertEquals(
                Kind.UNSUPPORTED,
                assertThrows(DecryptionException.class, () -> EncryptedContent.decryptor(head, head.length, KEYS, null))
                        .kind());
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void encryptedContentIsRecognised(EncryptionFormat format) throws Exception {
        byte[] whole = ciphertext(format, 300);
        assertEquals(format, EncryptedContent.detect(whole, whole.length).orElseThrow());
    }
}
