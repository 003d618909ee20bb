package io.jenkins.plugins.b2.transfer.encryption.gcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of an AES256_GCM file: as made, as a later version might make it, and as nobody makes it. */
class HeaderTest {
    private static final int LENGTH_AT = 9;
    private static final int NAME_LENGTH_AT = 64;
    private static final int NAME_AT = 66;
    private static final byte[] PLAINTEXT = Fixtures.pattern(1000);
    private static final KdfParameters PARAMETERS = Fixtures.parameters();

    private static byte[] own(String name) throws Exception {
        try (GcmEncryptor encryptor = GcmEncryptor.create(PARAMETERS, Fixtures.KEYS, name)) {
            return Arrays.copyOf(encryptor.header(), encryptor.layout().ownHeaderBytes());
        }
    }

    /** A file whose content is in order, whatever its header says. */
    private static byte[] file(byte[] own) throws Exception {
        return file(own, PLAINTEXT);
    }

    private static byte[] file(byte[] own, byte[] plaintext) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(own);
        AesGcmHkdfStreaming tink =
                new AesGcmHkdfStreaming(Fixtures.KEYS.derive(PARAMETERS), "HmacSha256", 32, GcmLayout.SEGMENT_BYTES, 0);
        try (OutputStream encrypting = tink.newEncryptingStream(out, own)) {
            encrypting.write(plaintext);
        }
        return out.toByteArray();
    }

    private static byte[] open(byte[] file, String expectedName) throws Exception {
        try (GcmDecryptor decryptor = GcmDecryptor.open(file, file.length, Fixtures.keys(), expectedName)) {
            return Fixtures.decrypt(decryptor, file);
        }
    }

    private static DecryptionException refused(byte[] own, Kind kind) throws Exception {
        byte[] file = file(own);
        DecryptionException thrown = assertThrows(DecryptionException.class, () -> open(file, null));
        assertEquals(kind, thrown.kind(), thrown.getMessage());
        return thrown;
    }

    private static byte[] withFields(byte[] own, byte... fields) {
        byte[] longer = Fixtures.concat(own, fields);
        ByteBuffer.wrap(longer).putShort(LENGTH_AT, (short) longer.length);
        return longer;
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "dir/ä €.encrypted", "\u0085 a name that B2 takes", "x"})
    void theNameIsKeptAndAsked(String name) throws Exception {
        byte[] file = file(own(name));
        assertArrayEquals(PLAINTEXT, open(file, name));
        assertArrayEquals(PLAINTEXT, open(file, null));
        DecryptionException thrown = assertThrows(DecryptionException.class, () -> open(file, "b"));
        assertEquals(Kind.RENAMED, thrown.kind());
        assertTrue(thrown.getMessage().contains("'" + name + "'"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("'b'"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("--accept-renamed"), thrown.getMessage());
        try (GcmDecryptor decryptor = GcmDecryptor.open(file, file.length, Fixtures.keys(), null)) {
            assertEquals(name, decryptor.name().orElseThrow());
        }
    }

    /** Whoever writes the expected name over the real one is found out by the content. */
    @Test
    void theNameIsAuthenticated() throws Exception {
        byte[] file = file(own("name-a"));
        file[NAME_AT + 5] = 'b';
        DecryptionException thrown = assertThrows(DecryptionException.class, () -> open(file, "name-b"));
        assertEquals(Kind.WRONG_KEY_OR_ALTERED, thrown.kind());
    }

    @Test
    void theLongestNameFitsIntoTheHead() throws Exception {
        String name = "é".repeat(512);
        byte[] file = file(own(name), Fixtures.pattern(5000));
        try (GcmDecryptor decryptor = GcmDecryptor.open(file, GcmDecryptor.HEAD_BYTES, Fixtures.keys(), name)) {
            assertEquals(66 + 1024 + 40, decryptor.headerLength());
            assertArrayEquals(Fixtures.pattern(5000), Fixtures.decrypt(decryptor, file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\u007fb"})
    void noFileIsMadeUnderANameThatB2Refuses(String name) {
        assertThrows(IllegalArgumentException.class, () -> own(name));
        assertThrows(IllegalArgumentException.class, () -> own("é".repeat(512) + "x"));
    }

    @Test
    void fieldsOfALaterVersionAreSkippedWhereTheyMayBe() throws Exception {
        byte[] own = withFields(
                own("name"), (byte) 200, (byte) 0, (byte) 3, (byte) 1, (byte) 2, (byte) 3, (byte) 128, (byte) 0, (byte)
                        0);
        assertArrayEquals(PLAINTEXT, open(file(own), "name"));
    }

    @Test
    void fieldsOfALaterVersionThatMatterAreNamed() throws Exception {
        DecryptionException thrown =
                refused(withFields(own("name"), (byte) 5, (byte) 0, (byte) 1, (byte) 7), Kind.UNSUPPORTED);
        assertTrue(thrown.getMessage().contains("field [5]"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("newer version"), thrown.getMessage());
    }

    @Test
    void fieldsThatReachTooFarAreRefused() throws Exception {
        refused(withFields(own("name"), (byte) 200), Kind.MALFORMED);
        refused(withFields(own("name"), (byte) 200, (byte) 0), Kind.MALFORMED);
        refused(withFields(own("name"), (byte) 200, (byte) 0, (byte) 1), Kind.MALFORMED);
        refused(withFields(own("name"), (byte) 200, (byte) 0xff, (byte) 0xff, (byte) 0), Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40, 65, 66, 2049, 0x8000, 0xffff})
    void lengthsOutOfBoundsAreRefused(int length) throws Exception {
        byte[] own = own("name");
        ByteBuffer.wrap(own).putShort(LENGTH_AT, (short) length);
        DecryptionException thrown = refused(own, Kind.MALFORMED);
        assertTrue(thrown.getMessage().contains("[" + length + "]"), thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {67, 69, 71, 1000, 2048})
    void lengthsThatAreNotTheRightOneAreRefused(int length) throws Exception {
        byte[] own = own("name");
        ByteBuffer.wrap(own).putShort(LENGTH_AT, (short) length);
        byte[] file = file(own);
        assertThrows(DecryptionException.class, () -> open(file, null));
    }

    @ParameterizedTest
    @CsvSource({"0", "5", "1025", "65535"})
    void nameLengthsOutOfBoundsAreRefused(int length) throws Exception {
        byte[] own = own("name");
        ByteBuffer.wrap(own).putShort(NAME_LENGTH_AT, (short) length);
        refused(own, Kind.MALFORMED);
        byte[] longer = Arrays.copyOf(own, 2000);
        ByteBuffer.wrap(longer).putShort(LENGTH_AT, (short) longer.length);
        // 1,025 bytes are there, but B2 has no such name.
        byte[] file = file(longer);
        assertThrows(DecryptionException.class, () -> open(file, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000ame", "n\u001bme", "nam\u007f"})
    void namesThatB2RefusesAreRefused(String name) throws Exception {
        byte[] own = own("name");
        System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, own, NAME_AT, 4);
        refused(own, Kind.MALFORMED);
    }

    @Test
    void aNameThatIsNoTextIsRefused() throws Exception {
        byte[] own = own("name");
        own[NAME_AT] = (byte) 0xff;
        refused(own, Kind.MALFORMED);
    }

    @Test
    void aStreamHeaderOfAnotherLengthIsRefused() throws Exception {
        byte[] file = file(own("name"));
        file[NAME_AT + 4] = 41;
        assertEquals(
                Kind.MALFORMED,
                assertThrows(DecryptionException.class, () -> open(file, null)).kind());
    }

    @Test
    void aHeaderThatEndsEarlyIsTruncated() throws Exception {
        byte[] file = file(own("name"));
        for (int length = 9; length < 66 + 4 + 40; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertEquals(
                    Kind.TRUNCATED,
                    assertThrows(DecryptionException.class, () -> open(cut, null))
                            .kind());
        }
    }

    /** The header tells which passphrase it was, so that no content has to be tried. */
    @Test
    void theRightKeyIsFoundAmongSeveral() throws Exception {
        byte[] file = file(own("name"));
        KeyRing ring = KeyRing.of(new QuickKeys("newest"), Fixtures.KEYS, parameters -> {
            throw new IOException("not asked for");
        });
        try (GcmDecryptor decryptor = GcmDecryptor.open(file, file.length, ring, "name")) {
            assertArrayEquals(PLAINTEXT, Fixtures.decrypt(decryptor, file));
        }
    }
}
