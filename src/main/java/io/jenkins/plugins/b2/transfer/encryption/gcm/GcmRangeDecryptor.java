package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.GapListener;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** {@link RangeDecryptor} for AES256_GCM: collects a segment, authenticates it, gives it out. */
final class GcmRangeDecryptor implements RangeDecryptor {
    private final GcmLayout layout;
    private final long to;
    private final long ciphertextLength;
    private final GapListener gaps;
    private final byte[] header;
    private final SegmentCipher cipher;
    private final Buffers buffers;
    private final byte[] ciphertext;
    private final byte[] plaintext;
    private long position;
    private int collected;
    private boolean broken;
    private boolean closed;

    /** @param gaps hears of segments that aren't authentic; null when such a segment is an error */
    GcmRangeDecryptor(GcmDecryptor decryptor, long from, long to, long ciphertextLength, GapListener gaps) {
        this.gaps = gaps;
        this.layout = decryptor.layout();
        this.position = from;
        this.to = to;
        this.ciphertextLength = ciphertextLength;
        this.header = decryptor.header();
        this.cipher = decryptor.newCipher();
        this.buffers = decryptor.buffers(ciphertextLength);
        this.ciphertext = buffers.take();
        this.plaintext = buffers.take();
    }

    @Override
    public void update(byte[] buffer, int offset, int length, PlaintextSink sink) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        checkUsable();
        broken = true;
        int done = 0;
        while (done < length) {
            done += position < header.length
                    ? checkHeader(buffer, offset + done, length - done)
                    : collect(buffer, offset + done, length - done, sink);
        }
        broken = false;
    }

    private int checkHeader(byte[] buffer, int offset, int length) throws DecryptionException {
        int count = (int) Math.min(length, header.length - position);
        int at = (int) position;
        if (!Arrays.equals(buffer, offset, offset + count, header, at, at + count)) {
            throw new DecryptionException(
                    Kind.WRONG_KEY_OR_ALTERED,
                    "The header isn't the one read before: the content was replaced meanwhile; start again");
        }
        position += count;
        return count;
    }

    private int collect(byte[] buffer, int offset, int length, PlaintextSink sink) throws IOException {
        if (position >= to) {
            throw new DecryptionException(
                    Kind.MALFORMED, "More bytes arrived than the range has; it ends at [" + to + "]");
        }
        long segment = layout.segmentAt(position);
        long end = layout.ciphertextEnd(segment, ciphertextLength);
        int count = (int) Math.min(length, end - position);
        System.arraycopy(buffer, offset, ciphertext, collected, count);
        collected += count;
        position += count;
        if (position == end) {
            giveOut(segment, end == ciphertextLength, sink);
            collected = 0;
        }
        return count;
    }

    private void giveOut(long segment, boolean last, PlaintextSink sink) throws IOException {
        if (decrypt(segment, last)) {
            write(segment, sink);
        } else if (gaps == null) {
            throw notAuthentic(segment);
        } else {
            salvage(segment, last, sink);
        }
    }

    private boolean decrypt(long segment, boolean last) {
        return collected >= GcmLayout.TAG_BYTES && cipher.decrypt(segment, last, ciphertext, collected, plaintext);
    }

    private void write(long segment, PlaintextSink sink) throws IOException {
        int length = collected - GcmLayout.TAG_BYTES;
        if (length > 0) {
            sink.write(plaintext, 0, length, layout.plaintextStart(segment));
        }
    }

    /** Where a file was cut off between two segments, the last one that is there is whole but not the last one. */
    private void salvage(long segment, boolean last, PlaintextSink sink) throws IOException {
        long start = layout.plaintextStart(segment);
        long end = start + Math.max(0, collected - GcmLayout.TAG_BYTES);
        if (last && decrypt(segment, false)) {
            write(segment, sink);
            gaps.gap(end, end, true);
        } else {
            gaps.gap(start, end, last);
        }
    }

    private DecryptionException notAuthentic(long segment) {
        return new DecryptionException(
                Kind.WRONG_KEY_OR_ALTERED,
                "The content was altered, reordered or cut off, and the passphrase is right: get it again or use"
                        + " another version of the file (segment [" + segment + "], ciphertext bytes ["
                        + (position - collected) + ".." + position + "), is not authentic)");
    }

    @Override
    public void finish(PlaintextSink sink) throws DecryptionException {
        checkUsable();
        if (position != to) {
            throw new DecryptionException(
                    Kind.TRUNCATED,
                    "The content ends at byte [" + position + "], wanted up to [" + to + "]: it was cut off");
        }
        if (gaps != null && to == ciphertextLength && to == header.length) {
            gaps.gap(0, 0, true);
        }
    }

    @Override
    public long resumeOffset() {
        return position - collected;
    }

    @Override
    public void restart() {
        position -= collected;
        collected = 0;
        broken = false;
    }

    private void checkUsable() {
        if (closed || broken) {
            throw new IllegalStateException(closed ? "The range is closed" : "The range failed before");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            buffers.give(ciphertext);
            buffers.give(plaintext);
        }
    }
}
