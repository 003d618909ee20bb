package io.jenkins.plugins.b2.transfer.encryption.gcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files larger than an int and than the memory. */
class BigSourceTest {
    private static final long TIB = 1L << 40;
    private static final GcmLayout STANDARD = new GcmLayout(100, GcmLayout.SEGMENT_BYTES);

    /** Byte i is a mix of i; nothing is stored. */
    private static final PlaintextSource SPARSE = new PlaintextSource() {
        @Override
        public long length() {
            return 10 * TIB + 12_345;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, long position) {
            for (int i = 0; i < length; i++) {
                buffer[offset + i] = at(position + i);
            }
            return length;
        }
    };

    private static byte at(long position) {
        return (byte) ((position * 0x9E3779B97F4A7C15L) >> 56);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    void rangesFarInsideAreMadeAndOpened() throws Exception {
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(EncryptionFormat.AES256_GCM)) {
            long length = encryptor.ciphertextLength(SPARSE.length());
            byte[] head = encryptor.open(SPARSE, 0, EncryptedContent.HEAD_BYTES).readAllBytes();
            try (FileDecryptor decryptor =
                    EncryptedContent.decryptor(head, head.length, Fixtures.keys(), Fixtures.NAME)) {
                assertEquals(SPARSE.length(), decryptor.plaintextLength(length).orElseThrow());
                for (long around : new long[] {5L << 30, 3 * TIB, length - (3 << 20)}) {
                    checkRange(encryptor, decryptor, decryptor.alignUp(around), length);
                }
            }
        }
    }

    /** Numbers of segments with three and more bytes count too. */
    @ParameterizedTest
    @ValueSource(longs = {255, 256, 65_535, 65_536, 3_000_000})
    void tinkOpensSegmentsFarInside(long segment) throws Exception {
        KdfParameters parameters = Fixtures.parameters();
        try (GcmEncryptor encryptor = GcmEncryptor.create(parameters, Fixtures.KEYS, Fixtures.NAME)) {
            GcmLayout layout = encryptor.layout();
            byte[] head = encryptor.header();
            StreamSegmentDecrypter tink = new AesGcmHkdfStreaming(
                            Fixtures.KEYS.derive(parameters), "HmacSha256", 32, GcmLayout.SEGMENT_BYTES, 0)
                    .newStreamSegmentDecrypter();
            tink.init(
                    ByteBuffer.wrap(head, layout.ownHeaderBytes(), GcmLayout.TINK_HEADER_BYTES),
                    Arrays.copyOf(head, layout.ownHeaderBytes()));
            ByteBuffer plaintext = ByteBuffer.allocate(GcmLayout.SEGMENT_BYTES);
            long start = layout.ciphertextStart(segment);
            try (InputStream in = encryptor.open(SPARSE, start, GcmLayout.SEGMENT_BYTES)) {
                tink.decryptSegment(ByteBuffer.wrap(in.readAllBytes()), (int) segment, false, plaintext);
            }
            byte[] expected = new byte[plaintext.position()];
            SPARSE.read(expected, 0, expected.length, layout.plaintextStart(segment));
            assertArrayEquals(expected, Arrays.copyOf(plaintext.array(), expected.length));
        }
    }

    private static void checkRange(FileEncryptor encryptor, FileDecryptor decryptor, long from, long length)
            throws Exception {
        long to = Math.min(length, decryptor.alignUp(from + (2 << 20)));
        byte[] bytes;
        try (InputStream in = encryptor.open(SPARSE, from, to - from)) {
            bytes = in.readAllBytes();
        }
        assertEquals(to - from, bytes.length);
        long[] seen = {0};
        PlaintextSink sink = (buffer, offset, count, position) -> {
            byte[] expected = new byte[count];
            SPARSE.read(expected, 0, count, position);
            assertArrayEquals(expected, Arrays.copyOfRange(buffer, offset, offset + count));
            seen[0] += count;
        };
        try (RangeDecryptor range = decryptor.open(from, to, length)) {
            range.update(bytes, 0, bytes.length, sink);
            range.finish(sink);
        }
        assertTrue(seen[0] > to - from - 100);
    }

    @Test
    void whatIsAllocatedDoesNotGrowWithTheRange() throws Exception {
        byte[] buffer = new byte[1 << 16];
        try (FileEncryptor encryptor = Fixtures.standardEncryptor(EncryptionFormat.AES256_GCM)) {
            long before = allocated();
            for (int part = 0; part < 4; part++) {
                try (InputStream in = encryptor.open(SPARSE, part * (20L << 20), 20 << 20)) {
                    while (in.read(buffer) >= 0) {
                        // Only reading matters.
                    }
                }
            }
            long used = allocated() - before;
            assertTrue(used < 4 << 20, "80 MiB of ciphertext took " + used + " bytes");
        }
    }

    @Test
    void lengthsAtTheLimits() throws Exception {
        long max = STANDARD.maxPlaintextLength();
        assertEquals((1L << 32) * ((1 << 20) - 16) - 40, max);
        assertEquals(max, STANDARD.plaintextLength(STANDARD.ciphertextLength(max)));
        assertThrowsFor(max + 1);
        assertThrowsFor(-1);
    }

    private static void assertThrowsFor(long length) {
        assertThrows(IllegalArgumentException.class, () -> STANDARD.ciphertextLength(length));
    }
}
