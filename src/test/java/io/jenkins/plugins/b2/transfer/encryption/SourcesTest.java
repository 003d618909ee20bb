package io.jenkins.plugins.b2.transfer.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources that fail or change, encryptors taken up again, several threads. */
class SourcesTest {
    private static PlaintextSource failingAt(byte[] bytes, long limit, RuntimeException failure) {
        PlaintextSource whole = Fixtures.source(bytes);
        return new PlaintextSource() {
            @Override
            public long length() throws IOException {
                return whole.length();
            }

            @Override
            public int read(byte[] buffer, int offset, int length, long position) throws IOException {
                if (position >= limit) {
                    if (failure != null) {
                        throw failure;
                    }
                    return -1;
                }
                return whole.read(buffer, offset, (int) Math.min(length, limit - position), position);
            }
        };
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void aSourceThatEndsEarlyNeverLooksLikeTheEnd(EncryptionFormat format) throws Exception {
        byte[] plaintext = Fixtures.pattern(300);
        for (int limit = 0; limit < plaintext.length; limit += 7) {
            dies(format, failingAt(plaintext, limit, null), IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void aSourceThatThrowsNeverLooksLikeTheEnd(EncryptionFormat format) throws Exception {
        byte[] plaintext = Fixtures.pattern(300);
        for (int limit = 0; limit < plaintext.length; limit += 7) {
            dies(format, failingAt(plaintext, limit, new IllegalStateException("disk")), IllegalStateException.class);
        }
    }

    /** What was read until the failure, and after closing, isn't a file that decrypts. */
    private static void dies(EncryptionFormat format, PlaintextSource source, Class<? extends Exception> type)
            throws Exception {
        try (FileEncryptor encryptor = Fixtures.encryptor(format)) {
            InputStream in = encryptor.open(source, 0, encryptor.ciphertextLength(source.length()));
            Fixtures.Collected got = new Fixtures.Collected();
            assertThrows(type, () -> in.transferTo(got));
            assertThrows(IOException.class, in::read);
            in.close();
            assertThrows(IOException.class, in::read);
            byte[] half = got.toByteArray();
            assertThrows(DecryptionException.class, () -> Fixtures.decrypt(half, Fixtures.keys()));
        }
    }

    @Test
    void changedBytesAreNotEncryptedUnderTheSameNonce() throws Exception {
        byte[] plaintext = Fixtures.pattern(300);
        try (FileEncryptor encryptor = Fixtures.encryptor(EncryptionFormat.AES256_GCM)) {
            byte[] whole = Fixtures.encrypt(encryptor, plaintext);
            byte[] changed = Fixtures.flip(plaintext, 200, 0);
            IOException thrown = assertThrows(IOException.class, () -> Fixtures.encrypt(encryptor, changed));
            assertTrue(thrown.getMessage().contains("changed"), thrown.getMessage());
            assertArrayEquals(
                    Arrays.copyOf(whole, 200),
                    Fixtures.slice(encryptor, changed, 0, 200),
                    "unchanged segments still work");
        }
    }

    @Test
    void aPreparedTokenIsNotContinuedWithChangedBytes() throws Exception {
        byte[] plaintext = Fixtures.pattern(300_000);
        try (FileEncryptor encryptor = Fixtures.encryptor(EncryptionFormat.FERNET)) {
            encryptor.prepare(Fixtures.source(plaintext), 100_000, 200_000, 300_000);
            for (int at : new int[] {0, 80_000, 299_999}) {
                byte[] changed = Fixtures.flip(plaintext, at, 0);
                assertThrows(IOException.class, () -> Fixtures.encrypt(encryptor, changed));
                assertThrows(IOException.class, () -> encryptor.prepare(Fixtures.source(changed)));
            }
            byte[] changed = Fixtures.flip(plaintext, 80_000, 0);
            assertThrows(IOException.class, () -> Fixtures.slice(encryptor, changed, 100_000, 100_000));
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void anotherLengthIsAnotherPlaintext(EncryptionFormat format) throws Exception {
        try (FileEncryptor encryptor = Fixtures.encryptor(format)) {
            Fixtures.encrypt(encryptor, Fixtures.pattern(300));
            assertThrows(IOException.class, () -> Fixtures.encrypt(encryptor, Fixtures.pattern(301)));
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void anInterruptedUploadGoesOnWithTheSameBytes(EncryptionFormat format) throws Exception {
        byte[] plaintext = Fixtures.pattern(2_500_000);
        byte[] digest = Fixtures.sha256(plaintext);
        byte[] whole;
        byte[] publicHeader;
        String fingerprint;
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(format)) {
            whole = Fixtures.encrypt(encryptor, plaintext);
            publicHeader = encryptor.publicHeader();
            fingerprint = encryptor.fingerprint(digest, plaintext.length);
        }
        try (FileEncryptor again = resume(format, publicHeader, fingerprint, digest, plaintext.length)
                .orElseThrow()) {
            assertArrayEquals(publicHeader, again.publicHeader());
            assertArrayEquals(
                    Arrays.copyOfRange(whole, 1_200_000, whole.length),
                    Fixtures.slice(again, plaintext, 1_200_000, whole.length - 1_200_000));
            assertThrows(IOException.class, () -> Fixtures.encrypt(again, Fixtures.pattern(2_500_001)));
        }
        byte[] otherDigest = Fixtures.sha256(Fixtures.pattern(3));
        int length = plaintext.length;
        assertTrue(
                resume(format, publicHeader, fingerprint, otherDigest, length).isEmpty());
        assertTrue(resume(format, publicHeader, fingerprint, digest, length - 1).isEmpty());
        assertTrue(resume(format, publicHeader, null, digest, length).isEmpty());
        assertTrue(resume(format, publicHeader, "", digest, length).isEmpty());
        assertTrue(EncryptedContent.resume(
                        format,
                        Fixtures.fernetParameters(),
                        new QuickKeys("wrong"),
                        Fixtures.NAME,
                        publicHeader,
                        fingerprint,
                        digest,
                        length)
                .isEmpty());
        // A copy under another name is not this file: only FERNET keeps no name.
        assertEquals(
                format == EncryptionFormat.FERNET,
                EncryptedContent.resume(
                                format,
                                Fixtures.fernetParameters(),
                                Fixtures.KEYS,
                                "another name",
                                publicHeader,
                                fingerprint,
                                digest,
                                length)
                        .isPresent());
    }

    private static Optional<FileEncryptor> resume(
            EncryptionFormat format, byte[] publicHeader, String fingerprint, byte[] digest, long length)
            throws IOException, InterruptedException {
        return EncryptedContent.resume(
                format,
                Fixtures.fernetParameters(),
                Fixtures.KEYS,
                Fixtures.NAME,
                publicHeader,
                fingerprint,
                digest,
                length);
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void aHeaderThatIsNoneCanNotBeResumed(EncryptionFormat format) throws Exception {
        byte[] good = Fixtures.encryptor(format).publicHeader();
        assertEquals(format == EncryptionFormat.FERNET ? 25 : 61, good.length);
        List<byte[]> headers = new ArrayList<>(
                List.of(new byte[0], new byte[25], new byte[61], new byte[70], Arrays.copyOf(good, good.length + 1)));
        for (int cut = 0; cut < good.length; cut++) {
            headers.add(Arrays.copyOf(good, cut));
        }
        for (byte[] header : headers) {
            assertThrows(DecryptionException.class, () -> resume(format, header, "x", new byte[20], 1));
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void fingerprintsTellPlaintextsApartButNotAcrossFiles(EncryptionFormat format) throws Exception {
        byte[] digest = Fixtures.sha256(Fixtures.pattern(10));
        try (FileEncryptor one = Fixtures.encryptor(format);
                FileEncryptor other = Fixtures.encryptor(format)) {
            String fingerprint = one.fingerprint(digest, 10);
            assertEquals(43, fingerprint.length());
            assertNotEquals(fingerprint, one.fingerprint(digest, 11));
            assertNotEquals(fingerprint, one.fingerprint(Fixtures.sha256(Fixtures.pattern(11)), 10));
            assertNotEquals(fingerprint, other.fingerprint(digest, 10));
        }
    }

    @ParameterizedTest
    @EnumSource(EncryptionFormat.class)
    void parallelOpensGiveTheSameBytes(EncryptionFormat format) throws Exception {
        byte[] plaintext = Fixtures.pattern(6_000_000);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(format)) {
            byte[] whole = Fixtures.encrypt(encryptor, plaintext);
            int part = 700_001;
            long[] offsets = new long[whole.length / part + 1];
            Arrays.setAll(offsets, i -> (long) i * part);
            encryptor.prepare(Fixtures.source(plaintext), offsets);
            List<Future<byte[]>> parts = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                for (long offset : offsets) {
                    parts.add(threads.submit(
                            () -> Fixtures.slice(encryptor, plaintext, offset, Math.min(part, whole.length - offset))));
                }
            }
            for (int i = 0; i < parts.size(); i++) {
                int from = (int) offsets[i % offsets.length];
                assertArrayEquals(
                        Arrays.copyOfRange(whole, from, Math.min(whole.length, from + part)),
                        parts.get(i).get());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void closingTheEncryptorStopsItsStreams() throws Exception {
        byte[] plaintext = Fixtures.pattern(300);
        FileEncryptor encryptor = Fixtures.encryptor(EncryptionFormat.AES256_GCM);
        InputStream in = encryptor.open(Fixtures.source(plaintext), 0, 300);
        in.readNBytes(120);
        encryptor.close();
        assertThrows(IllegalStateException.class, () -> in.readNBytes(100));
    }

    @Test
    void preparingAndSkippingNoticeAnInterrupt() throws Exception {
        byte[] plaintext = Fixtures.pattern(300_000);
        try (FileEncryptor encryptor = Fixtures.encryptor(EncryptionFormat.FERNET)) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> encryptor.prepare(Fixtures.source(plaintext)));
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> Fixtures.slice(encryptor, plaintext, 200_000, 1));
            assertTrue(Thread.interrupted());
        }
    }
}
