package io.jenkins.plugins.b2.transfer.encryption.gcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both directions against Tink itself. */
class TinkTest {
    private static final int FIRST = (1 << 20) - 40 - 16;
    private static final int FURTHER = (1 << 20) - 16;

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                15,
                16,
                17,
                65_536,
                FIRST - 1,
                FIRST,
                FIRST + 1,
                FIRST + FURTHER - 1,
                FIRST + FURTHER,
                FIRST + FURTHER + 1,
                5 << 20
            })
    void segmentsOfOneMebibyte(int length) throws Exception {
        bothWays(GcmLayout.SEGMENT_BYTES, length);
    }

    @ParameterizedTest
    @CsvSource({"100, 0", "100, 43", "100, 44", "100, 45", "100, 128", "100, 129", "100, 5000", "4096, 100000"})
    void otherSegments(int segment, int length) throws Exception {
        bothWays(segment, length);
    }

    private static void bothWays(int segment, int length) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        KdfParameters parameters = Fixtures.parameters();
        try (GcmEncryptor encryptor = GcmEncryptor.create(segment, parameters, Fixtures.KEYS, "ü/" + segment)) {
            byte[] ciphertext = Fixtures.encrypt(encryptor, plaintext);
            byte[] header = Arrays.copyOf(ciphertext, encryptor.layout().ownHeaderBytes());
            AesGcmHkdfStreaming tink =
                    new AesGcmHkdfStreaming(Fixtures.KEYS.derive(parameters), "HmacSha256", 32, segment, 0);

            assertEquals(tink.expectedCiphertextSize(length) + header.length, ciphertext.length);
            assertArrayEquals(plaintext, openedByTink(tink, ciphertext, header));

            byte[] theirs = madeByTink(tink, plaintext, header);
            try (GcmDecryptor decryptor =
                    GcmDecryptor.open(segment, theirs, theirs.length, Fixtures.keys(), "ü/" + segment)) {
                assertEquals(length, decryptor.plaintextLength(theirs.length).orElseThrow());
                assertArrayEquals(plaintext, Fixtures.decrypt(decryptor, theirs));
            }
        }
    }

    private static byte[] openedByTink(AesGcmHkdfStreaming tink, byte[] ciphertext, byte[] header) throws Exception {
        InputStream body = new ByteArrayInputStream(ciphertext, header.length, ciphertext.length - header.length);
        try (InputStream in = tink.newDecryptingStream(body, header)) {
            return in.readAllBytes();
        }
    }

    private static byte[] madeByTink(AesGcmHkdfStreaming tink, byte[] plaintext, byte[] header) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        try (OutputStream encrypting = tink.newEncryptingStream(out, header)) {
            encrypting.write(plaintext);
        }
        return out.toByteArray();
    }
}
