package io.jenkins.plugins.b2.transfer.encryption.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.transfer.download.LocalDecryption;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.encryption.content.Decryption.Gap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be had of a damaged AES256_GCM file is had, and what can't is named. */
class SalvageTest {
    private static final int OWN = 66 + Fixtures.NAME.length();
    private static final int HEADER = OWN + 40;
    private static final int SEGMENT = 1 << 20;
    private static final int FIRST = SEGMENT - 40 - 16;
    private static final int FURTHER = SEGMENT - 16;
    private static final int LENGTH = FIRST + 3 * FURTHER + 1000;
    private static final byte[] PLAINTEXT = Fixtures.pattern(LENGTH);

    @TempDir
    private Path folder;

    private Path encrypted;
    private Path target;
    private byte[] ciphertext;

    @BeforeEach
    void encrypt() throws Exception {
        encrypted = folder.resolve("file.encrypted");
        target = folder.resolve("file");
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(EncryptionFormat.AES256_GCM)) {
            ciphertext = Fixtures.encrypt(encryptor, PLAINTEXT);
        }
    }

    private static int start(int segment) {
        return OWN + segment * SEGMENT;
    }

    private List<Gap> salvage(byte[] damaged) throws Exception {
        Files.write(encrypted, damaged);
        Decryption.Result result =
                new LocalDecryption(encrypted, Fixtures.keys(), Fixtures.NAME, true).toFile(target, warning -> {});
        byte[] expected = Arrays.copyOf(PLAINTEXT, (int) result.length());
        for (Gap gap : result.gaps()) {
            Arrays.fill(expected, (int) gap.from(), (int) Math.min(gap.to(), expected.length), (byte) 0);
        }
        assertArrayEquals(expected, Files.readAllBytes(target));
        return result.gaps();
    }

    @Test
    void aWholeFileHasNoGaps() throws Exception {
        assertEquals(List.of(), salvage(ciphertext));
        assertEquals(LENGTH, Files.size(target));
    }

    @Test
    void aDamagedSegmentIsAGapAndWhatFollowsIsThere() throws Exception {
        assertEquals(
                List.of(new Gap(FIRST, FIRST + FURTHER, false)), salvage(Fixtures.flip(ciphertext, start(1) + 5, 0)));
        assertEquals(LENGTH, Files.size(target));
    }

    @Test
    void neighboursAreOneGap() throws Exception {
        byte[] damaged = Fixtures.flip(Fixtures.flip(ciphertext, start(1) + 5, 0), start(2) + 7, 0);
        assertEquals(List.of(new Gap(FIRST, FIRST + 2L * FURTHER, false)), salvage(damaged));
        damaged = Fixtures.flip(Fixtures.flip(ciphertext, HEADER, 0), start(2) + 7, 0);
        assertEquals(
                List.of(new Gap(0, FIRST, false), new Gap(FIRST + FURTHER, FIRST + 2L * FURTHER, false)),
                salvage(damaged));
    }

    @Test
    void aDamagedEndMayHaveBeenCutOffAsWell() throws Exception {
        byte[] damaged = Fixtures.flip(ciphertext, ciphertext.length - 1, 0);
        assertEquals(List.of(new Gap(FIRST + 3L * FURTHER, LENGTH, true)), salvage(damaged));
        assertEquals(LENGTH, Files.size(target), "as long as the file was");
    }

    @Test
    void cutOffBetweenTwoSegments() throws Exception {
        assertEquals(
                List.of(new Gap(FIRST + FURTHER, FIRST + FURTHER, true)), salvage(Arrays.copyOf(ciphertext, start(2))));
        assertEquals(FIRST + FURTHER, Files.size(target));
    }

    @Test
    void cutOffInsideASegment() throws Exception {
        for (int more : new int[] {1, 15, 16}) {
            assertEquals(
                    List.of(new Gap(FIRST + FURTHER, FIRST + FURTHER, true)),
                    salvage(Arrays.copyOf(ciphertext, start(2) + more)));
        }
        assertEquals(
                List.of(new Gap(FIRST + FURTHER, FIRST + FURTHER + 84, true)),
                salvage(Arrays.copyOf(ciphertext, start(2) + 100)));
    }

    @Test
    void whatWasAddedIsNotTaken() throws Exception {
        assertEquals(
                List.of(new Gap(FIRST + 3L * FURTHER, LENGTH + 50, true)),
                salvage(Arrays.copyOf(ciphertext, ciphertext.length + 50)));
    }

    @Test
    void segmentsOutOfPlaceAreNotTaken() throws Exception {
        byte[] swapped = ciphertext.clone();
        System.arraycopy(ciphertext, start(1), swapped, start(2), SEGMENT);
        assertEquals(List.of(new Gap(FIRST + FURTHER, FIRST + 2L * FURTHER, false)), salvage(swapped));
    }

    @Test
    void whereNothingIsAuthenticNoFileAppears() throws Exception {
        nothing(Fixtures.flip(ciphertext, 66, 0), null);
        nothing(Fixtures.flip(ciphertext, OWN + 3, 0), Fixtures.NAME);
        nothing(Arrays.copyOf(ciphertext, HEADER), Fixtures.NAME);
        nothing(Arrays.copyOf(ciphertext, HEADER + 10), Fixtures.NAME);
        nothing(Arrays.copyOf(ciphertext, 50), Fixtures.NAME);
        Files.write(encrypted, ciphertext);
        assertThrows(
                DecryptionException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(new QuickKeys("wrong")), null, true)
                        .toFile(target, warning -> {}));
        assertFalse(Files.exists(target));
    }

    private void nothing(byte[] damaged, String expectedName) throws Exception {
        Files.write(encrypted, damaged);
        assertThrows(
                DecryptionException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(), expectedName, true)
                        .toFile(target, warning -> {}));
        assertFalse(Files.exists(target));
    }

    @Test
    void fernetIsAllOrNothing() throws Exception {
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(EncryptionFormat.FERNET)) {
            Files.write(encrypted, Fixtures.encrypt(encryptor, Fixtures.pattern(1000)));
        }
        DecryptionException thrown = assertThrows(
                DecryptionException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(), null, true).toFile(target, warning -> {}));
        assertEquals(DecryptionException.Kind.UNSUPPORTED, thrown.kind());
        assertFalse(Files.exists(target));
    }
}
