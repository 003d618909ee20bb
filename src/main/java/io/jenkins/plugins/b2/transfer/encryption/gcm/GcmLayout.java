package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;

/**
 * Where things are in an AES256_GCM file. Our header comes first, then Tink's stream: its header, and segments of one
 * size. The first segment is shorter by Tink's header, the last one is as long as it happens to be.
 *
 * @param ownHeaderBytes length of our header; it depends on the file's name
 * @param segmentBytes length of a ciphertext segment; {@value #SEGMENT_BYTES} in every file, other values for tests
 */
record GcmLayout(int ownHeaderBytes, int segmentBytes) {
    /** Tink: length of this header (1), salt (32), nonce prefix (7). */
    static final int TINK_HEADER_BYTES = 40;

    static final int TAG_BYTES = 16;
    static final int SEGMENT_BYTES = 1 << 20;

    /** The segment's number has four bytes of the nonce. */
    private static final long MAX_SEGMENTS = 1L << 32;

    /** Both headers. */
    int headerBytes() {
        return ownHeaderBytes + TINK_HEADER_BYTES;
    }

    long maxPlaintextLength() {
        return plaintextStart(MAX_SEGMENTS);
    }

    long segments(long plaintextLength) {
        return Math.max(1, ceilDiv(plaintextLength + TINK_HEADER_BYTES, plaintextPerSegment()));
    }

    long ciphertextLength(long plaintextLength) {
        if (plaintextLength < 0 || plaintextLength > maxPlaintextLength()) {
            throw new IllegalArgumentException("Length [" + plaintextLength + "] outside [0.." + maxPlaintextLength()
                    + "], what AES256_GCM can hold");
        }
        return headerBytes() + plaintextLength + TAG_BYTES * segments(plaintextLength);
    }

    /** The inverse of {@link #ciphertextLength}. */
    long plaintextLength(long ciphertextLength) throws DecryptionException {
        if (ciphertextLength < headerBytes() + TAG_BYTES) {
            throw new DecryptionException(
                    Kind.TRUNCATED,
                    "The content has [" + ciphertextLength + "] bytes; AES256_GCM has at least ["
                            + (headerBytes() + TAG_BYTES) + "]: it was cut off");
        }
        long body = ciphertextLength - ownHeaderBytes;
        long segments = ceilDiv(body, segmentBytes);
        if (segments > MAX_SEGMENTS) {
            throw new DecryptionException(
                    Kind.MALFORMED, "The content has [" + segments + "] segments, possible are [" + MAX_SEGMENTS + "]");
        }
        long last = body - (segments - 1) * segmentBytes;
        if (segments > 1 && last <= TAG_BYTES) {
            throw new DecryptionException(
                    Kind.TRUNCATED, "The last segment has [" + last + "] bytes, no more than its tag: it was cut off");
        }
        return body - TINK_HEADER_BYTES - TAG_BYTES * segments;
    }

    /** The segment that a byte behind the headers is in. */
    long segmentAt(long ciphertextOffset) {
        return (ciphertextOffset - ownHeaderBytes) / segmentBytes;
    }

    long ciphertextStart(long segment) {
        return segment == 0 ? headerBytes() : ownHeaderBytes + segment * segmentBytes;
    }

    long ciphertextEnd(long segment, long ciphertextLength) {
        return Math.min(ciphertextStart(segment + 1), ciphertextLength);
    }

    long plaintextStart(long segment) {
        return segment == 0 ? 0 : segment * plaintextPerSegment() - TINK_HEADER_BYTES;
    }

    long plaintextEnd(long segment, long plaintextLength) {
        return Math.min(plaintextStart(segment + 1), plaintextLength);
    }

    /** Enough for any ciphertext segment of a file; less than a whole one if the file is small. */
    int bufferBytes(long ciphertextLength) {
        return (int) Math.min(segmentBytes, ciphertextLength);
    }

    private int plaintextPerSegment() {
        return segmentBytes - TAG_BYTES;
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
