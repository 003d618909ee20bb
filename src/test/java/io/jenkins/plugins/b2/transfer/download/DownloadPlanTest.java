package io.jenkins.plugins.b2.transfer.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.files.ByteRanges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Ranges of a download leave nothing out and fetch nothing twice. */
class DownloadPlanTest {
    private static final long LONGEST = 10_000_000_000_000L;
    private static final KdfParameters FERNET = KdfParameters.fernet("salt");

    private static FileDecryptor decryptor(EncryptionFormat format) throws Exception {
        KeySource keys = new QuickKeys("secret");
        KdfParameters parameters = format == EncryptionFormat.FERNET ? FERNET : KdfParameters.fresh();
        try (FileEncryptor encryptor = EncryptedContent.encryptor(format, parameters, keys, "name")) {
            long length = encryptor.ciphertextLength(1);
            byte[] head = encryptor.open(new OneByte(), 0, length).readNBytes(StoredContentDecoder.HEAD_BYTES);
            return EncryptedContent.decryptor(
                    head, head.length, KeyRing.of(keys).withFernet(FERNET), "name");
        }
    }

    private record OneByte() implements io.jenkins.plugins.b2.transfer.encryption.PlaintextSource {
        @Override
        public long length() {
            return 1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length, long position) {
            return position == 0 ? 1 : -1;
        }
    }

    private static List<Long> ends(long length, int connections, FileDecryptor decryptor) {
        DownloadPlan plan = new DownloadPlan(length, connections, decryptor, false, new ByteRanges());
        List<Long> ends = new ArrayList<>();
        boolean ended = false;
        DownloadRange range;
        while ((range = plan.next()) != null) {
            assertFalse(ended, "there is more after the end");
            ends.add(range.to());
            ended = plan.complete(range);
        }
        assertTrue(ended, "the end was not told");
        return ends;
    }

    @Property
    void whatIsThereIsNotFetched(
            @ForAll @LongRange(min = 1, max = 1_000_000_000) long length,
            @ForAll @Size(max = 8) List<@LongRange(max = 1_000_000_000) Long> ends) {
        ByteRanges there = new ByteRanges();
        for (int i = 0; i + 1 < ends.size(); i += 2) {
            there.add(Math.min(ends.get(i), length), Math.min(Math.max(ends.get(i), ends.get(i + 1)), length));
        }
        long missing = length - there.total();
        DownloadPlan plan = new DownloadPlan(length, 5, null, false, there);
        long fetched = 0;
        List<DownloadRange> ranges = new ArrayList<>();
        DownloadRange range;
        while ((range = plan.next()) != null) {
            assertTrue(range.from() < range.to());
            fetched += range.to() - range.from();
            ranges.add(range);
        }
        assertEquals(missing, fetched);
        boolean ended = plan.endsNow();
        // However they come to an end, the last one is told, once.
        Collections.shuffle(ranges, new Random(length));
        for (DownloadRange one : ranges) {
            assertFalse(ended);
            ended = plan.complete(one);
        }
        assertTrue(ended);
        assertEquals(length, plan.writtenFrom(0));
    }

    @Property
    void rangesOfBytesAreWhatTheirOffsetsAre(
            @ForAll @Size(max = 20) List<@IntRange(max = 60) Integer> ends, @ForAll @IntRange(max = 70) int at) {
        ByteRanges ranges = new ByteRanges();
        BitSet offsets = new BitSet();
        for (int i = 0; i + 1 < ends.size(); i += 2) {
            int from = Math.min(ends.get(i), ends.get(i + 1));
            int to = Math.max(ends.get(i), ends.get(i + 1));
            ranges.add(from, to);
            offsets.set(from, to);
        }
        assertEquals(offsets.cardinality(), ranges.total());
        assertEquals(offsets.nextClearBit(at), ranges.endFrom(at));
        int clear = at > 0 && offsets.get(at - 1) ? offsets.nextClearBit(at) : at;
        int next = offsets.nextSetBit(clear);
        if (!offsets.get(at)) {
            assertEquals(next < 0 ? Long.MAX_VALUE : next, ranges.nextStart(at));
        }
    }

    private static void covers(List<Long> ends, long length) {
        long before = -1;
        for (long end : ends) {
            assertTrue(end > before || length == 0, () -> "not ascending: " + ends);
            before = end;
        }
        assertEquals(length, before);
    }

    @Property
    void plainRangesCoverTheFile(
            @ForAll @LongRange(max = LONGEST) long length,
            @ForAll @IntRange(min = 1, max = Connections.MAX) int connections) {
        List<Long> ends = ends(length, connections, null);
        covers(ends, length);
        assertTrue(ends.get(0) <= DownloadPlan.FIRST, "the first answer must hold the first range");
    }

    @Property(tries = 50)
    void encryptedRangesCoverTheFileAndBeginAtSegments(
            @ForAll @LongRange(min = 1, max = 100_000_000_000L) long length,
            @ForAll @IntRange(min = 1, max = Connections.MAX) int connections)
            throws Exception {
        try (FileDecryptor gcm = decryptor(EncryptionFormat.AES256_GCM)) {
            List<Long> ends = ends(length, connections, gcm);
            covers(ends, length);
            for (long end : ends.subList(0, ends.size() - 1)) {
                assertEquals(end, gcm.alignUp(end));
            }
        }
    }

    @Property(tries = 5)
    void whatCantBeReadInPiecesIsFetchedAsOne(@ForAll @LongRange(min = 1, max = LONGEST) long length) throws Exception {
        try (FileDecryptor fernet = decryptor(EncryptionFormat.FERNET)) {
            assertEquals(List.of(length), ends(length, 8, fernet));
        }
    }
}
