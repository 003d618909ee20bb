package io.jenkins.plugins.b2.transfer.encryption.fernet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The vectors of github.com/fernet/spec. */
class FernetSpecificationTest {
    @TestFactory
    List<DynamicTest> everyVector() throws IOException {
        return Fixtures.table("fernet-spec.txt").stream()
                .map(row -> dynamicTest(row[0] + ": " + row[3], () -> checkSpecification(row)))
                .toList();
    }

    private static void checkSpecification(String[] row) throws Exception {
        byte[] token = row[1].getBytes(StandardCharsets.US_ASCII);
        byte[] key = Base64.getUrlDecoder().decode(row[2]);
        KeyRing keys = Fixtures.keys(parameters -> key.clone());
        try (FileDecryptor decryptor = FernetDecryptor.open(token, token.length, keys)) {
            if (row[0].equals("valid")) {
                assertEquals(row[3], new String(Fixtures.decrypt(decryptor, token), StandardCharsets.US_ASCII));
                byte[] iv = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
                try (FernetEncryptor encryptor = new FernetEncryptor(FernetLayout.header(499162800, iv), key)) {
                    assertArrayEquals(token, Fixtures.encrypt(encryptor, row[3].getBytes(StandardCharsets.US_ASCII)));
                }
            } else {
                assertThrows(DecryptionException.class, () -> Fixtures.decrypt(decryptor, token));
            }
        }
    }
}
