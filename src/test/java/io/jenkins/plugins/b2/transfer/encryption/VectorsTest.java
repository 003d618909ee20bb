package io.jenkins.plugins.b2.transfer.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Fixed vectors that this code didn't make. */
class VectorsTest {
    @TestFactory
    List<DynamicTest> everyVectorIsMadeAndOpened() throws IOException {
        return Fixtures.table("vectors.txt").stream()
                .map(row -> dynamicTest(row[0] + " of " + row[3] + " bytes", () -> check(row)))
                .toList();
    }

    private static void check(String[] row) throws Exception {
        EncryptionFormat format = EncryptionFormat.valueOf(row[0]);
        byte[] plaintext = Fixtures.pattern(Integer.parseInt(row[3]));
        byte[] publicHeader = HexFormat.of().parseHex(row[4]);
        try (Passphrase passphrase = Passphrase.of(row[1].toCharArray())) {
            KeyRing keys = format == EncryptionFormat.FERNET
                    ? KeyRing.empty().withFernet(passphrase, KdfParameters.fernet(row[2]))
                    : KeyRing.empty().withGcm(passphrase);
            byte[] ciphertext = encryptAgain(publicHeader, keys, plaintext);
            assertEquals(row[5], HexFormat.of().formatHex(Fixtures.sha256(ciphertext)));
            if (!row[6].equals("-")) {
                assertEquals(row[6], HexFormat.of().formatHex(ciphertext));
            }
            try (FileDecryptor decryptor = EncryptedContent.decryptor(ciphertext, EncryptedContent.HEAD_BYTES, keys)) {
                assertEquals(format, decryptor.format());
                assertArrayEquals(plaintext, Fixtures.decrypt(decryptor, ciphertext));
            }
        }
    }

    private static byte[] encryptAgain(byte[] publicHeader, KeyRing keys, byte[] plaintext) throws Exception {
        byte[] digest = Fixtures.sha256(plaintext);
        String fingerprint;
        try (Fingerprint known = EncryptedContent.fingerprint(publicHeader, keys)) {
            fingerprint = known.of(digest, plaintext.length);
        }
        try (FileEncryptor encryptor = EncryptedContent.resume(
                        publicHeader, keys, fingerprint, digest, plaintext.length)
                .orElseThrow()) {
            assertArrayEquals(publicHeader, encryptor.publicHeader());
            return Fixtures.encrypt(encryptor, plaintext);
        }
    }
}
