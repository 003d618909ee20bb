package io.jenkins.plugins.b2.transfer.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Any range of a ciphertext, made or opened by itself, is what it is in the whole. */
class RangesTest {
    @Property(tries = 300)
    void anyRangeEqualsTheSliceOfTheWhole(
            @ForAll EncryptionFormat format,
            @ForAll @IntRange(max = 700) int length,
            @ForAll long seed,
            @ForAll boolean prepared)
            throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        Random random = new Random(seed);
        try (FileEncryptor encryptor = Fixtures.encryptor(format)) {
            byte[] whole = Fixtures.encrypt(encryptor, plaintext);
            assertEquals(encryptor.ciphertextLength(length), whole.length);
            if (prepared) {
                encryptor.prepare(Fixtures.source(plaintext), random.nextInt(whole.length + 1), whole.length / 2);
            }
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(whole.length + 1);
                int to = from + random.nextInt(whole.length - from + 1);
                assertArrayEquals(
                        Arrays.copyOfRange(whole, from, to), Fixtures.slice(encryptor, plaintext, from, to - from));
            }
            assertArrayEquals(plaintext, Fixtures.decrypt(whole, Fixtures.keys()));
        }
    }

    @Property(tries = 60)
    void rangesOfBigSegments(
            @ForAll EncryptionFormat format,
            @ForAll @IntRange(min = 1_000_000, max = 3_200_000) int length,
            @ForAll @LongRange(min = 0) long seed)
            throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        Random random = new Random(seed);
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(format)) {
            byte[] whole = Fixtures.encrypt(encryptor, plaintext);
            long[] parts = random.longs(4, 0, whole.length).sorted().toArray();
            encryptor.prepare(Fixtures.source(plaintext), parts);
            for (int i = 0; i + 1 < parts.length; i++) {
                assertArrayEquals(
                        Arrays.copyOfRange(whole, (int) parts[i], (int) parts[i + 1]),
                        Fixtures.slice(encryptor, plaintext, parts[i], parts[i + 1] - parts[i]));
            }
        }
    }

    @Property(tries = 100)
    void readsOfAnySizeGiveTheSameBytes(
            @ForAll EncryptionFormat format, @ForAll @IntRange(max = 700) int length, @ForAll long seed)
            throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        Random random = new Random(seed);
        try (FileEncryptor encryptor = Fixtures.encryptor(format)) {
            byte[] whole = Fixtures.encrypt(encryptor, plaintext);
            byte[] read = new byte[whole.length];
            try (InputStream in = encryptor.open(Fixtures.source(plaintext), 0, whole.length)) {
                int at = 0;
                while (at < read.length) {
                    if (random.nextInt(5) == 0) {
                        read[at++] = (byte) in.read();
                    } else {
                        at += in.read(read, at, random.nextInt(read.length - at + 1));
                    }
                }
                assertEquals(-1, in.read());
                assertEquals(-1, in.read(new byte[10]));
            }
            assertArrayEquals(whole, read);
        }
    }

    @Property(tries = 150)
    void rangesDecryptedInAnyOrderAndInAnyPiecesMakeTheWhole(@ForAll @IntRange(max = 900) int length, @ForAll long seed)
            throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        Random random = new Random(seed);
        byte[] whole;
        try (FileEncryptor encryptor = Fixtures.encryptor(EncryptionFormat.AES256_GCM)) {
            whole = Fixtures.encrypt(encryptor, plaintext);
        }
        byte[] opened = new byte[length];
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, Fixtures.keys())) {
            for (long[] range : shuffledRanges(decryptor, whole.length, random)) {
                decryptRange(decryptor, whole, range[0], range[1], opened, random);
            }
        }
        assertArrayEquals(plaintext, opened);
    }

    private static List<long[]> shuffledRanges(FileDecryptor decryptor, long length, Random random) {
        List<long[]> ranges = new ArrayList<>();
        long from = random.nextBoolean() ? 0 : decryptor.headerLength();
        while (from < length) {
            long to = Math.min(length, decryptor.alignUp(from + 1 + random.nextInt(300)));
            ranges.add(new long[] {from, to});
            from = to;
        }
        Collections.shuffle(ranges, random);
        return ranges;
    }

    /** With pieces of any size, and connections that break now and then. */
    private static void decryptRange(
            FileDecryptor decryptor, byte[] whole, long from, long to, byte[] opened, Random random) throws Exception {
        PlaintextSink sink =
                (buffer, offset, length, position) -> System.arraycopy(buffer, offset, opened, (int) position, length);
        try (RangeDecryptor range = decryptor.open(from, to, whole.length)) {
            int at = (int) from;
            while (at < to) {
                int count = random.nextInt((int) to - at + 1);
                range.update(whole, at, count, sink);
                at += count;
                if (random.nextInt(4) == 0) {
                    range.restart();
                    at = (int) range.resumeOffset();
                }
            }
            range.finish(sink);
        }
    }

    @Property(tries = 100)
    void fernetArrivesInAnyPieces(@ForAll @IntRange(max = 700) int length, @ForAll long seed) throws Exception {
        byte[] plaintext = Fixtures.pattern(length);
        Random random = new Random(seed);
        byte[] whole;
        try (FileEncryptor encryptor = Fixtures.encryptor(EncryptionFormat.FERNET)) {
            whole = Fixtures.encrypt(encryptor, plaintext);
        }
        byte[] opened = new byte[length];
        try (FileDecryptor decryptor = Fixtures.decryptor(whole, Fixtures.keys())) {
            decryptRange(decryptor, whole, 0, whole.length, opened, random);
        }
        assertArrayEquals(plaintext, opened);
    }
}
