package io.jenkins.plugins.b2.transfer.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.QuickKeys;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

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
            @ForAll @IntRange(min = 1, max = ConnectionSettings.MAX_CONNECTIONS) int connections) {
        List<Long> ends = DownloadPlan.ends(length, connections, null);
        covers(ends, length);
        assertTrue(ends.get(0) <= DownloadPlan.FIRST, "the first answer must hold the first range");
    }

    @Property(tries = 50)
    void encryptedRangesCoverTheFileAndBeginAtSegments(
            @ForAll @LongRange(min = 1, max = 100_000_000_000L) long length,
            @ForAll @IntRange(min = 1, max = ConnectionSettings.MAX_CONNECTIONS) int connections)
            throws Exception {
        try (FileDecryptor gcm = decryptor(EncryptionFormat.AES256_GCM)) {
            List<Long> ends = DownloadPlan.ends(length, connections, gcm);
            covers(ends, length);
            for (long end : ends.subList(0, ends.size() - 1)) {
                assertEquals(end, gcm.alignUp(end));
            }
        }
    }

    @Property(tries = 5)
    void whatCantBeReadInPiecesIsFetchedAsOne(@ForAll @LongRange(min = 1, max = LONGEST) long length) throws Exception {
        try (FileDecryptor fernet = decryptor(EncryptionFormat.FERNET)) {
            assertEquals(List.of(length), DownloadPlan.ends(length, 8, fernet));
        }
    }
}
