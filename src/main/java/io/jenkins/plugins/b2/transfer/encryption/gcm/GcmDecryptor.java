package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.GapListener;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.Mac;

/** {@link FileDecryptor} for AES256_GCM. */
public final class GcmDecryptor implements FileDecryptor {
    /** As many first bytes as the longest header has. */
    public static final int HEAD_BYTES = GcmHeader.MAX_OWN_BYTES + GcmLayout.TINK_HEADER_BYTES;

    private static final String RECORD_KEY = "record of a partial file";

    private final GcmLayout layout;
    private final GcmHeader header;
    private final WipeableKey fileKey;
    private Buffers buffers;

    private GcmDecryptor(GcmHeader header, int segmentBytes, byte[] derivedKey) {
        this.layout = header.layout(segmentBytes);
        this.header = header;
        this.fileKey = header.fileKey(derivedKey);
    }

    /** Whether some content begins as this format does. */
    public static boolean recognises(byte[] head, int length) {
        return GcmHeader.hasMagic(head, length);
    }

    /**
     * Reads the header, and finds the key that it was made with.
     *
     * @param expectedName the name that the file must have been encrypted under; null for any
     */
    public static GcmDecryptor open(byte[] head, int length, KeyRing keys, String expectedName)
            throws IOException, InterruptedException {
        return open(GcmLayout.SEGMENT_BYTES, head, length, keys, expectedName);
    }

    static GcmDecryptor open(int segmentBytes, byte[] head, int length, KeyRing keys, String expectedName)
            throws IOException, InterruptedException {
        GcmHeader header = GcmHeader.parse(head, length);
        if (expectedName != null && !expectedName.equals(header.name())) {
            throw new DecryptionException(
                    Kind.RENAMED,
                    "It was encrypted as '" + header.name() + "' and not as '" + expectedName
                            + "': it was renamed or copied, or somebody put it in the place of another file. Where"
                            + " that is as it should be, accept renamed files (--accept-renamed, acceptRenamed; for b2j"
                            + " decrypt, leave --name away)");
        }
        keys.requireKeys(EncryptionFormat.AES256_GCM);
        for (int key = 0; key < keys.size(); key++) {
            byte[] derived = keys.derive(key, header.parameters());
            try {
                if (header.fits(derived)) {
                    return new GcmDecryptor(header, segmentBytes, derived);
                }
            } finally {
                Arrays.fill(derived, (byte) 0);
            }
        }
        throw new DecryptionException(
                Kind.WRONG_KEY_OR_ALTERED,
                keys.describe() + (keys.size() == 1 ? " isn't" : " is")
                        + " the one it was encrypted with, or its header was altered. Check the passphrase first, then"
                        + " get the content again");
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.AES256_GCM;
    }

    @Override
    public Optional<String> name() {
        return Optional.of(header.name());
    }

    @Override
    public boolean randomAccess() {
        return true;
    }

    @Override
    public int headerLength() {
        return layout.headerBytes();
    }

    @Override
    public OptionalLong plaintextLength(long ciphertextLength) throws DecryptionException {
        return OptionalLong.of(layout.plaintextLength(ciphertextLength));
    }

    @Override
    public long alignUp(long ciphertextOffset) {
        if (ciphertextOffset <= 0) {
            return 0;
        }
        if (ciphertextOffset <= layout.headerBytes()) {
            return layout.headerBytes();
        }
        long segment = layout.segmentAt(ciphertextOffset);
        return layout.ciphertextStart(layout.ciphertextStart(segment) == ciphertextOffset ? segment : segment + 1);
    }

    @Override
    public long plaintextOffset(long ciphertextOffset, long ciphertextLength) throws DecryptionException {
        if (ciphertextOffset == ciphertextLength) {
            return layout.plaintextLength(ciphertextLength);
        }
        if (ciphertextOffset < 0
                || ciphertextOffset > ciphertextLength
                || !isBoundary(ciphertextOffset, ciphertextLength)) {
            return -1;
        }
        return ciphertextOffset <= layout.headerBytes() ? 0 : layout.plaintextStart(layout.segmentAt(ciphertextOffset));
    }

    @Override
    public byte[] recordKey() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(fileKey);
            return mac.doFinal(RECORD_KEY.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public RangeDecryptor open(long from, long to, long ciphertextLength) throws DecryptionException {
        layout.plaintextLength(ciphertextLength);
        return range(from, to, ciphertextLength, null);
    }

    @Override
    public RangeDecryptor salvage(long from, long to, long ciphertextLength, GapListener gaps) {
        return range(from, to, ciphertextLength, gaps);
    }

    private RangeDecryptor range(long from, long to, long ciphertextLength, GapListener gaps) {
        if (from < 0
                || from > to
                || to > ciphertextLength
                || !isBoundary(from, ciphertextLength)
                || !isBoundary(to, ciphertextLength)) {
            throw new IllegalArgumentException(
                    "Range [" + from + ".." + to + ") of [" + ciphertextLength + "] doesn't lie on segments");
        }
        if (fileKey.isDestroyed()) {
            throw new IllegalStateException("The decryptor is closed");
        }
        GcmWarmUp.DECRYPTING.before(ciphertextLength, to - from);
        return new GcmRangeDecryptor(this, from, to, ciphertextLength, gaps);
    }

    private boolean isBoundary(long offset, long ciphertextLength) {
        return offset == ciphertextLength || alignUp(offset) == offset;
    }

    GcmLayout layout() {
        return layout;
    }

    byte[] header() {
        return header.bytes();
    }

    SegmentCipher newCipher() {
        return new SegmentCipher(fileKey, header.noncePrefix());
    }

    synchronized Buffers buffers(long ciphertextLength) {
        if (buffers == null) {
            buffers = new Buffers(layout.bufferBytes(ciphertextLength));
        }
        return buffers;
    }

    @Override
    public void close() {
        fileKey.destroy();
    }

    @Override
    public String toString() {
        return "GcmDecryptor[hidden]";
    }
}
