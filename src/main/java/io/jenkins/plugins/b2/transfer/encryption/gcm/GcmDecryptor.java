package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/** {@link FileDecryptor} for AES256_GCM. */
public final class GcmDecryptor implements FileDecryptor {
    private final GcmLayout layout;
    private final GcmHeader header;
    private final WipeableKey fileKey;
    private volatile boolean keyProven;
    private Buffers buffers;

    GcmDecryptor(GcmLayout layout, GcmHeader header, byte[] derivedKey) {
        this.layout = layout;
        this.header = header;
        this.fileKey = header.fileKey(derivedKey);
    }

    /** Whether some content begins as this format does. */
    public static boolean recognises(byte[] head, int length) {
        return GcmHeader.hasMagic(head, length);
    }

    public static GcmDecryptor open(byte[] head, int length, KeyRing keys) throws IOException, InterruptedException {
        return open(GcmLayout.STANDARD, head, length, keys);
    }

    static GcmDecryptor open(GcmLayout layout, byte[] head, int length, KeyRing keys)
            throws IOException, InterruptedException {
        GcmHeader header = GcmHeader.parse(head, length);
        byte[] derived = keys.deriveGcm(header.parameters());
        try {
            return new GcmDecryptor(layout, header, derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.AES256_GCM;
    }

    @Override
    public boolean randomAccess() {
        return true;
    }

    @Override
    public int headerLength() {
        return GcmLayout.HEADER_BYTES;
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
        if (ciphertextOffset <= GcmLayout.HEADER_BYTES) {
            return GcmLayout.HEADER_BYTES;
        }
        long segment = layout.segmentAt(ciphertextOffset);
        return layout.ciphertextStart(layout.ciphertextStart(segment) == ciphertextOffset ? segment : segment + 1);
    }

    @Override
    public RangeDecryptor open(long from, long to, long ciphertextLength) throws DecryptionException {
        layout.plaintextLength(ciphertextLength);
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
        return new GcmRangeDecryptor(this, from, to, ciphertextLength);
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

    /** After one segment has decrypted, a wrong key is out of the question. */
    boolean keyProven() {
        return keyProven;
    }

    void proveKey() {
        keyProven = true;
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
