package io.jenkins.plugins.b2.transfer.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartHashesTest {
    private static String sha1(byte[] bytes, int from, int to) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-1");
        digest.update(bytes, from, to - from);
        return HexFormat.of().formatHex(digest.digest());
    }

    @ParameterizedTest
    @CsvSource({
        "1,       1",
        "10,      3",
        "2000000, 1000000",
        "2000001, 1000000",
        "3000000, 524288",
        "1048576, 524288",
        "1048577, 524287",
        "700000,  5000000",
    })
    void areThoseOfTheWholeAndOfEachPart(int length, int partSize) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        List<String> parts = new ArrayList<>();
        for (int start = 0; start < length; start += partSize) {
            parts.add(sha1(bytes, start, Math.min(length, start + partSize)));
        }
        PartHashes hashes =
                PartHashes.of(new ByteArrayInputStream(bytes), new PartPlan(length, partSize), new Cancellation());
        assertEquals(new PartHashes(sha1(bytes, 0, length), parts, partSize), hashes);
    }

    @Test
    void aFailureToReadIsThrownAsItIs() {
        InputStream broken = new SequenceInputStream(new ByteArrayInputStream(new byte[1_000_000]), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }
        });
        IOException e = assertThrows(
                IOException.class,
                () -> PartHashes.of(broken, new PartPlan(10_000_000, 5_000_000), new Cancellation()));
        assertEquals("the disk is gone", e.getMessage());
    }

    @Test
    void endsWhenCancelled() {
        Cancellation cancellation = new Cancellation();
        InputStream endless = new InputStream() {
            private int blocks;

            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (++blocks == 3) {
                    cancellation.cancel();
                }
                Arrays.fill(buffer, offset, offset + length, (byte) 1);
                return length;
            }
        };
        assertThrows(
                CancelledException.class,
                () -> PartHashes.of(endless, new PartPlan(PartPlan.MAX_LENGTH, 5_000_000), cancellation));
    }
}
