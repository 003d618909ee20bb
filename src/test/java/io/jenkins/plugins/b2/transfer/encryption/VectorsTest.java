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
                .map(row -> dynamicTest(row[0] + " of " + row[4] + " bytes", () -> check(row)))
                .toList();
    }

    private static void check(String[] row) throws Exception {
        EncryptionFormat format = EncryptionFormat.valueOf(row[0]);
        String name = row[3];
        byte[] plaintext = Fixtures.pattern(Integer.parseInt(row[4]));
        byte[] digest = Fixtures.sha256(plaintext);
        byte[] publicHeader = HexFormat.of().parseHex(row[5]);
        KdfParameters fernet = format == EncryptionFormat.FERNET ? KdfParameters.fernet(row[2]) : null;
        byte[] ciphertext;
        try (Passphrase passphrase = Passphrase.of(row[1].toCharArray());
                FileEncryptor encryptor = EncryptedContent.resume(
                                format, fernet, passphrase, name, publicHeader, row[6], digest, plaintext.length)
                        .orElseThrow()) {
            assertArrayEquals(publicHeader, encryptor.publicHeader());
            ciphertext = Fixtures.encrypt(encryptor, plaintext);
            assertEquals(row[7], HexFormat.of().formatHex(Fixtures.sha256(ciphertext)));
            if (!row[8].equals("-")) {
                assertEquals(row[8], HexFormat.of().formatHex(ciphertext));
            }
            KeyRing keys = KeyRing.of(passphrase).withFernet(fernet);
            try (FileDecryptor decryptor = EncryptedContent.decryptor(ciphertext, ciphertext.length, keys, name)) {
                assertEquals(format, decryptor.format());
                assertArrayEquals(plaintext, Fixtures.decrypt(decryptor, ciphertext));
            }
        }
    }
}
