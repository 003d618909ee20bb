package io.jenkins.plugins.b2.transfer.encryption.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.transfer.download.LocalDecryption;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecryptionTest {
    @TempDir
    Path folder;

    private Path encrypted;
    private Path target;

    @BeforeEach
    void paths() {
        encrypted = folder.resolve("file.encrypted");
        target = folder.resolve("file");
    }

    private byte[] write(EncryptionFormat format, byte[] plaintext) throws Exception {
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(format)) {
            byte[] ciphertext = Fixtures.encrypt(encryptor, plaintext);
            Files.write(encrypted, ciphertext);
            return ciphertext;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"AES256_GCM, 0", "AES256_GCM, 1", "AES256_GCM, 3000000", "FERNET, 0", "FERNET, 1", "FERNET, 3000000"})
    void aFileAppearsWhole(EncryptionFormat format, int length) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        write(format, plaintext);
        Files.writeString(target, "older");
        assertEquals(
                length,
                new LocalDecryption(encrypted, Fixtures.keys(), null, false)
                        .toFile(target, warning -> {})
                        .length());
        assertArrayEquals(plaintext, Files.readAllBytes(target));
        assertEquals(List.of(target, encrypted), files());
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void whateverIsWrongNothingAppearsAndNothingIsLost(EncryptionFormat format) throws Exception {
        byte[] whole = write(format, Fixtures.pattern(3_000_000));
        for (int cut : new int[] {0, 1, 50, 71, 100, 1 << 20, (1 << 20) + 30, whole.length - 1}) {
            failsWith(Arrays.copyOf(whole, cut));
        }
        for (int at : new int[] {0, 9, 40, 100, (1 << 20) + 100, whole.length - 1}) {
            failsWith(Fixtures.flip(whole, at, 1));
        }
        failsWith(Arrays.copyOf(whole, whole.length + 1));
    }

    private void failsWith(byte[] content) throws Exception {
        Files.write(encrypted, content);
        assertThrows(
                DecryptionException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(), null, false).toFile(target, warning -> {}));
        assertEquals(List.of(encrypted), files());
        Files.writeString(target, "older");
        assertThrows(
                DecryptionException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(), null, false).toFile(target, warning -> {}));
        assertEquals("older", Files.readString(target));
        assertEquals(List.of(target, encrypted), files());
        Files.delete(target);
    }

    @Test
    void aMissingFileIsNotADecryptionProblem() throws Exception {
        assertThrows(
                NoSuchFileException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(), null, false).toFile(target, warning -> {}));
        assertEquals(List.of(), files());
    }

    @Test
    void anInterruptLeavesNothing() throws Exception {
        write(EncryptionFormat.FERNET, Fixtures.pattern(3_000_000));
        KeyRing keys = Fixtures.keys(parameters -> {
            Thread.currentThread().interrupt();
            return Fixtures.KEYS.derive(parameters);
        });
        assertThrows(
                InterruptedException.class,
                () -> new LocalDecryption(encrypted, keys, null, false).toFile(target, warning -> {}));
        assertEquals(List.of(encrypted), files());
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void whatWasEncryptedWithAnEarlierPassphraseIsOpened(EncryptionFormat format) throws Exception {
        byte[] plaintext = Fixtures.pattern(3_000_000);
        write(format, plaintext);
        KeyRing keys = Fixtures.keys(new QuickKeys("newest"), new QuickKeys("newer"), Fixtures.KEYS);
        Decryption.Result result = new LocalDecryption(encrypted, keys, null, false).toFile(target, warning -> {});
        assertEquals(plaintext.length, result.length());
        assertEquals(format, result.format());
        assertEquals(format == EncryptionFormat.FERNET ? null : Fixtures.NAME, result.name());
        assertArrayEquals(plaintext, Files.readAllBytes(target));
    }

    @Test
    void anotherNameIsRefused() throws Exception {
        write(EncryptionFormat.AES256_GCM, Fixtures.pattern(10));
        assertThrows(
                DecryptionException.class,
                () -> new LocalDecryption(encrypted, Fixtures.keys(), "other", false).toFile(target, warning -> {}));
        assertEquals(List.of(encrypted), files());
        new LocalDecryption(encrypted, Fixtures.keys(), Fixtures.NAME, false).toFile(target, warning -> {});
        assertArrayEquals(Fixtures.pattern(10), Files.readAllBytes(target));
    }
}
